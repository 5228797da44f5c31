"""The differences between two versions of one output: JSON, CSV, triples or lines of text.

Claims that only the new output names do not count as differences, nor do rows that differ only in such a claim.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pyoxigraph

from cakg.vocabulary import BASE

TRIPLES = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
IDENTITIES = ("iri", "id", "claim", "statement", "key", "name")
"""Keys that identify an item of a list. Items without any of them are compared with the most similar item."""
SETS = {"rows", "things", "statements", "nodes", "edges", "paths", "bars", "spots", "ties", "areas"}
"""Lists in pictures and exported tables whose order is not visible to readers."""
CLAIM = {"claim", "claim_iri"}
CITED = {"citations", "citation"}
SIMILAR = 0.5
MOST_PAIRS = 100_000
"""In lists with more possible pairs than this, only items with equal first values are compared."""


class Difference(NamedTuple):
    """The old and new text at one place. Either is empty if the place exists only in the other output."""

    path: str
    old: str
    new: str

    @property
    def name(self) -> str:
        """The last name in the path. Equal differences in many outputs are grouped by it."""
        found = re.search(r"(<[^>]*>|[^.]*)$", re.sub(r"\[[^\]]*\]", "", self.path))
        return found[1] if found else self.path


def differences(file: str, old: str | None, new: str | None) -> Iterator[Difference]:
    """Yield the differences in the content of a file. None is the content of a missing file."""
    ordered = not file.startswith(("pictures/", "export/"))
    if old is None or new is None:
        yield Difference("file", "" if old is None else "is saved", "" if new is None else "is saved")
    elif old == new:
        return
    elif (suffix := PurePosixPath(file).suffix) == ".json":
        yield from Comparison(ordered=ordered).of(*_alike(json.loads(old), json.loads(new)))
    elif suffix in TRIPLES:
        yield from _of_triples(*(set(map(_triple, _parsed(text))) for text in (old, new)))
    elif suffix == ".csv":
        rows = (list(csv.DictReader(io.StringIO(text))) for text in (old, new))
        tables = ({"columns": list(table[0]) if table else [], "rows": table} for table in rows)
        yield from Comparison(ordered=ordered).of(*_alike(*tables))
    else:
        by_line = suffix != ".txt" or file.endswith("-tables.txt")
        yield from _of_lines(old.splitlines(), new.splitlines(), by_line=by_line)


def _alike(old: Any, new: Any) -> tuple[Any, Any]:
    """Replace references by list position with the items themselves, so that two contents can be compared."""
    for content in (old, new):
        if isinstance(content, dict) and "rows" in content:
            _cite_in_rows(content)
        elif isinstance(content, dict) and "data" in content:
            _name_in_page(content)
    if isinstance(old, dict) and "columns" in old and CLAIM & {*new["columns"]} - {*old["columns"]}:
        old["rows"], new["rows"] = _merged(old["rows"]), _merged(new["rows"])
    return old, new


def _cite_in_rows(answer: dict[str, Any]) -> None:
    """Replace the numbers of citations with their texts."""
    texts = answer.pop("citations", [])
    for row in answer["rows"]:
        if isinstance(row.get("citations"), list):
            row["citations"] = [texts[number - 1] for number in row["citations"]]


def _merged(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without claims. Rows that differ only in their claim become one row with all citations."""
    merged: dict[str, tuple[dict[str, Any], dict[str, None]]] = {}
    for row in rows:
        bare = {name: value for name, value in row.items() if name not in CLAIM | CITED}
        cited = row["citations"] if "citations" in row else [row.get("citation", "")]
        merged.setdefault(_canonical(bare), (bare, {}))[1].update(dict.fromkeys(cited))
    # In CSV, all citations of a row are in one cell.
    return [{**bare, "citations": " ".join(sorted(filter(None, cited)))} for bare, cited in merged.values()]


