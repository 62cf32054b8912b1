"""Line numbers that only a whole manuscript can tell; those of one paragraph are in ``cases/line_numbers.txt``."""

from __future__ import annotations

from pipeline.repair.line_numbers import without_line_numbers
from tests.repair.documents import document

BODY = "湖水的水位由降水、蒸发与出流共同决定，逐日变化，需要长期的观测。"


def test_line_numbers_of_a_manuscript_are_deleted_as_edits() -> None:
    lines = [f"{n} 第{n}行写着湖泊的水位" for n in range(1, 31)]
    numbered = without_line_numbers(document("\n\n".join("\n".join(lines[i : i + 3]) for i in range(0, 30, 3))))
    assert numbered.blocks[0].text.startswith("第1行")
    assert numbered.blocks[0].original.startswith("1 第1行")
    assert sum(len(block.edits) for block in numbered.blocks) == 30


def test_numbered_entries_and_headings_are_no_line_numbers() -> None:
    sections = "\n\n".join(f"{n} 节名\n\n{BODY}" for n in range(1, 5))
    entries = "\n".join(f"{n} 张三. 湖泊[J]. 水科学, 2019, 1(2): 3-4." for n in range(1, 60))
    source = document(f"# 湖泊的水位\n\n张三\n\n摘要：{BODY}\n\n{sections}\n\n参考文献\n\n{entries}")
    assert without_line_numbers(source) == source


def test_the_numbers_of_affiliations_and_entries_without_marks_are_no_line_numbers() -> None:
    affiliations = "\n".join(f"{n}某大学水文学院 北京 10000{n}" for n in range(1, 5))
    entries = "\n".join(f"{n} 张三. 湖泊[J]. 水科学, 2019, 1(2): 3-4." for n in range(1, 40))
    source = document(f"# 湖泊的水位\n\n张三\n\n{affiliations}\n\n" + f"{BODY}\n\n" * 40 + f"参考文献\n\n{entries}")
    assert without_line_numbers(source) == source


def test_the_bibliography_of_a_numbered_manuscript_keeps_its_own_numbers() -> None:
    lines = [f"{n} 这一行说的是湖泊的水位与降水" for n in range(1, 31)]
    entries = "\n".join(f"{n} [{n - 30}] 张三. 湖泊[J]. 水科学, 2019, {n}(2): 3-4." for n in range(31, 36))
    numbered = without_line_numbers(document("\n".join(lines[:15]) + "\n\n" + "\n".join(lines[15:]) + f"\n\n{entries}"))
    assert numbered.blocks[-1].text.startswith("[1] 张三")
    assert "\n[5] 张三" in numbered.blocks[-1].text
