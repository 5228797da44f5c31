"""What the page of a thing shows beside its statements: names, works, pictures, and the things around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from cakg.model.claims import Labelled
from cakg.model.names import Name
from cakg.pages.page import ABOUT_IT, Page
from cakg.vocabulary import CAKG
from cakg.web import pictures
from cakg.web.explorer import Explorer
from cakg.web.resources import Writer
from cakg.web.texts import texts

_COMPANIONS = 12
"""How many other things the summary names."""


def by_language(names: Sequence[Name]) -> dict[str, list[str]]:
    """Return names by language: English first, then Russian, then the others by the name of the language."""
    languages = texts()["languages"]

    def order(one: Name) -> tuple[bool, bool, str]:
        return one.language != "en", one.language != "ru", languages.get(one.language, one.language)

    ranked = sorted(names, key=order)
    return {language: [one.text for one in those] for language, those in groupby(ranked, lambda one: one.language)}


def companions(explorer: Explorer, every: Page) -> list[tuple[Labelled, int]]:
    """Return the things that are most often in a statement about the thing itself, with the number of statements."""
    about_it = {one.iri: one for each in every.sections if each.relation == ABOUT_IT for one in each.statements}
    counts = Counter(thing for one in about_it.values() for thing in one.values(CAKG.involves) if thing != every.iri)
    labels = explorer.records.labels(counts)
    ranked = sorted(counts, key=lambda thing: (-counts[thing], labels[thing], thing))
    return [(Labelled(thing, labels[thing]), counts[thing]) for thing in ranked[:_COMPANIONS]]


def identified(explorer: Explorer, page: Page) -> list[Labelled]:
    """Return what the editors identified with the thing: statements may be about that, under another name."""
    records = explorer.records
    named = [iri for iri, things in records.identified.items() if page.iri in things]
    return [Labelled(iri, label) for iri, label in records.labels(named).items()]


def images(explorer: Explorer, page: Page) -> Mapping[str, Writer]:
    """Return the writers of the images of the statements about the thing itself, by format."""
    statements = [one.iri for each in page.sections if each.relation == ABOUT_IT for one in each.statements]

    def network() -> bytes:
        return pictures.network_svg(explorer, statements, page.iri)

    def timeline() -> bytes:
        return pictures.timeline_svg(explorer, statements, page.iri)

    writers = {"network": network, "timeline": timeline}
    return {f"{name}.svg": writers[name] for name in pictures.drawable(explorer, statements)}
