"""Made-up articles of an index, as many as are asked for: what the tests search is what is measured."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.writers import index


def records(count: int) -> Iterator[index.Record]:
    for number in range(count):
        yield index.Record(
            f"A{number:05d}",
            f"第{number}种药物对土壤水分与植被影响的研究进展",
            f"Progress in the study of drug {number} and its effect on soil water and vegetation",
            "张三，李四，王五",
            str(2010 + number % 12),
            "RQST"[number % 4],
            ("虚构药学杂志", "Journal of Nowhere")[number % 2],
            number % 3,
            "zh",
        )
