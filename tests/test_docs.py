"""What the papers say is what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DUIZHAO = Path(sys.executable).parent / "duizhao"


def commands() -> list[str]:
    """Every ``$ duizhao …`` line of the README."""
    return re.findall(r"^\$ (duizhao .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_commands_of_the_readme_run_one_after_the_other(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "input", tmp_path / "input")
    (tmp_path / "chinese.txt").write_text("药物有效。\n不良反应少见。\n", encoding="utf-8")
    (tmp_path / "english.txt").write_text("The drug works.\nAdverse events are rare.\n", encoding="utf-8")
    (tmp_path / "entries.txt").write_text("[1] 张三. 盐与血压[J]. 某学报, 2019, 1(2): 3-4.\n", encoding="utf-8")
    for command in commands():
        call = [str(DUIZHAO), *command.split()[1:]]
        done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert done.stdout.strip() or command.startswith("duizhao check"), command


def test_the_page_of_diagnostics_is_the_table() -> None:
    from write_diagnostics import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/write_diagnostics.py"


def test_make_targets_of_the_readme_exist() -> None:
    for target in ("all", "test"):
        assert subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False).returncode == 0
