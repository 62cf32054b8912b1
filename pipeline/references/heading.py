"""The heading of a bibliography, as text for the patterns that look for it in blocks, in lines and among entries."""

from pipeline.text import HAN

REFERENCES_ZH = r"参\s*考\s*文\s*献"
REFERENCES = (
    rf"(?:主要)?{REFERENCES_ZH}|参考书目|引用文献|References?(?:\s*and\s*notes)?|Notes\s*and\s*references"
    r"|Literature\s*cited|Bibliography|Works\s*cited"
)
# A heading of which OCR has left one character, a bracket in English behind it perhaps: 奓考乂啊（neierences）.
MISREAD = (
    rf"\W*(?:参[{HAN}]{{3}}|[{HAN}]考[{HAN}]{{2}}|[{HAN}]{{2}}文[{HAN}]|[{HAN}]{{3}}献)\s?"
    r"(?:[(（][A-Za-z]{8,12}[)）])?\W*"
)
