"""Draw the model as a Mermaid class diagram: what model.ttl says between which classes each property stands.

    python ontology/diagram.py            prints the diagram
    python ontology/diagram.py --write    puts it into ontology/README.md

Knows the five concepts. A property of a subclass is drawn at the concept above it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyoxigraph

from cakg.vocabulary import BASE, CAKG, PREFIXES, RDFS, SKOS, local

FOLDER = Path(__file__).resolve().parent
CONCEPTS = [CAKG.Source, CAKG.Passage, CAKG.Claim, CAKG.Statement, CAKG.Thing]
STATUSES = (SKOS.inScheme, [f"{BASE}list/status"])
BLOCK = re.compile(r"(?<=```mermaid\n).+?(?=```)", re.DOTALL)


def diagram() -> str:
    """Return the five concepts with their properties, what joins them, and the statuses that rules derive."""
    model = _objects("model.ttl")
    inside: dict[str, list[str]] = {concept: [] for concept in CONCEPTS}
    between: dict[tuple[str, str], list[str]] = {}
    for term in dict.fromkeys(term for term, _ in model):
        subjects = _concepts(model.get((term, PREFIXES["schema"] + "domainIncludes"), []), model)
        values = _concepts(model.get((term, PREFIXES["schema"] + "rangeIncludes"), []), model)
        for subject in subjects:
            for value in values:
                between.setdefault((subject, value), []).append(local(term))
            if not values:
                inside[subject].append(local(term))
    statuses = [term for (term, way), values in _objects("lists.ttl").items() if (way, values) == STATUSES]
    lines = ["classDiagram"]
    for concept in CONCEPTS:
        lines += _box(local(concept), inside[concept])
    lines += _box("Status", [local(status) for status in statuses])
    for (subject, value), names in between.items():
        lines.append(f"  {local(subject)} --> {local(value)} : {', '.join(names)}")
    lines.append("  Statement ..> Status : derived by rules")
    return "\n".join(lines) + "\n"


def _objects(name: str) -> dict[tuple[str, str], list[str]]:
    """Return the IRIs that a file has for each subject and predicate, in the order of the file."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in pyoxigraph.parse(path=FOLDER / name):
        if isinstance(quad.object, pyoxigraph.NamedNode):
            found.setdefault((quad.subject.value, quad.predicate.value), []).append(quad.object.value)
    return found


def _concepts(classes: list[str], model: dict[tuple[str, str], list[str]]) -> list[str]:
    """Return the concepts that *classes* are or belong to, each once; a datatype and a closed list are none."""
    found = [above for one in classes for above in (one, *model.get((one, RDFS.subClassOf), [])) if above in CONCEPTS]
    return list(dict.fromkeys(found))


def _box(name: str, properties: list[str]) -> list[str]:
    return [f"  class {name} {{", *(f"    {one}" for one in properties), "  }"]


def write() -> None:
    """Put the diagram into the page, in place of the one that is there."""
    page = FOLDER / "README.md"
    page.write_text(BLOCK.sub(lambda _: diagram(), page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write() if sys.argv[1:] == ["--write"] else print(diagram(), end="")
