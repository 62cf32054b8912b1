"""A made-up article with everything that an article can hold, and much that it should not."""

from __future__ import annotations

from pipeline.article import (
    Abstract,
    AbstractSection,
    Article,
    Author,
    Back,
    Bead,
    Bilingual,
    BilingualAbstract,
    Block,
    Body,
    Cell,
    Citation,
    Dates,
    Diagnostic,
    Discarded,
    Entity,
    Extent,
    Float,
    Front,
    Funding,
    Gloss,
    Imprint,
    Language,
    Mention,
    Note,
    Reference,
    Section,
    Source,
    Span,
)
from pipeline.csl import Date, Item, Name

HOSTILE = (
    '<script>alert(1)</script> #import "x" ] } $ @a *b* _c_ `d` \\ <a> &amp; javascript:alert(1) \ud800 \x07 \u202e 😀'
)

_ZH_ABSTRACT = (
    "摘要:目的 探讨磷脂酰肌醇三激酶(PI3K)抑制剂与内分泌药物联用的价值。方法 汇总六项随机试验,共纳入一千二百例患者。"
    "结果 联用组的无进展生存期延长(HR=0.65)。皮疹与高血糖更为常见。结论 联用有效,但须监测血糖。"
)
_EN_ABSTRACT = (
    "Abstract: Objective To weigh the benefit of adding an inhibitor of phosphoinositide 3-kinase (PI3K) "
    "to endocrine drugs. "
    "Methods Six randomised trials were pooled; they enrolled twelve hundred patients. "
    "Results Progression-free survival was longer with the combination (HR=0.65), "
    "whereas rash and hyperglycaemia were more common. "
    "Conclusion The combination works, yet blood glucose has to be watched."
)
_OPENING = (
    "PI3K通路在激素受体阳性乳腺癌中常被激活[1],其催化亚基由PIK3CA基因编码[2-4]。"
    "哺乳动物雷帕霉素靶蛋白(mammalian target of rapamycin, mTOR)位于其下游,抑制率达6 6 \\%,而IC_{50}约为10^{-9} mol/L。"
)
_EFFECT = "口服给药后,阿培利司的血药浓度约在2 h达峰,表观分布容积较大。疗效见表1,通路见图1[3,9]。"
_HOSTILE_PARAGRAPH = "本段含有不友好的字符:" + HOSTILE + " 段末。"
_BROKEN = "\\frac{a}{ \\nosuchcommand"
_GOOD = "S(t)=\\exp\\left(-\\int_0^t \\lambda(u)\\,\\mathrm{d}u\\right)+\\sum_{i=1}^{n}\\frac{x_i^2}{\\sqrt{n}}"
_ENTRIES = (
    "[1] 王小明,李雷.PI3K抑制剂的研究现状[J].中国新药杂志,2019,28(3):101-108.\n"
    "WANG Xiaoming, LI Lei. Current research on PI3K inhibitors[J]. Chin J New Drugs, 2019, 28(3): 101-108.",
    "[2] Smith J, Doe A. Mutations of PIK3CA in solid tumours[J]. J Made Up Oncol, 2017, 5(2): 11-19.",
    "[3] Roe R. Endocrine drugs: a handbook[M]. London: Nowhere Press, 2015.",
    "[4] " + "An entry that nobody could parse & <b>with markup</b>",
)


def _block(id: str, kind: str, text: str, line: int, lang: Language = "zh", spans: tuple[Span, ...] = ()) -> Block:
    return Block(id, kind, text, spans, (line, line + 1), lang)  # type: ignore[arg-type]


def _extent(block: Block, start: str, end: str | None = None) -> Extent:
    """From the first occurrence of ``start`` to the end of ``end`` (or of ``start``)."""
    low = block.text.index(start)
    high = block.text.index(end, low) + len(end) if end else low + len(start)
    return Extent(block.text[low:high], block.id, low, high)


def _span(text: str, kind: str, piece: str, target: str | None = None, after: int = 0) -> Span:
    low = text.index(piece, after)
    return Span(kind, low, low + len(piece), target)  # type: ignore[arg-type]


def _citation(block: Block, piece: str, *numbers: int) -> Citation:
    low = block.text.index(piece)
    ids = tuple(f"r{number}" for number in numbers if number <= len(_ENTRIES))
    return Citation(piece, block.id, low, low + len(piece), numbers, references=ids)


def _mention(block: Block, piece: str, lang: Language) -> Mention:
    low = block.text.index(piece)
    return Mention(piece, block.id, low, low + len(piece), lang)


