"""Quality on hand-labelled articles: no field may fall below its floor, and a floor only rises."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.convert import convert
from pipeline.writers import json as json_writer
from tests.resources import RESOURCES

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["articles"]


@pytest.fixture(scope="module")
def scores(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """F1 by field, as the scorer beside the gold prints it."""
    output = tmp_path_factory.mktemp("converted")
    for label in sorted((shared / "gold" / "articles").glob("*.json")):
        source = Path(json.loads(label.read_text(encoding="utf-8"))["file"])
        (path,) = [p for p in (shared / "corpus" / "md" / source, shared / "seed" / source) if p.exists()]
        article = convert([(source, path.read_bytes())], label.stem, RESOURCES)
        (output / f"{label.stem}.json").write_bytes(json_writer.write(article))
    command = [sys.executable, str(shared / "score" / "score.py"), "articles", str(shared / "gold" / "articles")]
    done = subprocess.run([*command, str(output), "--json"], capture_output=True, text=True, check=True)
    rows: dict[str, dict[str, float]] = json.loads(done.stdout)
    return rows


@pytest.mark.parametrize(("field", "floor"), FLOORS.items())
def test_field_keeps_its_floor(scores: dict[str, dict[str, float]], field: str, floor: float) -> None:
    assert scores[field]["f1"] >= floor
