"""Limits a page to some of its statements: those of a profile, of some statuses, or what one source says itself."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cakg.model.claims import Statement
from cakg.model.profiles import profile_term
from cakg.model.sources import Source
from cakg.pages.page import Page
from cakg.questions.ask import EVERYTHING
from cakg.vocabulary import CAKG

Keep = Callable[[Statement], Statement | None]
"""Returns a statement as it is shown, or None if it is left out."""


def in_profile(page: Page, profile: str) -> Page:
    """Return *page* with the statements of *profile*; raise an error if there is no such profile."""
    term = profile_term(profile).value
    if profile == EVERYTHING:
        return page
    return _restricted(page, lambda one: one if term in one.values(CAKG.inProfile) else None)._replace(profile=profile)


def as_told_by(page: Page, source: Source) -> Page:
    """Return *page* with only what the author of *source* says in their own voice; statuses are not considered.

    A statement is kept if such a claim is directly about it. It is shown with these claims and without its status, in
    the order of the text: see :meth:`cakg.model.claims.Statement.told_by`. The question ``as-told-by`` lists the same
    claims.
    """
    found = _restricted(page, lambda one: told if (told := one.told_by(source.iri)).claims else None)
    sections = (
        one._replace(statements=tuple(sorted(one.statements, key=lambda each: (each.claims[0].order, each.iri))))
        for one in found.sections
    )
    return found._replace(told_by=source.short_name, sections=tuple(sections), rows=())


def with_status(page: Page, statuses: Collection[str]) -> Page:
    """Return *page* with the statements that have one of *statuses*, given by name: ``contested``."""
    return _restricted(page, lambda one: one if one.status.name in statuses else None)


def _restricted(page: Page, keep: Keep) -> Page:
    sections = []
    for section in page.sections:
        if kept := tuple(shown for one in section.statements if (shown := keep(one))):
            sections.append(section._replace(statements=kept))
    found = page._replace(sections=tuple(sections))
    return found._replace(hidden=page.hidden + page.number - found.number)
