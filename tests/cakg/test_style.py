"""Styles: the ontology declares one for every kind of thing and every status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cakg.model.names import KINDS as NINE
from cakg.network.style import ThingStyle, styles
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import STATUS

SHIPPED = styles(LocalStore.open(shipped()))
TURTLE = "".join(path.read_text(encoding="utf-8") for path in shipped().ontology.glob("*.ttl"))


@pytest.mark.parametrize("kind", [*NINE, "Thing"])
def test_every_kind_has_its_own_style(kind: str) -> None:
    """Kinds differ in shape or colour, and both are declared in the ontology."""
    look = SHIPPED.things[kind]

    assert [name for name in NINE if SHIPPED.things[name] == look] == ([kind] if kind in NINE else [])
    assert f'cakg:shape "{look.shape}"' in TURTLE
    assert re.fullmatch("#[0-9a-f]{6}", look.colour)


def test_every_status_has_one_certainty() -> None:
    """Each status has one certainty; an unknown status counts as hedged."""
    assert sorted(status for look in SHIPPED.lines.values() for status in look.statuses) == sorted(STATUS.names)
    found = [SHIPPED.certainty(status) for status in ("stated", "contested", "unheard-of")]
    assert found == ["unhedged", "contested", "hedged"]


def test_a_legend_begins_with_the_firmest_style() -> None:
    """The most certain style comes first, and no two styles have the same dashes."""
    assert list(SHIPPED.lines) == ["unhedged", "hedged", "contested", "denied"]
    assert len({look.dashes for look in SHIPPED.lines.values()}) == len(SHIPPED.lines)


OWN = """
@prefix cakg: <https://w3id.org/cakg/ontology#> .
@prefix list: <https://w3id.org/cakg/list/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/cakg/status/> .
@prefix style: <https://w3id.org/cakg/style/> .
cakg:State a owl:Class ; rdfs:label "state"@en ; cakg:drawnAs style:mine .
style:mine cakg:shape "star" ; cakg:colour "#010203" .
status:stated skos:inScheme list:status ; cakg:drawnAs style:sure .
style:sure skos:notation 1 ; cakg:colour "#040506" ; rdfs:label "sure"@en .
"""


def own(tmp_path: Path, turtle: str) -> LocalStore:
    """A graph with a user's own ontology and without rules."""
    (tmp_path / "own.ttl").write_text(turtle, encoding="utf-8")
    return LocalStore.open(Folders(tmp_path, tmp_path / "graph", tmp_path), rules=False)


def test_styles_are_those_of_the_open_graph(tmp_path: Path) -> None:
    """The ontology of a user's graph sets its styles, independently of the shipped one."""
    found = styles(own(tmp_path, OWN))

    assert found.things == {"State": ThingStyle("state", "star", "#010203")}
    assert {name: line.label for name, line in found.lines.items()} == {"sure": "sure"}
    assert found.certainty("stated") == found.certainty("unheard-of") == "sure"


def test_an_ontology_without_styles_is_drawn_with_defaults(tmp_path: Path) -> None:
    """Without declared styles, all things are grey discs and all lines look the same."""
    found = styles(own(tmp_path, ""))

    assert found.thing("State") == ThingStyle("state", "dot", "#77818c")
    assert list(found.lines) == ["statements"]
    assert found.certainty("contested") == "statements"
