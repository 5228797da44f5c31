"""The page of one statement."""

from __future__ import annotations

import pytest

from cakg.errors import UnknownThingError
from cakg.knowledge import KnowledgeGraph


def test_a_statement_shows_its_parts_and_its_claims(small: KnowledgeGraph) -> None:
    """Subject, predicate, object and qualifiers by their labels, then who affirms and who denies."""
    page = small.about("stmt:drones")
    assert page.kind == "statement"
    assert page.definition == "Tajikistan – supplied – Russia; item: attack drones"
    assert [word.polarity for word in page.sections[0].statements[0].words] == ["affirmed", "denied"]


def test_a_statement_shows_what_differs_from_it(small: KnowledgeGraph) -> None:
    """A conflict is seen from both ends."""
    for one, other in (("falling", "rising"), ("rising", "falling")):
        section = small.about(f"stmt:{one}").sections[1]
        assert section.heading == "statements that differ from it in value"
        assert [told.iri.rsplit("/", 1)[1] for told in section.statements] == [other]


def test_an_unknown_statement_is_an_error(small: KnowledgeGraph) -> None:
    """It has no empty page."""
    with pytest.raises(UnknownThingError, match="stmt:nothing"):
        small.about("stmt:nothing")
