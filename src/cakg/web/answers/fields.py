"""The fields of the form of a question: one for each parameter, with the values given, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg.errors import AmbiguousThingError, BadValueError, CakgError, UnknownThingError
from cakg.model.claims import Labelled
from cakg.model.records import Records
from cakg.questions.ask import term_of
from cakg.questions.catalogue import Parameter, Question
from cakg.vocabulary import expand, local, shorten

CLOSED = frozenset({"theme", "status", "mode", "verdict", "profile", "predicate"})
"""The types whose values are chosen from a list."""
_MOST_CHOICES = 300
"""A longer list is a field for text."""
_DAY = "[0-9]{4}(-[0-9][0-9](-[0-9][0-9])?)?"
PATTERNS = {"date": _DAY, "period": _DAY, "year": "[12][0-9]{3}"}
"""The forms of dates, for browsers and other programs."""


class Choice(NamedTuple):
    """One value in a list."""

    value: str
    """The value in addresses."""
    label: str
    """The value for readers."""


class Fault(NamedTuple):
    """A value that is not valid."""

    value: str
    """The value as given."""
    message: str
    """What is wrong with it."""
    remedy: str
    """What would work; empty if *near* says it, or nothing is known."""
    near: tuple[Choice, ...]
    """Valid values that are similar."""
    unknown: bool
    """Whether it is a name that nothing has; otherwise it is malformed or ambiguous."""


class Field(NamedTuple):
    """The field of one parameter."""

    parameter: Parameter
    values: tuple[str, ...]
    """The values as given, in the order of the address."""
    nodes: tuple[Labelled, ...] = ()
    """What the values stand for, if they are names."""
    choices: tuple[Choice, ...] = ()
    """The values to choose from; empty for a field for text."""
    default: str = ""
    """The value used if none is given, for readers; empty if the parameter then matches anything."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with the values."""
    example: str = ""
    """An example of a value; empty if there is none that this graph knows."""

    @property
    def name(self) -> str:
        """The name of the parameter in addresses."""
        return self.parameter.name

    @property
    def pattern(self) -> str:
        """The form of a value as a regular expression; empty if any text may be valid."""
        return PATTERNS.get(self.parameter.type, "")

    @property
    def asked(self) -> tuple[Labelled, ...]:
        """What is asked for: the things or terms that the values stand for, or the values, which have no IRI."""
        return self.nodes or tuple(Labelled("", value) for value in self.values)

    def replaced(self, value: str, other: str) -> list[str]:
        """Return the values with *other* in place of *value*."""
        return [other if one == value else one for one in self.values]


def fields(records: Records, question: Question, given: Mapping[str, Sequence[str]]) -> list[Field]:
    """Return the field of each parameter of *question*, with the values *given* for it."""
    return [_field(records, one, tuple(given.get(one.name, ()))) for one in question.parameters]


def _field(records: Records, parameter: Parameter, given: tuple[str, ...]) -> Field:
    faults, iris, values = [], [], list(given)
    choices = _choices(records, parameter.type)
    for place, value in enumerate(given):
        try:
            term = term_of(records, parameter.type, value)
        except CakgError as error:
            faults.append(_fault(records, parameter.type, value, error))
            continue
        if parameter.type == "boolean":
            values[place] = {"true": "yes"}.get(term.value, "no")
        if not isinstance(term, NamedNode):
            continue
        iris.append(term.value)
        if choices:  # the list marks the value that is chosen, however it was written
            values[place] = local(term.value)
    labels = records.labels(iris)
    nodes = tuple(Labelled(iri, labels[iri]) for iri in iris)
    return Field(
        parameter,
        tuple(values),
        nodes,
        choices,
        _default(records, parameter),
        tuple(faults),
        _example(records, parameter),
    )


def _example(records: Records, parameter: Parameter) -> str:
    example = parameter.example.strip('"')
    try:
        term_of(records, parameter.type, example)
    except CakgError:  # a name of the shipped graph, which others may lack
        return ""
    return example


def _default(records: Records, parameter: Parameter) -> str:
    if iri := expand(parameter.default):
        return records.labels([iri])[iri]
    return parameter.default_word


def _choices(records: Records, kind: str) -> tuple[Choice, ...]:
    """Return the values of a closed list by label; of yes and no as they are; nothing for other types."""
    if kind == "boolean":
        return Choice("yes", "yes"), Choice("no", "no")
    if kind not in CLOSED or len(iris := records.names(kind).iris) > _MOST_CHOICES:
        return ()
    return tuple(
        Choice(local(iri), label)
        for iri, label in sorted(records.labels(iris).items(), key=lambda one: (one[1].casefold(), one[0]))
    )


def _fault(records: Records, kind: str, value: str, error: CakgError) -> Fault:
    """Return what is wrong with a value. The remedies of names speak of commands, so that readers get links instead."""
    iris = [iri for one in error.candidates if (iri := expand(one.rpartition("(")[2].rstrip(")")))]
    named = records.labels(iris)
    near = tuple(Choice(_written(records, kind, iri, named[iri]), named[iri]) for iri in dict.fromkeys(iris))
    is_name = isinstance(error, UnknownThingError | AmbiguousThingError)
    remedy = error.remedy if isinstance(error, BadValueError) and not is_name else ""
    return Fault(value, error.message, remedy, near, isinstance(error, UnknownThingError))


def _written(records: Records, kind: str, iri: str, label: str) -> str:
    """Return how an address writes a name: its label if that is enough to find it, else its short IRI."""
    try:
        return label if term_of(records, kind, label).value == iri else shorten(iri)
    except CakgError:
        return shorten(iri)
