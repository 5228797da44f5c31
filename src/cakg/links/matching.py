"""Matches names to our things: exact names first, then other spellings, then similar names.

Uses the labels, aliases and codes of the graph, the names of our states in other lists, and the names of all states
and regions in forty languages. So Kasachstan and Kyrgyz Rep. are found, and Iraq is reported as a state that is not in
the graph instead of being matched to Iran. Never guesses: a name with two possible meanings is ambiguous. If names
differ in their ending, share only a surname, or are too short, the similar name is a candidate, not a match.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from cakg.links.countries import country_labels, country_names, in_brackets, replaced_codes, written_in_full
from cakg.links.identifiers import codes_by_system, links
from cakg.links.spelling import SHORTEST, code_form, initials, normal, spelling_keys, tokens_of
from cakg.model.labels import labels
from cakg.model.names import Named, Names
from cakg.store.protocol import Engine
from cakg.store.rows import texts
from cakg.vocabulary import expand, shorten

SYSTEMS = ("iso2", "iso3", "isonum", "m49", "fips", "cameo", "cow", "gw", "geonames", "wikidata")
_UNMARKED = ("iso2", "iso3", "wikidata")
"""The systems whose codes are matched without ``--codes``; the others have the same codes for other states."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)


class Meaning(NamedTuple):
    """A possible meaning of a name: the IRI of a thing, or the name of something that the graph does not have."""

    target: str
    how: str
    score: int = 100
    doubt: str = ""
    remedy: str = ""
    """What would remove the doubt; mostly empty."""


Fits: TypeAlias = Callable[[str], bool]
"""Returns whether the target of a meaning is wanted."""


def _every(_target: str) -> bool:
    """Return true: all targets are wanted."""
    return True


class Match(NamedTuple):
    """The thing that a name was matched to, and the reason; *iri* is empty if there is no match or more than one."""

    iri: str
    label: str
    kind: str
    score: int
    how: str
    candidates: str


