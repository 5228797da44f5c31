"""docs/python.md documents all public names, and each has a docstring."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import subprocess
import sys
import textwrap
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import cakg
from cakg.graph import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
DOCUMENTED = {
    name: re.split(r",\s*", members) if members else []
    for name, members in re.findall(
        r"^\.\. (?:autoclass|autoexception|autofunction|py:data):: cakg\.(\S+)\n(?:   :members: (.*))?",
        PAGE,
        re.MULTILINE,
    )
}
"""Each name on the page with its members. A class outside the package has its module: ``pages.page.Section``."""

PACKAGE = [name for name in DOCUMENTED if "." not in name]
CLASSES = [name for name in DOCUMENTED if inspect.isclass(getattr(cakg, name, None)) or "." in name]


def class_of(name: str) -> type:
    """Return a class by its name on the page."""
    module, _, last = name.rpartition(".")
    found = getattr(import_module(f"cakg.{module}" if module else "cakg"), last)
    assert isinstance(found, type)
    return found


def public(it: object) -> list[str]:
    return sorted(name for name in dir(it) if not name.startswith("_"))


def docstrings(kind: type) -> dict[str, str]:
    """Return the docstrings of the fields and attributes of a class, which follow them in the source."""
    found: dict[str, str] = {}
    for one in reversed([one for one in kind.__mro__ if one.__module__.startswith("cakg")]):
        [body] = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        blocks = [node.body for node in ast.walk(body) if isinstance(node, ast.ClassDef | ast.FunctionDef)]
        for field, text in (pair for block in blocks for pair in pairwise(block)):
            targets = field.targets if isinstance(field, ast.Assign) else [getattr(field, "target", None)]
            names = [getattr(target, "id", getattr(target, "attr", "")) for target in targets]
            if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                found |= dict.fromkeys(names, str(text.value.value))
        for name, member in vars(one).items():
            if callable(member) or isinstance(member, property) or hasattr(member, "attrname"):
                found[name] = inspect.getdoc(member) or ""
    return found


def test_the_page_documents_exactly_the_names_of_the_package() -> None:
    """Each name is documented once and can be imported."""
    assert sorted(PACKAGE) == sorted(cakg.__all__)
    assert all(getattr(cakg, name) for name in cakg.__all__)
    assert dir(cakg) == sorted(cakg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'ask'"):
        _ = cakg.ask


@pytest.mark.parametrize("name", [name for name in DOCUMENTED if name != "__version__"])
def test_everything_public_has_a_docstring(name: str) -> None:
    """Members need one too: methods in their body, fields and attributes after them."""
    found = class_of(name) if name in CLASSES else getattr(cakg, name)
    assert (found.__doc__ or "").strip()
    if name in CLASSES:
        texts = docstrings(class_of(name))
        assert [member for member in DOCUMENTED[name] if not texts.get(member, "").strip()] == []


def test_every_class_that_is_no_error_has_members_or_says_what_it_is() -> None:
    """A network is a networkx graph: its docstring says so, and its methods are those of networkx."""
    classes = [name for name in CLASSES if not issubclass(class_of(name), cakg.CakgError)]
    assert [name for name in classes if not DOCUMENTED[name]] == ["Network"]


def test_the_page_documents_exactly_what_a_graph_a_table_and_a_selection_have(small: KnowledgeGraph) -> None:
    """What is not on the page is private by name."""
    assert sorted(DOCUMENTED["KnowledgeGraph"]) == public(small)
    assert sorted(DOCUMENTED["Table"]) == public(small.query("SELECT ?a {}"))
    assert DOCUMENTED["Selection"] == [field.name for field in dataclasses.fields(cakg.Selection)]
    assert {*DOCUMENTED["CakgError"]} == {*public(cakg.CakgError(""))} - {*public(Exception())}


@pytest.fixture
def objects(small: KnowledgeGraph) -> dict[str, Any]:
    """One object of each class that is no error."""
    statement = small.about("stmt:drones").statements[0]
    page = small.about("Tajikistan")
    question = small.questions.get("accusations")
    comparison = small.compare("Agency 2022", "Institute 2023")
    connections = small.path("Tajikistan", "Ukraine")
    analysis = small.analysis()
    return {
        "Analysis": analysis,
        "Answer": small.ask("accusations"),
        "Catalogue": small.questions,
        "Claim": statement.claims[0],
        "Comparison": comparison,
        "Connections": connections,
        "Drawing": small.timeline(),
        "Findings": small.find("russia"),
        "KnowledgeGraph": small,
        "Limits": cakg.Limits(seconds=5),
        "Network": small.network(),
        "Page": page,
        "Passage": statement.claims[0].passage,
        "Question": question,
        "Selection": small.selection(about="Russia"),
        "Source": small.sources[0],
        "Statement": statement,
        "Table": small.query("SELECT ?a { ?a a cakg:State }"),
        "model.claims.Labelled": statement.status,
        "network.metrics.Figure": analysis.measures[0].figures[0],
        "network.metrics.Measure": analysis.measures[0],
        "pages.compare.Point": comparison.points[0],
        "pages.compare.PointClaim": comparison.points[0].one[0],
        "pages.find.Found": small.find("russia").things[0],
        "pages.page.Section": page.sections[0],
        "pages.summary.Tally": page.summary[0],
        "pages.summary.StatusCount": page.summary[0].statuses[0],
        "model.names.Name": page.names[0],
        "pages.path.Step": connections.paths[0].steps[0],
        "pages.path.ConnectionPath": connections.paths[0],
        "pictures.notebook.NotebookNetwork": small.network(),
        "questions.catalogue.Column": question.columns[0],
        "questions.catalogue.Parameter": question.parameters[0],
    }


MADE_BY_A_METHOD = {"errors.BrokenFile", "pages.identifiers.Identifier", "pages.page.RowSummary"}
"""Classes of records that are missing from the small graph of the tests."""


@pytest.mark.parametrize("name", [name for name in CLASSES if not issubclass(class_of(name), cakg.CakgError)])
def test_every_member_on_the_page_is_there(name: str, objects: dict[str, Any]) -> None:
    """Each method returns an object of the documented class."""
    if name in MADE_BY_A_METHOD:
        assert set(DOCUMENTED[name]) <= set(class_of(name).__annotations__)
        return
    assert isinstance(objects[name], class_of(name))
    assert [one for one in DOCUMENTED[name] if not hasattr(objects[name], one)] == []


def test_the_readme_links_the_page() -> None:
    assert "(docs/python.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_importing_the_package_imports_no_engine() -> None:
    """Each name is imported when it is first used."""
    script = "import sys, cakg; print([name for name in sys.modules if name.startswith('cakg.') or 'oxigraph' in name])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
