"""The bibliography entry by entry, and the notes after the text."""

from __future__ import annotations

from pipeline.article import Back, Source
from pipeline.readers.markdown import read
from pipeline.structure.back import back_blocks, back_of, floats_headings_apart
from pipeline.structure.labelled import Zone, Zoned


def back(*parts: tuple[Zone, str]) -> Back:
    zoned = [
        Zoned(zone, block.cut(0, len(block.text), f".{n}"))
        for n, (zone, markdown) in enumerate(parts)
        for block in read(markdown, "a", Source("a.md", "markdown", "", 1)).blocks
    ]
    made = back_of(back_blocks(zoned))
    blocks = {block.id: block.text for block in made.blocks}
    for reference in made.references:
        assert blocks[reference.block][reference.start : reference.end] == reference.raw
    return made


LIST = """# 参考文献：

[1] 张三. 题名[J]. 刊名, 2019, 1(2): 3-4.
[2]Li S. A title[J]. Journal, 2020, 5: 6-7.[3]Wu W. Another[M]. Beijing: Press, 2018.

[4] 王五, 赵六. 一条很长的条目, 在页末断开[J]. 某某大学

学报, 2011, 2(1): 5-7. (编辑：钱七)
"""


def test_each_entry_has_its_number_and_its_place() -> None:
    made = back(("bibliography", LIST))
    assert [(r.id, r.number) for r in made.references] == [("r1", 1), ("r2", 2), ("r3", 3), ("r4", 4)]
    assert made.references[2].raw.startswith("[3]Wu W. Another")


def test_an_entry_cut_by_a_page_is_one_block() -> None:
    last = back(("bibliography", LIST)).references[-1]
    assert last.raw.endswith("某某大学\n学报, 2011, 2(1): 5-7.")
    assert last.csl is not None
    assert last.csl.title == "一条很长的条目, 在页末断开"


def test_an_editors_line_is_a_note_and_no_part_of_the_last_entry() -> None:
    assert [(n.kind, n.text) for n in back(("bibliography", LIST)).notes] == [("editor", "(编辑：钱七)")]


ANOTHER = (
    "# （上接27页）\n\n[4] 孙一. 另文的条目[J]. 他刊, 2010, 3(1): 8-9.\n[5] Qian R. Of another article[J]. J, 2011."
)


def test_entries_of_another_article_that_ends_on_the_page_are_notes() -> None:
    made = back(("bibliography", LIST), ("bibliography", ANOTHER))
    assert [r.number for r in made.references] == [1, 2, 3, 4]
    assert made.notes[-1].text.startswith("[4] 孙一")


def test_a_list_that_goes_on_where_it_says_is_one() -> None:
    parts = LIST.split("[4]")[0] + "\n\n（下转30页）", ANOTHER
    assert len(back(*(("bibliography", part) for part in parts)).references) == 5


def test_notes_are_told_apart_by_their_headings_and_labels() -> None:
    made = back(
        ("back", "# 致谢\n\n感谢审稿人的意见。"),
        ("bibliography", LIST),
        (
            "back",
            "(2020-01-02收稿)\n\n# 作者贡献声明：\n\n张三：设计实验；\n\n李四：撰写论文。\n\n作者简介：张三，教授。",
        ),
    )
    assert [(n.kind, n.text) for n in made.notes] == [
        ("acknowledgements", "感谢审稿人的意见。"),
        ("editor", "(编辑：钱七)"),
        ("editor", "(2020-01-02收稿)"),
        ("contributions", "张三：设计实验；"),
        ("contributions", "李四：撰写论文。"),
        ("biography", "作者简介：张三，教授。"),
    ]


def test_no_bibliography_no_references() -> None:
    assert back(("back", "感谢审稿人的意见。")).references == ()


def test_the_heading_of_plates_behind_the_references_is_no_section() -> None:
    plates = "# FIGURES\n\n![](a.jpg)\n\nFIG. 1. The level of the lake. The line is drawn by hand.\n\n(a) means"
    prose = f"# Figures\n\n{'The figures of this appendix were drawn by the station that measured the lake. ' * 2}"
    parts: list[tuple[Zone, str]] = [("body", plates), ("bibliography", LIST), ("body", plates), ("body", prose)]
    zoned = [
        Zoned(zone, block)
        for zone, markdown in parts
        for block in read(markdown, "a", Source("a.md", "markdown", "", 1)).blocks
    ]
    headings = [zone for zone, block in floats_headings_apart(zoned) if block.text.lower() == "figures"]
    assert headings == ["body", "back", "body"]
