"""Headings that articles of every field share, by which unnumbered ones are placed."""

from __future__ import annotations

from pipeline.text import folded

_WITH_PARTS = frozenset(
    """
    材料与方法 材料和方法 资料与方法 资料和方法 对象与方法 对象和方法 数据与方法 方法 实验 实验方法
    结果 结果与分析 结果与讨论 讨论
    methods materialsandmethods methodsandmaterials materialandmethods patientsandmethods subjectsandmethods
    dataandmethods methodology onlinemethods
    experimental experimentalsection experimentalprocedures experiments
    results resultsanddiscussion resultanddiscussion discussion
    """.split()  # noqa: SIM905 — a list of words reads best as words
)
_WITHOUT_PARTS = frozenset(
    """
    引言 前言 绪论 导言 序言 言 背景 结论 小结 结语 结束语 总结 展望 总结与展望 结论与展望 讨论与结论 结论与讨论 附录
    introduction background conclusion conclusions discussionandconclusion discussionandconclusions
    conclusionsanddiscussion summary summaryanddiscussion appendix relatedwork
    """.split()  # noqa: SIM905
)


def is_main(title: str) -> bool:
    """Whether a title names one of an article's main parts."""
    name = folded(title)
    return name in _WITH_PARTS or name in _WITHOUT_PARTS


def has_parts(title: str) -> bool:
    """Whether what this title heads is wont to be divided: methods, results, discussion."""
    return folded(title) in _WITH_PARTS
