"""What an answer leaves out, and why it is empty: texts with links to addresses that show the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cakg.model.phrases import listed
from cakg.questions.answer import Answer
from cakg.questions.ask import EVERYTHING
from cakg.vocabulary import shorten
from cakg.web.answers.address import Address
from cakg.web.texts import texts


class Note(NamedTuple):
    """A sentence, and where to see what it is about."""

    text: str
    """The sentence."""
    link: str
    """The text of the link; empty if there is none."""
    address: Address
    """Where it leads."""


def notes(answer: Answer, address: Address) -> list[Note]:
    """Return the notes on the rows that *answer*, before any facet is applied, leaves out."""
    scope, words = answer.scope, texts()["question"]
    found = []
    if answer.is_cut:
        found.append(Note(words["cut"].format(n=f"{len(answer):,}"), "", address))
    if scope.hidden:
        text = _counted(words["hidden"], scope.hidden, profile=scope.profile)
        found.append(Note(text, words["hidden_link"], address._replace(profile=EVERYTHING, page=1)))
    if answer.left_out or answer.leaves_uncounted:
        text = words["uncounted"] if answer.leaves_uncounted else _counted(words["of_datasets"], answer.left_out)
        found.append(Note(text, words["of_datasets_link"], address._replace(datasets=True, page=1)))
    if scope.undated:
        text = _counted(words["undated"], scope.undated)
        found.append(Note(text, words["undated_link"], address.with_given(scope.undated_given)))
    if scope.about_groups:
        new = {name: values for name, values in scope.groups_given.items() if values != address.given.get(name)}
        named = listed([value for values in new.values() for value in values])
        text = _counted(words["groups"], scope.about_groups, groups=named)
        found.append(Note(text, words["groups_link"], address.with_given(scope.groups_given)))
    return found


def reasons(answer: Answer, address: Address, asked: Mapping[str, Sequence[str]]) -> list[Note]:
    """Return why there are no rows, in addition to :func:`notes`; *asked* has the labels of the values given."""
    scope, words = answer.scope, texts()["question"]
    if scope.hidden or answer.left_out or answer.leaves_uncounted or scope.undated:
        return [Note(words["nothing_else"], "", address)]
    if not scope.unfiltered_count:
        return [Note(words["silent"], "", address), Note(words["no_denial"], "", address)]
    values = "; ".join(f"{name.replace('_', ' ')}: {listed(labels)}" for name, labels in asked.items())
    text = words["no_row"].format(values=values)
    found = [Note(text, _counted(words["all_rows"], scope.unfiltered_count), address.with_given({}))]
    for name, near in scope.alternatives.items():
        found += [
            Note(words["rows_for"], one.label, address.with_given({**address.given, name: [shorten(one.iri)]}))
            for one in near
        ]
    return [*found, Note(words["no_denial"], "", address)]


def _counted(forms: Mapping[str, str], number: int, **values: Any) -> str:
    return forms["one" if number == 1 else "many"].format(n=f"{number:,}", **values)
