"""docs/python.md lists exactly the public names."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cakg
from cakg.graph import KnowledgeGraph

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S[^\n]*)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
CLASSES = sorted(SECTIONS.keys() & set(cakg.__all__))
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def listed(section: str) -> list[str]:
    """Return the names in the first column of the table of a section, without their arguments."""
    return re.findall(r"^\| `(\w+)[^`]*` \|", SECTIONS[section], re.MULTILINE)


def public(it: object) -> list[str]:
    return sorted(name for name in dir(it) if not name.startswith("_"))


def test_the_page_lists_exactly_the_names_of_the_package() -> None:
    """Each is listed once and can be imported."""
    assert sorted(listed("Names of the package")) == sorted(cakg.__all__)
    assert all(getattr(cakg, name) for name in cakg.__all__)
    assert dir(cakg) == sorted(cakg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'ask'"):
        _ = cakg.ask


def test_every_class_except_errors_has_a_section() -> None:
    """So every parameter and result is explained."""
    named = [getattr(cakg, name) for name in cakg.__all__]
    classes = {one.__name__ for one in named if isinstance(one, type) and not issubclass(one, cakg.CakgError)}
    assert set(CLASSES) == classes


def test_the_page_lists_exactly_the_members_of_classes(small: KnowledgeGraph) -> None:
    """Other names begin with an underscore."""
    assert sorted(listed("KnowledgeGraph")) == public(small)
    assert sorted(listed("Table")) == public(small.query("SELECT ?a {}"))
    assert listed("Selection") == [field.name for field in dataclasses.fields(cakg.Selection)]


@pytest.fixture
def objects(small: KnowledgeGraph) -> dict[str, Any]:
    """One object of each class."""
    statement = small.about("stmt:drones").statements[0]
    return {
        "Analysis": small.analysis(),
        "Answer": small.ask("accusations"),
        "Catalogue": small.questions,
        "Claim": statement.claims[0],
        "Comparison": small.compare("Agency 2022", "Institute 2023"),
        "Connections": small.path("Tajikistan", "Ukraine"),
        "Drawing": small.timeline(),
        "Findings": small.find("russia"),
        "KnowledgeGraph": small,
        "Network": small.network(),
        "Page": small.about("Tajikistan"),
        "Passage": statement.claims[0].passage,
        "Question": small.questions.get("accusations"),
        "Selection": small.selection(about="Russia"),
        "Source": small.sources[0],
        "Statement": statement,
        "Table": small.query("SELECT ?a { ?a a cakg:State }"),
    }


@pytest.mark.parametrize("name", CLASSES)
def test_every_name_of_a_section_exists(name: str, objects: dict[str, Any]) -> None:
    """And the object has the exported class."""
    assert isinstance(objects[name], getattr(cakg, name))
    assert [one for one in listed(name) if not hasattr(objects[name], one)] == []


def test_the_examples_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One after another, in one session."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(PYTHON), "docs/python.md", "exec"), {})

    assert "Kazakhstan" in capsys.readouterr().out


def test_the_readme_links_the_page() -> None:
    assert "(docs/python.md)" in (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_importing_the_package_imports_no_engine() -> None:
    """Each name is imported when it is first used."""
    script = "import sys, cakg; print([name for name in sys.modules if name.startswith('cakg.') or 'oxigraph' in name])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
