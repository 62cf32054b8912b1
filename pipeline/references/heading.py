"""The heading of a bibliography, as text for the patterns that look for it in blocks, in lines and among entries."""

REFERENCES_ZH = r"参\s*考\s*文\s*献"
REFERENCES = (
    rf"(?:主要)?{REFERENCES_ZH}|参考书目|引用文献|References?(?:\s*and\s*notes)?|Notes\s*and\s*references"
    r"|Literature\s*cited|Bibliography|Works\s*cited"
)
