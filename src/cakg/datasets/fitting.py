"""Finds the form of a file by its columns, and says why a file has none. Imports no library, like the forms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from cakg import tables
from cakg.datasets.forms import FORMS, UNREAD, Form
from cakg.harmless import shortened

_CLOSE = 2
"""A form that lacks no more columns than this is named as one that may be meant."""


class Fit(NamedTuple):
    """A form that fits a file, and the places of the columns that are read."""

    form: Form
    places: dict[str, int]
    """The place of each column, by our name."""
    wide: dict[str, int]
    """The place of each column of the variable, by its name in lower case."""
    missing: list[str]
    """Optional columns that the file lacks."""


def fit(dataset: str, names: Sequence[str], wide: Collection[str]) -> Fit | str:
    """Return the first form that fits a header, or why none does; *wide* are columns that a wide form may have."""
    at: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        at.setdefault(name.casefold(), []).append(place)
    problems: list[tuple[int, str, str]] = []
    for form in FORMS[dataset]:
        places = {ours: at.get(theirs.casefold(), []) for ours, theirs in {**form.columns, **form.optional}.items()}
        used = {theirs.casefold() for theirs in form.columns.values()}
        columns = {name: at[name] for name in wide if name in at and name not in used} if form.wide else {}
        if problem := _problem(form, at, places, columns):
            lacking = sum(not places[ours] for ours in form.columns)
            problems.append((max(lacking, 1), form.name, problem))
            continue
        missing = [theirs for ours, theirs in form.optional.items() if not places[ours]]
        found = {ours: place[0] for ours, place in places.items() if place}
        return Fit(form, found, {name: place[0] for name, place in columns.items()}, missing)
    unread = next((one for one in UNREAD.get(dataset, []) if all(name in at for name in one.columns)), None)
    return f"is {unread.name}; {unread.remedy}" if unread else _no_form(names, problems)


def _no_form(names: Sequence[str], problems: Sequence[tuple[int, str, str]]) -> str:
    """Return why no form fits: what the closest forms lack, and the columns of the file."""
    fewest = min(lacking for lacking, _, _ in problems)
    (_, name, problem), *others = [
        one for one in sorted(problems, key=lambda one: one[0]) if one[0] <= fewest or one[0] <= _CLOSE
    ]
    listed = shortened(", ".join(name for name in names if name) or "no names")
    more = "".join(f"; {name}: {problem}" for lacking, name, problem in others if lacking <= _CLOSE)
    forms = "`cakg link import --help` lists the forms"
    return f"{problem}; it has {listed}. That would be the form: {name}{more}. {forms}"


def _problem(
    form: Form, at: Mapping[str, list[int]], places: Mapping[str, list[int]], wide: Mapping[str, list[int]]
) -> str:
    """Return why a file is not of this form; empty if it is."""
    if missing := [theirs for ours, theirs in form.columns.items() if not places[ours]]:
        return f"has no column {', '.join(missing)}"
    if form.wide and not wide:
        return f"has no column for {form.wide[2]}"
    for name, meaning in form.without.items():
        if name.casefold() in at:
            return f"must not have {name}: {meaning}"
    theirs = {**form.columns, **form.optional}
    twice = [theirs[ours] for ours, place in places.items() if len(place) > 1]
    twice += [name for name, place in wide.items() if len(place) > 1]
    return f"two columns are called {', '.join(twice)}" if twice else ""


def known_columns(dataset: str) -> frozenset[str]:
    """Return the names of all columns of all forms, in lower case."""
    forms = [*FORMS[dataset]]
    names = {name for form in forms for name in (*form.columns.values(), *form.optional.values())}
    return frozenset(name.casefold() for name in names | {n for one in UNREAD.get(dataset, []) for n in one.columns})


def described() -> str:
    """Return the forms of all datasets for the help, with the columns that each needs."""
    lines = ["forms of each dataset, recognised by their columns, in any order and case, among others:"]
    for dataset, forms in FORMS.items():
        lines.append(f"  {dataset}")
        if dataset == "gdelt-2":
            lines.append("    GDELT 2.0 event export: 61 columns separated by tabs, without a header")
        for form in forms:
            needed = [*form.columns.values(), *([f"a column for {form.wide[2]}"] if form.wide else [])]
            may = f"; may lack {', '.join(form.optional.values())}" if form.optional else ""
            lines += tables.wrap_hanging(f"{form.name}: {', '.join(needed)}{may}", "    ")
    return "\n".join(lines)