class Matcher:
    """Matches many texts to the things of one graph.

    *kinds* limits the things to these kinds (``state``, ``place`` and others). With *system*, one of :data:`SYSTEMS`,
    all texts are codes of that system.
    """

    def __init__(self, engine: Engine, kinds: Collection[str] = (), system: str = "") -> None:
        named = [one for one in Names(engine).named if not kinds or one.kind in kinds]
        self.kinds = {one.iri: one.kind for one in named}
        self.labels = labels(engine, self.kinds)
        aliases = texts(engine, "SELECT ?iri ?text WHERE { ?iri skos:altLabel ?text }")
        self._aliases = {(row["iri"], row["text"]) for row in aliases}
        self.system = system
        self._codes: dict[str, list[Meaning]] = defaultdict(list)
        self.exact: dict[str, list[Meaning]] = defaultdict(list)
        """The meanings of each name in comparable form."""
        self._sounds: dict[str, list[Meaning]] = defaultdict(list)
        self._near: dict[str, dict[str, list[Meaning]]] = defaultdict(lambda: defaultdict(list))
        codes = codes_by_system(engine)
        for one in (system,) if system else SYSTEMS:
            doubt, remedy = "", ""
            if not system and one not in _UNMARKED:
                doubt, remedy = f"a code of {one}", f": use --codes {one}"
            for code, iri in codes.get(one, {}).items():
                if iri in self.kinds:
                    self._codes[code_form(code)].append(Meaning(iri, f"code: {code} ({one})", 100, doubt, remedy))
        if system:
            return
        for name in named:
            self._add(name.text, self._meaning(name))
        for link in links(engine):
            if link.target_label and link.thing in self.kinds:
                how = f"other list: {link.target_label} ({link.list_label})"
                self._add(link.target_label, Meaning(link.thing, how))
        if not kinds or not {"state", "place"}.isdisjoint(kinds):
            own = codes.get("m49", {}) | codes.get("iso2", {})
            self._add_states({code: iri for code, iri in own.items() if iri in self.kinds})

    def match(self, text: str) -> Match:
        """Return the match of *text*; ``how`` has the reason, or says that it is ambiguous, unsure or not found."""
        meanings = self.meanings(text)
        if found := self.certain(meanings):
            iri = found.target
            return Match(iri, self.labels[iri], self.kinds[iri], found.score, found.how, "")
        sure = [meaning for meaning in meanings if not meaning.doubt]
        shown: list[Meaning] = []
        if not meanings:
            how = "not found" if text.strip() else "empty"
        elif self.kinds.keys().isdisjoint(meaning.target for meaning in meanings):
            how = f"not in the graph: {meanings[0].target}"
        elif len(sure) > 1:
            how, shown = f"ambiguous: {len(sure)} meanings", sure
        else:
            reason = meanings[0].doubt + meanings[0].remedy or f"more likely {meanings[0].target}"
            how, shown = f"unsure: {reason}", meanings
        return Match("", "", "", 0, how, "; ".join(map(self._described, shown)))

    def meanings(self, text: str, fits: Fits = _every) -> list[Meaning]:
        """Return the possible meanings of *text*, one for each target that *fits*, the best first.

        Other spellings and similar names are looked for only if nothing has exactly this name, not even what does not
        fit. A target outside the graph is a text such as ``Iraq (IQ)``.
        """
        best: dict[str, Meaning] = {}
        for meaning in sorted(self._meanings(text, fits), key=lambda meaning: (-meaning.score, bool(meaning.doubt))):
            best.setdefault(meaning.target, meaning)
        return list(best.values())

    def certain(self, meanings: Sequence[Meaning]) -> Meaning | None:
        """Return the one of these :meth:`meanings` that is certain; None if none is, or more than one."""
        sure = [meaning for meaning in meanings if not meaning.doubt]
        only = sure[0] if len(sure) == 1 else None
        return only if only and only == meanings[0] and only.target in self.kinds else None

    def _meanings(self, text: str, fits: Fits) -> Iterable[Meaning]:
        def fitting(found: Iterable[Meaning]) -> list[Meaning]:
            return [one for one in found if fits(one.target)]

        code = text.strip()
        if self.system:
            return fitting(self._codes.get(code_form(code), ()))
        if (iri := expand(code) or code.strip("<>")) in self.kinds:
            return fitting([Meaning(iri, f"IRI: {shorten(iri)}")])
        words = normal(text)
        if len(words) <= 2 and code.lower() != code.upper() and not code.isupper():
            return ()  # "is" and "us" are words, "IS" and "US" are names
        if _ADDRESS.match(code):
            code = code.rstrip("/").rpartition("/")[2]  # the address of an entry in a list ends in its identifier
        if exact := [*self.exact.get(words, ()), *self._codes.get(code, ())]:
            return fitting(exact)
        return (
            fitting(self._respelt(words, "respelt", 95))
            or fitting(self._abbreviated(words))
            or self._with_brackets(text, fits)
            or (fitting(self._similar(words)) if spelling_keys(words) else ())
        )

    def _respelt(self, words: str, how: str, score: int) -> list[Meaning]:
        """Return the meanings of other spellings and orders of the same words."""
        respelt = [meaning for key in spelling_keys(words) for meaning in self._sounds.get(key, ())]
        return [self._weaker(meaning, words, how, score) for meaning in respelt]

    def _abbreviated(self, words: str) -> list[Meaning]:
        """Return the states and places whose names *words* may abbreviate: ``Kyrgyz Rep.``, ``Lao PDR``."""
        found = [one for full in written_in_full(words) for one in self._respelt(full, "abbreviation", 95)]
        return [one for one in found if self.kinds.get(one.target, "state") in ("state", "place")]

    def _with_brackets(self, text: str, fits: Fits) -> list[Meaning]:
        """Return the meanings of a name followed by another in brackets; certain only if both mean the same."""
        if not (parts := in_brackets(text)):
            return []
        outer, inner = ([one for one in self._meanings(part, fits) if not one.doubt] for part in parts)
        others = {one.target for one in inner}
        if others and others.isdisjoint(one.target for one in outer):
            return []
        doubt = "" if others else "the words in brackets are unknown"
        if any(self.kinds.get(one.target) == "place" and one.target not in others for one in outer):
            doubt = "the words in brackets may say where a place of this name is"
        return [
            self._weaker(one, "", "brackets", 90, doubt if one.target in self.kinds else "")
            for one in outer
            if not others or one.target in others
        ]

    def _similar(self, words: str) -> Iterator[Meaning]:
        """Yield the meanings of similar names with the same number of words, and of surnames among the words.

        A meaning is in doubt if a word has many differences for its length.
        """
        from rapidfuzz.distance import OSA

        tokens = tokens_of(words)
        for name, meanings in self._near.get(initials(tokens), {}).items():
            edits, doubt = 0, ""
            for token, other in zip(tokens, name.split(), strict=True):
                shorter, longer = sorted((token, other), key=len)
                allowed = 0 if len(shorter) <= SHORTEST or re.search(r"\d", token + other) else len(shorter) // 4
                distance = OSA.distance(token, other, score_cutoff=allowed)
                if distance > allowed:
                    break
                edits += distance
                if distance and longer.startswith(shorter):
                    doubt = doubt or "different ending"
                elif distance > max(0, len(shorter) // 4 - 1):
                    doubt = doubt or "too many differences for a short word"
            else:
                score = min(94, round(100 * (1 - edits / max(len(name), 1))))
                yield from (self._weaker(meaning, words, "fuzzy", score, doubt) for meaning in meanings)
        for meaning in (meaning for token in tokens for meaning in self._sounds.get(token, ())):
            if self.kinds.get(meaning.target) == "person":
                yield self._weaker(meaning, words, "part", 50, "a surname with other words")

    def _weaker(self, meaning: Meaning, words: str, how: str, score: int, doubt: str = "") -> Meaning:
        """Return *meaning* with the score and the doubt of a name that is only similar."""
        alone = self.kinds.get(meaning.target) == "person" and " " not in words
        of = meaning.how.partition(": ")[2]
        return Meaning(meaning.target, f"{how}: {of}", score, doubt or ("only a surname" if alone else ""))

    def _add(self, text: str, meaning: Meaning, *, respelt: bool = True) -> None:
        words = normal(text)
        self.exact[words].append(meaning)
        keys = spelling_keys(words) if respelt else []
        for key in keys:
            self._sounds[key].append(meaning)
        if keys:
            tokens = tokens_of(words)
            self._near[initials(tokens)][" ".join(tokens)].append(meaning)

    def _meaning(self, one: Named) -> Meaning:
        """Return the meaning of one name of a thing."""
        if one.kind == "person" and " " not in normal(one.text):
            return Meaning(one.iri, f"surname: {one.text}", 90)
        what = "alias" if (one.iri, one.text) in self._aliases else "label"
        return Meaning(one.iri, f"{what}: {one.text}" + (f"@{one.language}" if one.language else ""))

    def _add_states(self, own: dict[str, str]) -> None:
        """Add the names and ISO codes of all states and regions, also of those that the graph does not have.

        Other spellings are matched only for the English and Russian names: with forty languages, almost any name
        would be similar to one of them.
        """
        by_label = {normal(label): iri for iri, label in self.labels.items()}
        world = country_labels().items()
        target = {code: own.get(code) or by_label.get(normal(name)) or f"{name} ({code})" for code, name in world}
        for name in country_names():
            if name.code in target:
                meaning = Meaning(target[name.code], f"{name.list}: {name.text}@{name.language}")
                self._add(name.text, meaning, respelt=name.language in ("en", "ru"))
        for code, meant in ({code: code for code in target} | replaced_codes()).items():
            if code.isalpha() and meant in target:
                self._codes[code].append(Meaning(target[meant], f"code: {code} (CLDR)"))

    def _described(self, meaning: Meaning) -> str:
        """Return a candidate with its score and reason."""
        if meaning.target not in self.kinds:
            return f"{meaning.target} {meaning.score} {meaning.how}, not in the graph"
        return f"{self.labels[meaning.target]} ({shorten(meaning.target)}) {meaning.score} {meaning.how}"
