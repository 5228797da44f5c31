"""Claims and statements as records, and their wording.

Only this module words polarity, mode, hedge, condition and speaker. Pages, answers, citations, networks, pictures and
exports get the records from :mod:`cakg.model.records`, which loads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cakg import tables
from cakg.model.dates import span
from cakg.model.phrases import in_sentence, is_in, listed, number, quoted
from cakg.model.sources import Passage, citation_parts
from cakg.model.weight import Weight, weight
from cakg.store.protocol import Term
from cakg.vocabulary import ATTRIBUTION, CAKG, local, shorten

Properties: TypeAlias = Mapping[str, Sequence[Term]]
"""The properties of one node: the values of each, by its IRI."""

POLARITIES = {CAKG.affirms: "affirmed", CAKG.denies: "denied", CAKG.leavesOpen: "left open"}
"""The polarity that each property of a claim expresses."""

_LEGEND = (
    "In [ ]: the status of the statement, derived from all claims about it. In ( ): how one claim is made, with the"
    " source's own words in quotation marks."
)


class Labelled(NamedTuple):
    """A node and its label."""

    iri: str
    """The IRI of the node."""
    label: str
    """Its label, in English if it has an English one."""

    @property
    def name(self) -> str:
        """The last part of the IRI."""
        return local(self.iri)


class Qualifier(NamedTuple):
    """A qualifier of a statement, in addition to subject, predicate and object: ``manner: violent``."""

    role: Labelled
    value: Labelled
    """Its IRI is empty for a number."""

    def __str__(self) -> str:
        return f"{self.role.label}: {self.value.label}"


class Claim(NamedTuple):
    """One act of saying: in a passage, a speaker affirms, denies or leaves open statements.

    *polarity* belongs to the statement that the claim is listed under; it is empty if the claim is not in such a list.
    """

    iri: str
    """The IRI of the claim."""
    polarity: str
    """``affirmed``, ``denied`` or ``left open``; empty if the claim is not listed under a statement."""
    mode: Labelled
    """How it is said: asserted, judged, alleged, forecast or urged."""
    hedge: str
    """The IRI of the kind of hedge; empty if the claim has none."""
    wording: str
    """The source's own words for the hedge or for the content."""
    conditions: tuple[Labelled, ...]
    """The claim applies *if* all of these statements hold."""
    exceptions: tuple[Labelled, ...]
    """The claim applies *unless* all of these statements hold."""
    speaker: Labelled
    """The person, state or other thing that makes the claim."""
    via: str
    """The speaker and those who report the words: ``the accusers, as reported by ASIA-Plus``. Empty for an author who
    reports on no other work."""
    passage: Passage
    """Where the source says it."""
    properties: Properties
    """All properties of the claim in the graph."""

    @property
    def statements(self) -> dict[str, str]:
        """The statements that the claim is directly about: the polarity of each, by its IRI."""
        return {term.value: how for role, how in POLARITIES.items() for term in self.properties.get(role, ())}

    @property
    def firm(self) -> bool:
        """Whether it is made without a hedge, a condition or a forecast, not as an accusation, and not only urged."""
        return local(first(self.properties, CAKG.commitment)) in ("", "stated", "judged", "attributed")

    @property
    def own_voice_in(self) -> str:
        """The IRI of the source, if its author or that of a work it reports on makes the claim; otherwise empty."""
        own = first(self.properties, CAKG.attribution) == ATTRIBUTION.author
        return self.passage.source.iri if own else ""

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """The key that sorts claims by source and place."""
        place = self.passage
        return (place.source.short_name, place.paragraph, place.sentence, place.record, self.polarity, self.iri)

    @property
    def hedging(self) -> str:
        """The source's own words of the hedge; empty if there is no hedge."""
        return self.wording if self.hedge else ""

    @property
    def condition(self) -> str:
        """The condition in words: ``if all of these hold: A; B; unless this holds: C``. Empty if there is none."""
        parts = []
        for word, those in (("if", self.conditions), ("unless", self.exceptions)):
            hold = "all of these hold" if len(those) > 1 else "this holds"
            parts += [f"{word} {hold}: {'; '.join(one.label for one in those)}"] if those else []
        return "; ".join(parts)

    @property
    def manner(self) -> str:
        """How the claim is made: mode, the source's own words, condition. For example ``judged, “reportedly”``."""
        words = (quoted(self.wording), self.words_of_amount, self.words_of_date)
        return ", ".join(filter(None, (self.mode.label, *words, self.condition)))

    @property
    def words_of_amount(self) -> str:
        """The source's own words for an amount, in quotation marks; the statement's bounds are our reading of them."""
        return quoted(first(self.properties, CAKG.amountWording))

    @property
    def words_of_date(self) -> str:
        """The source's own words for a time, in quotation marks; the statement's dates are our reading of them."""
        return quoted(first(self.properties, CAKG.dateWording))

    @property
    def summary(self) -> str:
        """The claim without its passage: ``denied by Government of Tajikistan (asserted)``."""
        return f"{self.polarity} by {in_sentence(self.speaker.label)} ({self.manner})"

    @property
    def line(self) -> str:
        """The claim in one line: ``denied by Government of Tajikistan (asserted): ASIA-Plus 2022 11.1``."""
        return f"{self.summary}: {tables.non_breaking(self.passage.label)}"

    @property
    def attributed(self) -> str:
        """The speaker, those who report the words, and the manner: ``by the accusers, as reported by … (alleged)``."""
        return f"by {in_sentence(self.via or self.speaker.label)} ({self.manner})"

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The claim without its passage, as texts with IRIs: the speaker has one, to be linked; the others have none.

        Joined, they are polarity, speaker, those who report the words, and manner.
        """
        speaker = self.speaker.label
        return (
            (f"{self.polarity} by ", ""),
            (in_sentence(speaker), self.speaker.iri),
            (f"{self.reporters} ({self.manner})", ""),
        )

    @property
    def reporters(self) -> str:
        """Those who report the words, as a continuation of the speaker's name: ``, as reported by …``. May be empty."""
        return self.via.removeprefix(self.speaker.label)

    @property
    def full_line(self) -> str:
        """The claim in one line, with those who report the words: ``denied by …, as reported by … (asserted): …``."""
        return f"{self.polarity} {self.attributed}: {self.passage.label}"

    @property
    def citation(self) -> str:
        """The citation in one line, ready to paste; for a row of a dataset with the dataset's citation and licence."""
        place, source = self.passage, self.passage.source
        named = ", ".join(filter(None, (*citation_parts(source), place.address, place.locator)))
        return " ".join((f"{named}.", *self.citation_notes))

    @property
    def citation_notes(self) -> list[str]:
        """What a citation says besides source and place: the speaker, and for a row of a dataset its terms."""
        place, source = self.passage, self.passage.source
        sentences = [
            f"Speaker: {self.via}." if self.via else "",
            f"Dataset: {source.bibliographic}" if source.dataset and source.bibliographic else "",
            source.terms_in_full,
            f"Evidence cited in the row: {' and '.join(place.evidence)}" if place.evidence else "",
        ]
        return list(filter(None, sentences))

    def as_json(self) -> dict[str, Any]:
        """Return the claim as a dictionary for JSON."""
        return {
            "claim": shorten(self.iri),
            "polarity": self.polarity,
            "mode": self.mode.label,
            "hedge": self.hedging or None,
            "wording": self.wording or None,
            "condition": self.condition or None,
            "speaker": self.speaker.label,
            "passage": self.passage.label,
            "citation": self.citation,
        }

    def as_json_with_iris(self) -> dict[str, Any]:
        """Return :meth:`as_json` with what a program needs to quote and to link the claim.

        That is the IRI of the speaker, those who report the words, the IRI and the address of the passage, and the
        statements that the claim is directly about, with the polarity of each.
        """
        return {
            **self.as_json(),
            "polarity": self.polarity or None,
            "speaker_iri": self.speaker.iri,
            "reported": self.via or None,
            "passage_iri": self.passage.iri,
            "address": self.passage.address or None,
            "statements": {shorten(iri): how for iri, how in sorted(self.statements.items())},
        }


