"""What a reader limits the page of a thing to: a profile, some statuses, or what one source says in its own voice.

The server leaves out the other statements. In the static site a script hides them, by the :class:`Marks` of statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from cakg.model.claims import Claim, Statement
from cakg.model.sources import Source
from cakg.pages import about
from cakg.pages.page import Page
from cakg.pages.restrict import with_status
from cakg.questions.ask import EVERYTHING
from cakg.vocabulary import CAKG, PROFILE, SOURCE, STATUS, local
from cakg.web.addresses import slug
from cakg.web.explorer import Explorer
from cakg.web.resources import BadAddressError, PageNotFoundError, Parameters
from cakg.web.texts import texts

PROFILES = (EVERYTHING, "unhedged", "stated")
"""The profiles, from the widest to the narrowest."""


class Limits(NamedTuple):
    """The limits that an address sets; at most one of them."""

    profile: str = EVERYTHING
    told_by: Source | None = None
    statuses: tuple[str, ...] = ()

    @property
    def query(self) -> Mapping[str, Sequence[str]]:
        """The parameters of the address."""
        told_by = slug(self.told_by.iri, SOURCE.iri) if self.told_by else ""
        profile = "" if self.profile == EVERYTHING else self.profile
        given = {"profile": profile, "told-by": told_by, "status": self.statuses}
        return {name: [value] if isinstance(value, str) else list(value) for name, value in given.items() if value}

    @property
    def words(self) -> str:
        """The limit in words; empty if there is none."""
        words = texts()["thing"]
        if self.told_by:
            return str(words["told_by"]).format(source=self.told_by.short_name)
        if self.statuses:
            return str(words["with_status"]).format(status=", ".join(self.statuses))
        return "" if self.profile == EVERYTHING else str(words["profiles"][self.profile])

    def apply(self, explorer: Explorer, page: Page) -> Page:
        """Return *page*, which has everything, with these limits."""
        found = about.limited(explorer.records, page, profile=self.profile, told_by=self.told_by)
        return with_status(found, self.statuses)._replace(rows=()) if self.statuses else found


class Choice(NamedTuple):
    """A limit that a reader can choose."""

    name: str
    """Its name on the page: ``Unhedged``, ``As told by FIIA 2023``."""
    query: Mapping[str, str]
    """The parameter of its address; empty for everything."""
    number: int
    """How many different statements it leaves."""
    current: bool

    @property
    def limit(self) -> str:
        """The parameter as text, for the script: ``profile=stated``."""
        return "&".join(f"{name}={value}" for name, value in self.query.items())


def limits(explorer: Explorer, parameters: Parameters) -> Limits:
    """Return the limits that *parameters* set; raise an error for an unknown value, or for several at once."""
    profile = parameters.one("profile", EVERYTHING, of=PROFILES)
    name = parameters.one("told-by")
    statuses = tuple(dict.fromkeys(parameters.all("status")))
    if sum((profile != EVERYTHING, bool(name), bool(statuses))) > 1:
        raise BadAddressError(
            "the parameters profile, told-by and status cannot be combined", remedy="give only one of them"
        )
    if unknown := [one for one in statuses if one not in STATUS.names]:
        raise PageNotFoundError(f"no status is called {unknown[0]!r}", remedy=f"use {', '.join(sorted(STATUS.names))}")
    source = explorer.records.sources.get(explorer.sources.iri(name) or "")
    if name and not source:
        known = ", ".join(slug(one.iri, SOURCE.iri) for one in explorer.kg.sources if not one.dataset)
        raise PageNotFoundError(f"no source is called {name!r}", remedy=f"the articles are {known}" if known else "")
    return Limits(profile, source, statuses)


def choices(page: Page, chosen: Limits) -> list[Choice]:
    """Return the profiles, and the sources that say something on *page* in their own voice; *page* has everything."""
    statements = {one.iri: one for one in page.statements}.values()
    profiles = Counter(local(iri) for one in statements for iri in one.values(CAKG.inProfile))
    told = Counter(source for one in statements for source in _tellers(one))
    words = texts()["thing"]
    found = [
        Choice(
            words["profiles"][name],
            {} if name == EVERYTHING else {"profile": name},
            profiles[name] if name != EVERYTHING else len(statements),
            name == chosen.profile and not chosen.told_by and not chosen.statuses,
        )
        for name in PROFILES
    ]
    sources = {claim.passage.source for one in statements for claim in one.claims if claim.own_voice_in in told}
    return found + [
        Choice(
            words["told_by"].format(source=one.short_name),
            {"told-by": slug(one.iri, SOURCE.iri)},
            told[one.iri],
            bool(chosen.told_by and chosen.told_by.iri == one.iri),
        )
        for one in sorted(sources)
    ]


def numbers(page: Page, offered: Iterable[Choice]) -> dict[str, int]:
    """Return how many statements each limit leaves, by its parameter: ``profile=stated``, ``status=contested``."""
    statuses = Counter({one.iri: one.status.name for one in page.statements}.values())
    return {one.limit: one.number for one in offered} | {f"status={name}": n for name, n in sorted(statuses.items())}


class Marks:
    """Writes attributes that say to which limits a statement or a claim belongs, for the script of the static site."""

    def of(self, one: Statement, number: int) -> Markup:
        """Return the attributes of a statement that is listed for *number* similar ones."""
        # The profile "everything" needs no mark: it is no limit.
        profiles = sorted(local(iri) for iri in one.values(CAKG.inProfile) if iri != PROFILE.everything)
        told = sorted(slug(source, SOURCE.iri) for source in _tellers(one))
        marks = {
            "n": str(number) if number > 1 else "",
            "status": one.status.name,
            "profile": " ".join(profiles),
            "told-by": " ".join(told),
        }
        return Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in marks.items() if value)

    def own(self, one: Statement, claim: Claim) -> Markup:
        """Return the attribute of a claim about a statement."""
        told = slug(claim.own_voice_in, SOURCE.iri) if one.iri in claim.statements and claim.own_voice_in else ""
        return Markup(' data-own="{}"').format(told) if told else Markup("")


def _tellers(one: Statement) -> set[str]:
    """Return the sources that are directly about a statement in their own voice."""
    return {claim.own_voice_in for claim in one.claims if claim.own_voice_in and one.iri in claim.statements}
