"""duizhao (对照): Chinese–English scholarly articles, from OCR to aligned, structured text."""
