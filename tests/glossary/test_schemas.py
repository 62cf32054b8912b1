"""The files against the schemas of their standards.

OmegaT carries those of TMX 1.4b and TBX v2, Symfony's translator that of XLIFF 2; that of TBX-Basic lies here.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.article import Article
from pipeline.resources import Resources
from tests.glossary.written import Written, written

HERE = Path(__file__).parent
OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
XLIFF = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas/xliff-core-2.0.xsd")

DECISIONS = "zh,en,decision,note\n深度学习,DL,prefer,\n乳腺癌,breast cancer,accept,a note\n"


@pytest.fixture(scope="module")
def decided(batch: list[Article], resources: Resources) -> Written:
    """The glossary with preferred and outranked terms in it."""
    return written(batch, resources, decisions=DECISIONS)


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not OMEGAT.exists():
        pytest.skip("omegat is not installed (apt-get install omegat)")
    folder = tmp_path_factory.mktemp("omegat")
    with zipfile.ZipFile(OMEGAT) as jar:
        jar.extractall(folder, [name for name in jar.namelist() if name.startswith("schemas/")])
    return folder / "schemas"


def test_tbx_basic(result: Written, decided: Written) -> None:
    schema = etree.RelaxNG(etree.parse(HERE / "tbx_basic.rng"))
    for files in (result.files, decided.files):
        schema.assertValid(etree.fromstring(files["glossary.tbx"]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"subjectField", b"domain"),
        (b"preferredTerm-admn-sts", b"preferred"),
        (b"<langSec ", b"<langSet "),
        (b'<descrip type="context">', b'<descrip type="subjectField">'),
    ],
)
def test_the_schema_of_tbx_basic_is_no_rubber_stamp(result: Written, before: bytes, after: bytes) -> None:
    schema = etree.RelaxNG(etree.parse(HERE / "tbx_basic.rng"))
    broken = result.files["glossary.tbx"].replace(before, after)
    closed = broken.replace(b"</langSec>", b"</langSet>") if b"langSet" in after else broken
    assert closed != result.files["glossary.tbx"]
    assert not schema.validate(etree.fromstring(closed))


def test_tbx_of_version_2(result: Written, decided: Written, schemas: Path) -> None:
    schema = etree.XMLSchema(etree.parse(schemas / "tbx.xsd"))
    for files in (result.files, decided.files):
        schema.assertValid(etree.fromstring(files["glossary.v2.tbx"]))


def test_tmx(result: Written, schemas: Path) -> None:
    dtd = etree.DTD(str(schemas / "tmx14.dtd"))
    dtd.assertValid(etree.fromstring(result.files["corpus.tmx"]))


def test_xliff(result: Written, resources: Resources) -> None:
    if not XLIFF.exists():
        pytest.skip("no schema of XLIFF on this machine (apt-get install php-symfony-translation)")
    tree = etree.parse(XLIFF)
    for imported in tree.iter("{*}import"):
        imported.set("schemaLocation", str(XLIFF.with_name("xml.xsd")))
    schema = etree.XMLSchema(tree)
    for files in (result.files, written([], resources).files):
        schema.assertValid(etree.fromstring(files["corpus.xlf"]))
