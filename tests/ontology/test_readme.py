"""ontology/README.md agrees with the files of the ontology."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from cakg.paths import shipped

FOLDER = shipped().ontology
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script():
    """The script that draws the diagram."""
    spec = spec_from_file_location("diagram", FOLDER / "diagram.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_diagram_is_what_the_script_draws(script):
    """If this fails after a change of the model, run ontology/diagram.py --write."""
    assert re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL) == [script.diagram()]


def test_the_diagram_has_the_main_classes_and_the_properties_of_claims(script):
    """The previous test would also pass if the script and the page both had an empty diagram."""
    drawn = script.diagram()

    assert re.findall(r"^  class (\w+)", drawn, re.MULTILINE) == [
        "Source", "Passage", "Claim", "Statement", "Thing", "Status",
    ]  # fmt: skip
    assert "  Claim --> Statement : affirms, denies, leavesOpen, condition, unless\n" in drawn
    assert "    contested\n" in drawn


def test_every_file_is_listed():
    """The page says what each Turtle file contains."""
    listed = re.findall(r"^(\S+\.ttl) ", PAGE, re.MULTILINE)

    assert sorted(listed) == sorted(path.name for path in FOLDER.glob("*.ttl"))
