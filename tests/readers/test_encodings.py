"""Files as Windows, older editors and journals' sites save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.readers import UnreadableError, read

TEXT = "# 盐与血压\n\n正文，“引号”——完。\n"
PAGE = '<html><head><meta charset="{0}"><title>x</title></head><body><h1>盐與血壓</h1><p>正文。</p></body></html>'
XML = """<?xml version="1.0" encoding="{0}"?>
<article><front><article-meta><title-group><article-title>盐与血压</article-title></title-group></article-meta></front>
<body><p>正文。</p></body></article>"""


def texts(name: str, data: bytes) -> list[str]:
    return [block.text for block in read(data, Path(name), "a").blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_text_is_read_in_any_encoding_of_an_editor(encoding: str, newline: str) -> None:
    data = TEXT.replace("\n", newline).encode(encoding)
    assert texts("a.md", data) == ["盐与血压", "正文，“引号”——完。"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Salt raises blood pressure.\n", "一项研究，一一核对，结果可靠。\n", "　　盐。\n"])
def test_utf_16_needs_no_mark(encoding: str, text: str) -> None:
    assert texts("a.md", text.encode(encoding)) == [text.strip()]


def test_a_stray_nul_does_not_make_a_text_utf_16() -> None:
    assert texts("a.md", "盐\0与血压 and salt.\n\n完。\n".encode())[-1] == "完。"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gbk"),
        ("GBK", "gbk"),
        ("big5", "big5"),
        ("gb2312", "utf-8"),  # saved anew by a browser
        ("gb2312", "utf-16"),
        ("none such", "gb18030"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_is_in(declared: str, encoding: str) -> None:
    page = PAGE.format(declared).replace("盐", "鹽" if encoding == "big5" else "盐")
    title = "鹽與血壓" if encoding == "big5" else "盐與血壓"
    assert texts("a.html", page.encode(encoding)) == [title, "正文。"]


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "utf-16", "utf-8"])
def test_xml_is_read_in_the_encoding_it_is_in(encoding: str) -> None:
    assert texts("a.xml", XML.format(encoding).encode(encoding)) == ["盐与血压", "正文。"]


def test_what_is_no_text_is_refused_by_line() -> None:
    with pytest.raises(UnreadableError, match=r"^a\.md:2: neither UTF-8 nor GB 18030 text; save the file as UTF-8$"):
        texts("a.md", b"a\n\xff\xff\0")


def test_a_file_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(UnreadableError, match=r"no reader for “\.xyz” files"):
        texts("a.xyz", b"")


def test_big5_is_told_from_gb_18030_by_its_words() -> None:
    traditional = "# 鹽與血壓的關係\n\n在患者中，鹽敏感是重要的表型。\n"
    assert texts("a.md", traditional.encode("big5")) == ["鹽與血壓的關係", "在患者中，鹽敏感是重要的表型。"]
    assert texts("a.md", traditional.encode("gbk")) == ["鹽與血壓的關係", "在患者中，鹽敏感是重要的表型。"]


def test_bytes_of_no_text_are_refused() -> None:
    with pytest.raises(UnreadableError, match=r"a\.md:2: neither UTF-8"):
        texts("a.md", b"%PDF-1.4\n" + b"\0" * 300)
