"""How things and lines look is what the ontology declares, for all of them."""

from __future__ import annotations

import re

import pytest

from cakg.model.names import KINDS as NINE
from cakg.network.style import LINE_STYLES, THING_STYLES, certainty
from cakg.paths import shipped
from cakg.vocabulary import STATUS

TURTLE = "".join(path.read_text(encoding="utf-8") for path in shipped().ontology.glob("*.ttl"))


@pytest.mark.parametrize("kind", [*NINE, "Thing"])
def test_every_kind_has_a_look_of_its_own(kind: str) -> None:
    """No two kinds have shape and colour in common, save a thing of no kind, and the ontology names both."""
    look = THING_STYLES[kind]

    assert [name for name in NINE if THING_STYLES[name] == look] == ([kind] if kind in NINE else [])
    assert f'cakg:shape "{look.shape}"' in TURTLE
    assert re.fullmatch("#[0-9a-f]{6}", look.colour)


def test_every_status_stands_on_one_certainty() -> None:
    """The certainties share out the statuses; one that nobody knows is not said firmly."""
    assert sorted(status for look in LINE_STYLES.values() for status in look.statuses) == sorted(STATUS.names)
    assert (certainty("stated"), certainty("contested"), certainty("unheard-of")) == ("unhedged", "contested", "hedged")


def test_a_legend_goes_from_the_firmest_down() -> None:
    """What is certain comes first, and dashes tell apart what colours do."""
    assert list(LINE_STYLES) == ["unhedged", "hedged", "contested", "denied"]
    assert len({look.dashes for look in LINE_STYLES.values()}) == len(LINE_STYLES)