class Statement(NamedTuple):
    """A proposition with its status and every claim about it."""

    iri: str
    """The IRI of the statement."""
    label: str
    """The statement in words."""
    subject: str
    """The IRI of its subject."""
    predicate: Labelled
    """Its predicate."""
    object: str
    """The IRI of its object, or its value."""
    status: Labelled
    """Its status, derived from all claims about it: contested, denied, stated …"""
    meaning: str
    """The definition of the status."""
    theme: Labelled
    """The theme of the predicate; IRI and label are empty if it has none."""
    earliest: str
    """The first day on which it may apply, as an ISO date; empty if unknown."""
    latest: str
    """The last day on which it may apply, as an ISO date; empty if unknown."""
    claims: tuple[Claim, ...]
    """Every claim about it."""
    checked: str
    """The verdicts of datasets; empty if there are none."""
    properties: Properties
    """All properties of the statement in the graph."""
    traits: Properties
    """All properties of the predicate in the ontology."""
    bounds: str = ""
    """Its amount in words: ``at least 51 meetings``; empty if it has none."""
    qualifiers: tuple[Qualifier, ...] = ()
    ends: tuple[str, str] = ("", "")
    """The labels of subject and object."""

    @property
    def weight(self) -> Weight:
        """The sort key: see :func:`cakg.model.weight.weight`."""
        first_parts = weight(
            contested=self.status.name == "contested",
            answered=self.checked.startswith(("confirmed", "contradicted")),
            sources=len({claim.passage.source.iri for claim in self.claims}),
            has_amount=bool(self.bounds),
        )
        return (*first_parts, self.label, self.iri)

    @property
    def when(self) -> str:
        """Its time in words: ``not after 26 December 2022``; empty if it has no date."""
        return self.when_by(self.claims)

    @property
    def amount(self) -> str:
        """Its amount in words: ``80 percent``; empty if it has none.

        An amount that a source gives only in words has a unit but no bounds.
        """
        return self.amount_by(self.claims) if self.bounds or self.values(CAKG.unit) else ""

    def when_by(self, claims: Iterable[Claim]) -> str:
        """Return the time in the words of *claims*, or else the dates of the statement; empty if it has no date."""
        bounds = span(self.earliest, self.latest)
        return _worded((claim.words_of_date for claim in claims), bounds) if bounds else ""

    def amount_by(self, claims: Iterable[Claim]) -> str:
        """Return the amount in the words of *claims*, or else the bounds of the statement; empty if it has none."""
        return _worded((claim.words_of_amount for claim in claims), self.bounds)

    @property
    def degree(self) -> str:
        """Its degree: ``largely``; empty if it has none."""
        return " and ".join(one.value.label for one in self.qualifiers if one.role.iri == CAKG.degree)

    @property
    def details(self) -> str:
        """Its qualifiers, except the degree and those already in the label: ``manner: violent; place: Kazakhstan``."""
        rest = (one for one in self.qualifiers if one.role.iri != CAKG.degree)
        return "; ".join(str(one) for one in rest if not is_in(one.value.label, self.label))

    @property
    def title(self) -> str:
        """The statement with its status, time, amount and degree: ``Supply of … [contested], 2022``."""
        status = f" [{self.status.label}]" if self.status.iri else ""
        return ", ".join([f"{self.label}{status}", *self._title_facts])

    @property
    def facts(self) -> str:
        """Its time, amount, degree and details, as far as the label does not say them: ``2022; place: Kazakhstan``."""
        return "; ".join(filter(None, (", ".join(self._title_facts), self.details)))

    @property
    def _title_facts(self) -> list[str]:
        more = [part for part in (self.when, self.amount) if not is_in(part, self.label)]
        return more + ([] if is_in(self.degree, self.label) else [f"degree: {self.degree}"])

    def told_by(self, source: str) -> Statement:
        """Return the statement as the author of the source with this IRI tells it in their own voice.

        It has only the author's claims that are directly about it, none if there are none. It has no status and no
        verdicts, since these depend on other sources.
        """
        own = tuple(one for one in self.claims if one.own_voice_in == source and self.iri in one.statements)
        return self._replace(claims=own, status=Labelled("", ""), meaning="", checked="")

    def values(self, role: str) -> list[str]:
        """Return the values of one property."""
        return values(self.properties, role)

    def trait(self, role: str) -> str:
        """Return the value of one property of the predicate; empty if it has none."""
        return first(self.traits, role)

    @property
    def line(self) -> str:
        """The title and the details in one line."""
        return f"{self.title}; {self.details}" if self.details else self.title

    def lines(self, indent: str, width: int = tables.WIDTH, also: Sequence[str] = ()) -> list[str]:
        """Return the statement, its claims and verdicts as wrapped lines.

        *also* names other things about which the same is stated.
        """
        found = tables.wrap_hanging(self.title + (f"; also: {listed(also)}" if also else ""), indent, width)
        found += tables.wrap_hanging(self.details, indent + "    ", width) if self.details else []
        for line in (*(claim.line for claim in self.claims), *([f"checked: {self.checked}"] if self.checked else [])):
            found += tables.wrap_hanging(line, indent + "  - ", width)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the statement as a dictionary for JSON."""
        return {
            "statement": shorten(self.iri),
            "label": self.label,
            "status": self.status.label or None,
            "theme": self.theme.label,
            "when": self.when or None,
            "amount": self.amount or None,
            "qualifiers": {one.role.label: one.value.label for one in self.qualifiers},
            "checked": self.checked or None,
            "claims": self.claims,
        }


def legend(statements: Iterable[Statement], width: int) -> list[str]:
    """Return the legend for lines of *statements*, after an empty line; nothing without statements."""
    text = tables.legend(sorted((one.status.label, one.meaning) for one in statements), width)
    return ["", *tables.wrap_hanging(_LEGEND, "", width), text] if text else []


def numbered(claims: Iterable[Claim]) -> dict[str, int]:
    """Return the number of each different citation, from 1 in the order given."""
    return {text: number for number, text in enumerate(dict.fromkeys(claim.citation for claim in claims), start=1)}


def amount(one: Properties, unit: str) -> str:
    """Return the amount of a statement in words: ``more than 22 percent``; empty if it has none."""
    more, least, less, most = (
        number(first(one, role)) for role in (CAKG.moreThan, CAKG.atLeast, CAKG.lessThan, CAKG.atMost)
    )
    low = f"more than {more}" if more else f"at least {least}" if least else ""
    high = f"less than {less}" if less else f"at most {most}" if most else ""
    words = least if least and least == most else " and ".join(filter(None, (low, high)))
    years = first(one, CAKG.recordYears)
    return f"{words} {unit}".strip() if words else f"most in {years} years" if years else ""


def _worded(words: Iterable[str], bounds: str) -> str:
    """Join the different wordings; *bounds* replaces an empty one."""
    return "; ".join(dict.fromkeys(filter(None, (each or bounds for each in words)))) or bounds


def values(one: Properties, role: str) -> list[str]:
    """Return the values of one property, in order."""
    return sorted(term.value for term in one.get(role, ()))


def first(one: Properties, role: str) -> str:
    """Return the first value of one property; empty if it has none."""
    return min((term.value for term in one.get(role, ())), default="")
