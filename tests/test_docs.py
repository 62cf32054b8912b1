"""What the papers say is what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DUIZHAO = Path(sys.executable).parent / "duizhao"


def commands() -> list[str]:
    """Every ``$ duizhao …`` line of the README."""
    return re.findall(r"^\$ (duizhao .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the README's commands name."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "input", folder / "input")
    (folder / "chinese.txt").write_text("药物有效。\n不良反应少见。\n", encoding="utf-8")
    (folder / "english.txt").write_text("The drug works.\nAdverse events are rare.\n", encoding="utf-8")
    (folder / "entries.txt").write_text("[1] 张三. 盐与血压[J]. 某学报, 2019, 1(2): 3-4.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", commands())
def test_each_command_of_the_readme_runs(command: str, workplace: Path) -> None:
    done = subprocess.run(
        [str(DUIZHAO), *command.split()[1:]], cwd=workplace, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or command.startswith("duizhao check")


def test_the_page_of_diagnostics_is_the_table() -> None:
    from write_diagnostics import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/write_diagnostics.py"


def test_make_targets_of_the_readme_exist() -> None:
    for target in ("all", "test"):
        assert subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False).returncode == 0
