"""Finds the candidates for a query, and decides whether one of them is certain.

Names are matched by :mod:`cakg.links.matching`. An identifier decides: a thing that has it is the match, unless the
name certainly means something else, and a thing that has another one in the same list is excluded. All other
properties decide only between things that have the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cakg.links.matching import Fits, Matcher, Meaning
from cakg.links.resembling import Resembling
from cakg.model.names import plain
from cakg.model.records import Records
from cakg.reconcile.entity_types import EntityTypes
from cakg.reconcile.properties import Properties
from cakg.reconcile.queries import Query

EQUAL = 100
"""The score of a match by an identifier, and the most for a name."""
DOUBTFUL = 60
"""The most for a name in doubt, and the score of a thing with an equal identifier that is no match."""
_CONTRADICTORY = 50
"""The score of a thing with an equal identifier in one list and a different one in another."""
_BEGINNING = 40
"""The score of a thing whose name only begins with the text."""
LONGEST = 300
"""Longer texts have no candidates: no name is so long."""
_SHORTEST = 4
"""How many characters a text has at least that counts as the beginning of a name."""
_MOST_BEGINNINGS = 10


class Candidate(NamedTuple):
    """A thing that may be meant."""

    iri: str
    """The thing."""
    score: int
    """How well it fits, from 0 to 100."""
    match: bool
    """Whether it is certainly meant."""
    reason: str
    """Why it has this score, in words."""
    features: Mapping[str, int | bool]
    """The reasons as numbers and truth values."""


class _Evidence(NamedTuple):
    """What the properties in a query say."""

    lists: Mapping[str, tuple[str, ...]]
    """The identifiers given, by list."""
    equal: Mapping[str, list[str]]
    """The lists in which each thing has an identifier that is given."""
    similar: Mapping[str, list[str]]
    """The other properties that are equal, by thing."""


class Candidates:
    """Finds candidates among the things of one graph. *ids* has the IRI of each thing by its identifier."""

    def __init__(self, records: Records, types: EntityTypes, properties: Properties, ids: Mapping[str, str]) -> None:
        self.matcher = Matcher(records.engine)
        self.resembling = Resembling(self.matcher)
        self.names = records.names()
        self.types = types
        self.properties = properties
        self.ids = ids

    def find(self, query: Query) -> list[Candidate]:
        """Return the candidates for a query, the best first, as many as it wants. At most one is a match."""
        fits = self._fits(query)
        meanings = self._meanings(query.text, fits)
        evidence = self._evidence(query, fits)
        match = self._match(meanings, evidence)
        by_name = {one.target: one for one in meanings if one.target in self.names.iris}
        things = dict.fromkeys([*by_name, *evidence.equal])
        if not query.text and not evidence.lists:
            things |= dict.fromkeys(one for one, own in evidence.similar.items() if len(own) == len(query.given))
        found = [self._candidate(one, by_name.get(one), meanings, evidence, match) for one in things]
        return sorted(found, key=lambda one: (not one.match, -one.score, one.iri))[: query.limit]

    def _fits(self, query: Query) -> Fits:
        """Return the function that says whether a thing, or a state outside the graph, has the types of the query."""
        if not query.types:
            return lambda _target: True
        things = self.types.things(query.types, every=query.every_type)
        abroad = self.types.include_abroad(query.types)
        return lambda target: target in things or (abroad and target not in self.names.iris)

    def _meanings(self, text: str, fits: Fits) -> list[Meaning]:
        """Return the meanings of a name; if none fits, the things with a name that begins with it or resembles it."""
        if len(text) > LONGEST:
            return []
        found = self.matcher.meanings(text, fits)
        own = self.ids.get(text)
        if own and fits(own) and all(one.target != own for one in found):
            found = [Meaning(own, f"identifier: {text}"), *found]
        if found or not text:
            return found
        begun = self.names.beginning(text) if len(plain(text)) >= _SHORTEST else []
        begun = [one for one in begun if fits(one)][:_MOST_BEGINNINGS]
        doubt = "only the beginning of a name"
        longer = (Meaning(one, f"beginning: {text}", _BEGINNING, doubt) for one in begun)
        best: dict[str, Meaning] = {}
        for meaning in sorted([*longer, *self.resembling.find(text, fits)], key=lambda one: -one.score):
            best.setdefault(meaning.target, meaning)
        return list(best.values())

    def _evidence(self, query: Query, fits: Fits) -> _Evidence:
        lists = {one: values for one, values in query.given.items() if self.properties.all[one].is_list}
        equal: dict[str, list[str]] = {}
        similar: dict[str, list[str]] = {}
        for property, values in query.given.items():
            for thing in sorted(filter(fits, self.properties.having(property, values))):
                (equal if property in lists else similar).setdefault(thing, []).append(property)
        return _Evidence(lists, equal, similar)

    def _different(self, thing: str, evidence: _Evidence) -> list[str]:
        """Return the lists in which a thing has identifiers, but none of those that are given."""
        same = evidence.equal.get(thing, ())
        return [one for one in evidence.lists if one not in same and self.properties.values(thing, one)]

    def _match(self, meanings: Sequence[Meaning], evidence: _Evidence) -> str:
        """Return the thing that is certainly meant; empty if there is none."""
        sure = [one.target for one in meanings if not one.doubt]
        decided = [one for one in evidence.equal if not self._different(one, evidence)]
        if decided:
            agreed = not sure or decided[0] in sure
            return decided[0] if len(decided) == 1 and agreed else ""
        if evidence.equal:
            return ""  # an identifier is equal and another one of the same thing is not
        left = [one for one in meanings if not self._different(one.target, evidence)]
        if certain := self.matcher.certain(left):
            return certain.target
        return self._most_similar([one.target for one in left if not one.doubt], evidence)

    def _most_similar(self, things: Iterable[str], evidence: _Evidence) -> str:
        """Return the one of several things of which most other properties are equal; empty if several have as many."""
        ranked = sorted(((len(evidence.similar.get(one, ())), one) for one in things), reverse=True)
        if len(ranked) < 2 or ranked[0][0] == ranked[1][0]:
            return ""
        return ranked[0][1]

    def _candidate(
        self, thing: str, meaning: Meaning | None, meanings: Sequence[Meaning], evidence: _Evidence, match: str
    ) -> Candidate:
        equal, different = evidence.equal.get(thing, []), self._different(thing, evidence)
        similar = evidence.similar.get(thing, [])
        sure = sum(not one.doubt for one in meanings)
        score = min(meaning.score, DOUBTFUL if meaning.doubt else EQUAL) if meaning else DOUBTFUL
        if different:
            score = _CONTRADICTORY if equal else 0
        elif equal and thing == match:
            score = EQUAL
        features = {
            "name_score": meaning.score if meaning else 0,
            "name_certain": bool(meaning and not meaning.doubt),
            "name_meanings": sure,
            "identifiers_equal": len(equal),
            "identifiers_different": len(different),
            "properties_equal": len(similar),
        }
        named = [self.properties.all[one].name for one in (*equal, *similar)]
        reasons = [f"equal: {', '.join(named)}"] if named else []
        reasons += [f"different: {self._codes(thing, one)}" for one in different]
        if meaning:
            reasons.append(_in_words(meaning, sure))
        elif sure:
            reasons.append("the name means something else")
        abroad = [one.target for one in meanings if not one.doubt and one.target not in self.names.iris]
        reasons += [f"the name may also mean {' or '.join(abroad)}, which is not in the graph"] if abroad else []
        return Candidate(thing, score, thing == match, "; ".join(reasons), features)

    def _codes(self, thing: str, property: str) -> str:
        """Return the identifiers of a thing in a list as text: ``Wikidata is Q232``."""
        codes = " or ".join(one.text for one in self.properties.values(thing, property))
        return f"{self.properties.all[property].name} is {codes}"


def _in_words(meaning: Meaning, sure: int) -> str:
    """Return how a name was found, what speaks against it, and how many things certainly have this name."""
    if meaning.doubt:
        return f"{meaning.how} ({meaning.doubt})"
    return meaning.how + (f" (one of {sure} meanings)" if sure > 1 else "")
