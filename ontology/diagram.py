"""Draw the model as a Mermaid class diagram, from the classes and properties in model.ttl.

    python ontology/diagram.py            prints the diagram
    python ontology/diagram.py --write    writes it to ontology/README.md

The diagram has a box for each of the five main classes. Properties of a subclass are drawn at its main class.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyoxigraph

from cakg.vocabulary import BASE, CAKG, PREFIXES, RDFS, SKOS, local

FOLDER = Path(__file__).resolve().parent
MAIN_CLASSES = [CAKG.Source, CAKG.Passage, CAKG.Claim, CAKG.Statement, CAKG.Thing]
STATUSES = (SKOS.inScheme, [f"{BASE}list/status"])
BLOCK = re.compile(r"(?<=```mermaid\n).+?(?=```)", re.DOTALL)


def diagram() -> str:
    """Return the diagram: the five main classes, their properties, the links between them, and the statuses."""
    model = _objects("model.ttl")
    properties: dict[str, list[str]] = {name: [] for name in MAIN_CLASSES}
    links: dict[tuple[str, str], list[str]] = {}
    for term in dict.fromkeys(term for term, _ in model):
        subjects = _main_classes(model.get((term, PREFIXES["schema"] + "domainIncludes"), []), model)
        values = _main_classes(model.get((term, PREFIXES["schema"] + "rangeIncludes"), []), model)
        for subject in subjects:
            for value in values:
                links.setdefault((subject, value), []).append(local(term))
            if not values:
                properties[subject].append(local(term))
    statuses = [term for (term, predicate), values in _objects("lists.ttl").items() if (predicate, values) == STATUSES]
    lines = ["classDiagram"]
    for name in MAIN_CLASSES:
        lines += _box(local(name), properties[name])
    lines += _box("Status", [local(status) for status in statuses])
    for (subject, value), names in links.items():
        lines.append(f"  {local(subject)} --> {local(value)} : {', '.join(names)}")
    lines.append("  Statement ..> Status : derived by rules")
    return "\n".join(lines) + "\n"


def _objects(name: str) -> dict[tuple[str, str], list[str]]:
    """Return the object IRIs of each subject and predicate in a file, in the order of the file."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in pyoxigraph.parse(path=FOLDER / name):
        if isinstance(quad.object, pyoxigraph.NamedNode):
            found.setdefault((quad.subject.value, quad.predicate.value), []).append(quad.object.value)
    return found


def _main_classes(classes: list[str], model: dict[tuple[str, str], list[str]]) -> list[str]:
    """Return the main classes among *classes* and their superclasses, without repeats."""
    found = [term for one in classes for term in (one, *model.get((one, RDFS.subClassOf), []))]
    return [one for one in dict.fromkeys(found) if one in MAIN_CLASSES]


def _box(name: str, properties: list[str]) -> list[str]:
    return [f"  class {name} {{", *(f"    {one}" for one in properties), "  }"]


def write() -> None:
    """Replace the diagram in the README."""
    page = FOLDER / "README.md"
    page.write_text(BLOCK.sub(lambda _: diagram(), page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write() if sys.argv[1:] == ["--write"] else print(diagram(), end="")