def _name_in_page(page: dict[str, Any]) -> None:
    """Replace the numbers of things and statements in the data of a page with their IRIs."""
    known = {
        kind: [one["id"] for one in page["data"][kind]] for kind in ("things", "statements") if kind in page["data"]
    }
    roles = {"from": "things", "to": "things", "thing": "things", "owner": "things", "statement": "statements"}

    def named(value: Any, kind: str) -> Any:
        if isinstance(value, list):
            return [named(one, kind) for one in value]
        return known[kind][value] if isinstance(value, int) and value < len(known.get(kind, ())) else value

    def walk(node: Any, under: str) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one, under)
        elif isinstance(node, dict):
            for key, value in node.items():
                refers = key in known or key in roles or (key == "id" and under == "nodes")
                if under != "leftOut" and refers and not isinstance(value, float):
                    kind = key if key in known else "things" if key == "id" else roles[key]
                    node[key] = named(value, kind)
                walk(node[key], key)
            if {"paths", "statements"} <= node.keys():
                pairs = zip(node["statements"], node["paths"], strict=True)
                node["paths"] = [{"id": statement, "way": way} for statement, way in pairs]

    walk(page, "")


class Comparison:
    """Comparison of two JSON contents. If *ordered* is false, the order of the lists in ``SETS`` is ignored."""

    def __init__(self, *, ordered: bool) -> None:
        self.ordered = ordered

    def of(self, old: Any, new: Any, path: str = "") -> Iterator[Difference]:
        """Yield the differences between two values at *path*."""
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._of_objects(old, new, path)
        elif isinstance(old, list) and isinstance(new, list):
            if path.rpartition(".")[2] == "columns":
                new = [one for one in new if one in old or _named(one) not in CLAIM]
            yield from self._of_lists(old, new, path)
        elif old != new:
            yield Difference(path, _written(old), _written(new))

    def _of_objects(self, old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Difference]:
        for key in dict.fromkeys((*old, *new)):
            if key not in old:
                if key not in CLAIM:
                    yield Difference(f"{path}.{key}", "", f"has {_written(new[key])}")
            elif key not in new:
                yield Difference(f"{path}.{key}", f"has {_written(old[key])}", "")
            else:
                yield from self.of(old[key], new[key], f"{path}.{key}".lstrip("."))
        named = all(isinstance(value, dict) for value in old.values())
        if named and old.keys() == new.keys() and list(old) != list(new):
            yield Difference(f"{path}.order", _written(list(old)), _written(list(new)))

    def _of_lists(self, old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[Difference]:
        pairs = _pairs(old, new)
        for place, other in pairs:
            yield from self.of(old[place], new[other], f"{path}[{_called(old[place], place)}]")
        gone, come = ({*range(len(side))} - {pair[at] for pair in pairs} for at, side in enumerate((old, new)))
        yield from (Difference(f"{path}[{_called(old[at], at)}]", _written(old[at]), "") for at in sorted(gone))
        yield from (Difference(f"{path}[{_called(new[at], at)}]", "", _written(new[at])) for at in sorted(come))
        if self.ordered or path.rpartition(".")[2] not in SETS:
            places = [other for _, other in pairs]
            moved = next((at for at, want in enumerate(sorted(places)) if places[at] != want), None)
            if moved is not None:
                before, after = (_written(new[where[moved]]) for where in (places, sorted(places)))
                yield Difference(f"{path}.order", f"first {before}", f"first {after}")


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Return the positions of the items to compare: pairs of equal items, of the same identity, then similar ones."""
    pairs: list[tuple[int, int]] = []
    left = [*range(len(old))], [*range(len(new))]

    def take(found: Iterable[tuple[int, int]]) -> None:
        pairs.extend(found)
        for at, side in enumerate(left):
            taken = {pair[at] for pair in pairs}
            side[:] = [place for place in side if place not in taken]

    for key in (_canonical, _uncited, _identity):
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place in reversed(left[1]):
            places[key(new[place])].append(place)
        keys = ((place, key(old[place])) for place in left[0])
        take([(place, places[name].pop()) for place, name in keys if name and places[name]])
    leaves = [{place: list(_leaves(side[place])) for place in on} for side, on in zip((old, new), left, strict=True)]
    few = len(left[0]) * len(left[1]) <= MOST_PAIRS
    scores = [
        (-_similarity(one, other), abs(place - at), place, at)
        for place, one in leaves[0].items()
        for at, other in leaves[1].items()
        if few or one[:1] == other[:1]
    ]
    for score, _, place, at in sorted(scores):
        if -score >= SIMILAR and place in left[0] and at in left[1]:
            take([(place, at)])
    return sorted(pairs)


def _similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of values that two items have in common, from 0 to 1."""
    return 2 * (Counter(one) & Counter(other)).total() / ((len(one) + len(other)) or 1)


def _uncited(item: Any) -> str:
    """Return the content of a row without its citations, or an empty text if *item* is not a row."""
    if not (isinstance(item, dict) and CITED & item.keys()):
        return ""
    return _canonical({key: value for key, value in item.items() if key not in CITED})


def _identity(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((item[key] for key in IDENTITIES if isinstance(item.get(key), str)), "")


def _called(item: Any, place: int) -> str:
    """Return the name of a list item in a path, or otherwise its position, counted from 0."""
    return _identity(item).removeprefix(BASE) or str(place)


def _named(item: Any) -> Any:
    return item.get("name") if isinstance(item, dict) else item


def _leaves(item: Any, path: str = "") -> Iterator[str]:
    if isinstance(item, dict | list):
        for key, value in item.items() if isinstance(item, dict) else (("", one) for one in item):
            yield from _leaves(value, f"{path}.{key}")
    else:
        yield f"{path}={item}"


def _canonical(item: Any) -> str:
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _written(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


def _of_lines(old: Sequence[str], new: Sequence[str], *, by_line: bool) -> Iterator[Difference]:
    """Yield the lines that differ, in blocks or line by line. Differences in line wrapping are ignored."""
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = old[start:end], new[first:last]
        if what == "equal" or " ".join(before).split() == " ".join(after).split():
            continue
        if by_line and len(before) == len(after):
            pairs = zip(before, after, strict=True)
            yield from (
                Difference(f"line[{start + at}]", *pair) for at, pair in enumerate(pairs, 1) if len({*pair}) > 1
            )
        else:
            yield Difference(f"line[{start + 1}]", "\n".join(before), "\n".join(after))


def _parsed(text: str) -> Iterable[Any]:
    return pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)


def _triple(quad: Any) -> tuple[str, str, str]:
    return str(quad.subject), str(quad.predicate), str(quad.object)


def _of_triples(old: set[tuple[str, str, str]], new: set[tuple[str, str, str]]) -> Iterator[Difference]:
    """Yield the differences of two sets of triples: predicates and subjects of only one set, then objects."""
    left = old - new, new - old
    for place, what in ((1, "predicate"), (0, "subject")):
        known = [{triple[place] for triple in side} for side in (old, new)]
        for side in (0, 1):
            alone = known[side] - known[1 - side]
            for name in sorted(alone):
                number = sum(triple[place] == name for triple in left[side])
                if number:
                    texts = ["", ""]
                    texts[side] = f"in {number} triples"
                    yield Difference(f"{what} {_prefixed(name)}", *texts)
            left[side].difference_update([triple for triple in left[side] if triple[place] in alone])
    objects: defaultdict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side in (0, 1):
        for subject, predicate, value in sorted(left[side]):
            objects[subject, predicate][side].append(_prefixed(value))
    for (subject, predicate), (before, after) in sorted(objects.items()):
        yield Difference(f"{_prefixed(subject)}.{_prefixed(predicate)}", "\n".join(before), "\n".join(after))


def _prefixed(term: str) -> str:
    """Return an IRI of cakg as a prefixed name, and any other term unchanged."""
    return re.sub(rf"^<{BASE}(?:(\w+)/([^/>#]+)|ontology#([^>]+))>$", _short, term)


def _short(iri: re.Match[str]) -> str:
    return f"cakg:{iri[3]}" if iri[3] else f"{iri[1]}:{iri[2]}"