def article() -> Article:
    """Every feature at once."""
    zh = _block("b3", "abstract", _ZH_ABSTRACT, 6)
    en = _block("b6", "abstract", _EN_ABSTRACT, 14, "en")
    opening = _block(
        "b10",
        "paragraph",
        _OPENING,
        20,
        spans=(
            _span(_OPENING, "sup", "[1]"),
            _span(_OPENING, "sup", "[2-4]"),
            _span(_OPENING, "emphasis", "PIK3CA"),
            _span(_OPENING, "math", "6 6 \\%"),
            _span(_OPENING, "math", "IC_{50}"),
            _span(_OPENING, "math", "10^{-9}"),
        ),
    )
    effect = _block("b12", "paragraph", _EFFECT, 24)
    hostile = _block(
        "b13",
        "paragraph",
        _HOSTILE_PARAGRAPH,
        26,
        spans=(
            _span(_HOSTILE_PARAGRAPH, "link", "javascript:alert(1)", "javascript:alert(1)"),
            _span(_HOSTILE_PARAGRAPH, "strong", "#import"),
            _span(_HOSTILE_PARAGRAPH, "link", "本段", 'https://example.org/?a=1&b="2"'),
        ),
    )
    good = _block("b14", "math", _GOOD, 28, "en", (Span("math", 0, len(_GOOD)),))
    broken = _block("b15", "math", _BROKEN, 30, "en", (Span("math", 0, len(_BROKEN)),))
    items = tuple(
        _block(f"b{16 + i}", "list_item", text, 31 + i)
        for i, text in enumerate(("皮疹,多为轻度;", "高血糖,可用二甲双胍控制。"))
    )
    code = _block("b19", "code", "for x in xs:\n    f(x)  # ]}", 36, "en")
    references = _block("b30", "references", "参考文献\n" + "\n".join(_ENTRIES), 60)
    table = (
        (
            Cell("试验 Trial", header=True, rowspan=2),
            Cell("生存期 PFS (月)", header=True, colspan=2),
            Cell("$P$", header=True),
        ),
        (Cell("联用", header=True), Cell("单用", header=True), Cell("", header=True)),
        (Cell("SOLO-X", rowspan=9), Cell("11.0"), Cell("5.7"), Cell("$< 0 . 0 1$", colspan=5)),
        (Cell("ORION"), Cell("9.2"), Cell("6.1"), Cell("0.03")),
    )
    caption = _block("b21", "caption", "表1 联用与单用的比较\nTable 1 Combination versus single drug", 40)
    figure_caption = _block("b22", "caption", "图1 PI3K通路示意\nFig. 1 The PI3K pathway", 46)
    picture = _block("b23", "image", "", 45, "en")
    entries = tuple(_reference(index, raw, references) for index, raw in enumerate(_ENTRIES, 1))
    meta = _block("b7", "meta", "收稿日期:2021-03-05;本刊网址 www.example.org", 16)
    note = _block("b31", "note", "作者简介:张三,女,博士,主要从事肿瘤药理研究。", 80)
    footnote = _block("b33", "note", "① 处理方法因人而异。", 39)
    return Article(
        id="sample",
        language="zh",
        source=Source("input/sample.md", "markdown", "0" * 64, 90),
        front=Front(
            title=Bilingual(
                "PI3K抑制剂联合内分泌治疗的疗效与安全性",
                "Efficacy and safety of PI3K inhibitors combined with endocrine therapy",
            ),
            authors=(
                Author(Bilingual("张三", "ZHANG San"), (0,), corresponding=True),
                Author(Bilingual("欧阳四", "OUYANG Si"), (0, 1), roles=("综述",)),
            ),
            affiliations=(
                Bilingual(
                    "虚构大学药学院,北京 100000", "School of Pharmacy, Fictional University, Beijing 100000, China"
                ),
                Bilingual("想象医院肿瘤科", None),
            ),
            abstract=BilingualAbstract(
                Abstract(
                    _ZH_ABSTRACT[3:],
                    (
                        AbstractSection("目的", "探讨"),
                        AbstractSection("方法", "汇总"),
                        AbstractSection("结果", "联用组"),
                        AbstractSection("结论", "联用有效"),
                    ),
                ),
                Abstract(
                    _EN_ABSTRACT[10:],
                    (
                        AbstractSection("Objective", "To"),
                        AbstractSection("Methods", "Six"),
                        AbstractSection("Results", "P"),
                        AbstractSection("Conclusion", "T"),
                    ),
                ),
            ),
            keywords=(
                Bilingual("乳腺癌", "breast cancer"),
                Bilingual("PI3K抑制剂", "PI3K inhibitor"),
                Bilingual("高血糖", None),
            ),
            doi="10.0000/made.up.2021",
            clc="R979.1",
            journal="虚构药学杂志",
            imprint=Imprint(
                year="2021",
                volume="12",
                issue="3",
                fpage="101",
                lpage="109",
                issn="1000-0003",
                cn=HOSTILE,
                article_id="1000-0003(2021)03-0101-09",
                document_code="A",
            ),
            emails=("zhang@example.org",),
            dates=Dates(received="2021-03-05", published="2021-09-30"),
            funding=(Funding("虚构自然科学基金资助项目(81000000)", ("81000000",)),),
            blocks=(zh, en, meta),
        ),
        body=Body(
            sections=(
                Section("s0", None, 1, Bilingual(), (opening,)),
                Section(
                    "s1",
                    "1",
                    1,
                    Bilingual("疗效", "Efficacy"),
                    (_block("b11", "heading", "1 疗效", 22), effect, hostile, good, broken, *items, code),
                    (
                        Section(
                            "s1.1",
                            "1.1",
                            3,
                            Bilingual("安全性", None),
                            (
                                _block(
                                    "b20",
                                    "paragraph",
                                    "多数不良反应可以处理①。",
                                    38,
                                    spans=(Span("note", 10, 11, "b33"),),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            floats=(
                Float(
                    "t1",
                    "table",
                    "1",
                    Bilingual("联用与单用的比较", "Combination versus single drug"),
                    (caption,),
                    table,
                ),
                Float(
                    "f1",
                    "figure",
                    "1",
                    Bilingual("PI3K通路示意", "The PI3K pathway"),
                    (picture, figure_caption),
                    image="images/pathway.png",
                ),
            ),
        ),
        back=Back(
            references=entries,
            notes=(Note("biography", note.text, note.id), Note("footnote", footnote.text[2:], footnote.id, "①")),
            blocks=(references, note, footnote, _block("b32", "note", "本文编辑:李四 " + HOSTILE, 82)),
        ),
        alignments=(
            Bead("abstract", (_extent(zh, "目的", "价值。"),), (_extent(en, "Objective", "drugs."),), 0.99),
            Bead("abstract", (_extent(zh, "方法", "患者。"),), (_extent(en, "Methods", "patients."),), 0.97),
            Bead(
                "abstract",
                (_extent(zh, "结果", "0.65)。"), _extent(zh, "皮疹与", "常见。")),
                (_extent(en, "Results", "common."),),
                0.88,
            ),
            Bead("abstract", (_extent(zh, "结论", "血糖。"),), (_extent(en, "Conclusion", "watched."),), 0.96),
        ),
        citations=(
            _citation(opening, "[1]", 1),
            _citation(opening, "[2-4]", 2, 3, 4),
            _citation(effect, "[3,9]", 3, 9),
        ),
        glosses=(
            Gloss(
                "哺乳动物雷帕霉素靶蛋白",
                "mammalian target of rapamycin",
                "mTOR",
                *_text_extent(opening, "哺乳动物雷帕霉素靶蛋白(mammalian target of rapamycin, mTOR)"),
            ),
        ),
        entities=(
            Entity(
                "mesh:C585539",
                "drug",
                Bilingual("阿培利司", "alpelisib"),
                {"DrugBank": "DB12015"},
                (_mention(effect, "阿培利司", "zh"),),
            ),
            Entity("gene:2475", "gene", Bilingual("雷帕霉素靶蛋白", "mTOR"), {}, (_mention(opening, "mTOR", "en"),)),
            Entity(
                "gene:5290",
                "gene",
                Bilingual(None, "PIK3CA"),
                {"NCBI Gene": "5290"},
                (_mention(opening, "PIK3CA", "en"),),
            ),
        ),
        discarded=(Discarded("虚构药学杂志 第30卷", "running-head", (18, 19)),),
        diagnostics=(
            Diagnostic("citation-orphan", "warning", "no entry for citation 9", "b12", (24, 25)),
            Diagnostic("reference-unparsed", "warning", "entry 4 could not be parsed", "b30", (64, 65)),
            Diagnostic("reference-uncited", "info", "entry 4 is never cited " + HOSTILE, None, None),
        ),
    )


def _text_extent(block: Block, piece: str) -> tuple[str, str, int, int]:
    extent = _extent(block, piece)
    return extent.text, extent.block, extent.start, extent.end


def _reference(number: int, raw: str, block: Block) -> Reference:
    start = block.text.index(raw)
    csl = Item(
        f"r{number}",
        "article-journal",
        (Name("Smith", "J"),),
        title=f"Work {number}",
        issued=Date(((2017,),)),
        DOI="10.0000/x<y>" if number == 2 else None,
    )
    translation = (
        Item(f"r{number}-en", "article-journal", title="Current research", language="en") if number == 1 else None
    )
    return Reference(
        f"r{number}", number, raw, block.id, start, start + len(raw), csl if number < 4 else None, translation
    )
