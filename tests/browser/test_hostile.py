"""Whatever an input holds, its page runs nothing, asks for nothing, stays in its width and can be used by anyone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.convert import convert
from pipeline.writers import html
from tests.browser.noise import opened_quietly
from tests.resources import RESOURCES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = (1280, 1090, 800, 390)
HEAD = "# {}\n\n张三\n\n摘要：湖水的水位由降水、蒸发与出流共同决定。\n\n关键词：湖泊；水位\n\n# 1 引言\n\n"
REFERENCES = (
    '\n\n# 参考文献\n\n[1] 张三. 湖泊[J]. 水科学, 2019, 1(2): 3-4. https://doi.org/10.1/"><script>alert(1)</script>\n'
)

INPUTS = {
    "nothing": "",
    "english-only": "# Lakes\n\nJohn Smith\n\nAbstract: The level is read.\n\n# 1 Introduction\n\nIt rises [1].\n",
    "chinese-only": HEAD.format("湖泊") + "正文[1]。" + REFERENCES,
    "markup": HEAD.format("</title></script><script>alert(1)</script><img src=x onerror=alert(1)>")
    + '<iframe src="https://evil.example"></iframe>\n\n<img src="https://evil.example/x.png" onerror="alert(1)">\n\n'
    + '<style>body{display:none}</style>\n\n<svg onload=alert(1)>\n\n<base href="//evil">\n\n'
    + '<meta http-equiv=refresh content="0;url=//evil">'
    + REFERENCES,
    "links": HEAD.format("链接")
    + "[点](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,<script>alert(1)</script>) "
    + "[d](vbscript:x) [e](//evil.example/x) ![p](https://evil.example/p.png) <javascript:alert(1)> [1]"
    + REFERENCES,
    "wide-table": HEAD.format("巨表")
    + "表1 巨大的表\n\n"
    + "|" + "|".join(f"列{i}" for i in range(60)) + "|\n|" + "---|" * 60 + "\n"
    + "\n".join("|" + "|".join(str(i * j) for i in range(60)) + "|" for j in range(40))
    + "\n\n<table><tr><td colspan=9999 rowspan=9999>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    + REFERENCES,
    "long-lines": HEAD.format("长" * 500)
    + f"{'水' * 10_000}\n\n{'a' * 10_000}\n\n${'x+' * 3000}x$\n\n$$\n{chr(92)}frac{{a}}{{b}}+{'y+' * 900}1\n$$"
    + REFERENCES,
    "control-characters": HEAD.format("双\u202e向\u2066控制\u0000符")
    + "正文\u202e反转\u202c结束 \u0000 \u200b \ufeff \ufffe \x1b[31m 红 [1] &#0; &#x202e;"
    + REFERENCES,
    "formulas": HEAD.format("公式 $x^2$")
    + r"$\href{javascript:alert(1)}{x}$ $\text{<script>alert(1)</script>}$ $\nosuch{$"
    + "\n\n```html\n<script>alert(1)</script>\n```"
    + REFERENCES,
    "footnotes": HEAD.format("脚注")
    + '甲[^"><script>alert(1)</script>]乙[^a]。\n\n[^"><script>alert(1)</script>]: 注\n\n[^a]: 循环[^a]'
    + "\n\n[^b]: <b>无人引用"
    + REFERENCES,
}  # fmt: skip


@pytest.mark.parametrize("name", INPUTS)
def test_a_hostile_input_is_a_harmless_page(browser: Browser, axe: str, tmp_path: Path, name: str) -> None:
    id = f'we\'ird "{name}" & <b> 100% #x ？'
    article = convert([(Path(f"{name}.md"), INPUTS[name].encode())], id, RESOURCES)
    file = tmp_path / "page.html"
    file.write_bytes(html.write(article))
    noise: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    opened_quietly(page, file.as_uri(), noise)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for mark in page.locator("a[data-card]").all()[:3]:
        mark.click()
        page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert noise == []
    assert not set(page.evaluate("[...document.querySelectorAll('main a')].map(a => a.protocol)")) - {
        "file:", "http:", "https:", "mailto:",
    }  # fmt: skip
    context.close()
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate(axe)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found] == []
    context.close()
