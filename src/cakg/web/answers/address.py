"""The address of an answer: the parameters of the question, and how its rows are selected and sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cakg.questions.ask import EVERYTHING
from cakg.questions.catalogue import Question
from cakg.vocabulary import PROFILE
from cakg.web.resources import BadAddressError, Parameters

FACET = "f."
"""What the names of parameters that select rows begin with: ``f.status``."""


class Address(NamedTuple):
    """The parameters of the page of a question. Those that are left out have their defaults."""

    given: Mapping[str, Sequence[str]] = {}
    """The values of the parameters of the question."""
    profile: str = EVERYTHING
    """The profile."""
    datasets: bool = False
    """Whether rows found only in datasets are included."""
    facets: Mapping[str, Sequence[str]] = {}
    """The chosen values of each facet, by its name."""
    sort: str = ""
    """The column by which rows are sorted, with a hyphen before it for the reverse order; empty for the usual order."""
    page: int = 1
    """The number of the part of a long table."""

    @property
    def query(self) -> dict[str, Sequence[str]]:
        """The parameters as they are written, without defaults; always in the same order."""
        return {
            **self.given,
            **({"profile": [self.profile]} if self.profile != EVERYTHING else {}),
            **({"datasets": ["yes"]} if self.datasets else {}),
            **{f"{FACET}{name}": self.facets[name] for name in sorted(self.facets) if self.facets[name]},
            **({"sort": [self.sort]} if self.sort else {}),
            **({"page": [str(self.page)]} if self.page > 1 else {}),
        }

    def with_given(self, given: Mapping[str, Sequence[str]]) -> Address:
        """Return the address with other values of the question's parameters; facets and pages may not fit them."""
        return self._replace(given=given, facets={}, page=1)

    def toggled(self, facet: str, key: str) -> Address:
        """Return the address in which the value *key* of a facet is chosen if it was not, and the other way round."""
        chosen = self.facets.get(facet, ())
        keys = [one for one in chosen if one != key] if key in chosen else [*chosen, key]
        return self._replace(facets={**self.facets, facet: keys}, page=1)

    def sorted_by(self, column: str) -> Address:
        """Return the address sorted by *column*: upwards, then downwards, then in the usual order."""
        following = {"": column, column: f"-{column}", f"-{column}": ""}
        return self._replace(sort=following.get(self.sort, column), page=1)


def read(question: Question, parameters: Parameters) -> Address:
    """Return the address with *parameters*; values of the question's own parameters are not checked.

    Raises :class:`BadAddressError` for any other malformed value.
    """
    given = {one.name: values for one in question.parameters if (values := parameters.all(one.name))}
    profile = parameters.one("profile", EVERYTHING, of=sorted(PROFILE.names))
    if profile != EVERYTHING and not question.has_profile:
        raise BadAddressError(f"{question.name} lists no statements, so it has no profile", remedy="leave profile out")
    return Address(
        given={name: list(dict.fromkeys(values)) for name, values in given.items()},
        profile=profile,
        datasets=parameters.one("datasets", "no", of=("yes", "no")) == "yes",
        facets={name: list(dict.fromkeys(values)) for name, values in parameters.beginning(FACET).items() if values},
        sort=parameters.one("sort"),
        page=parameters.number("page"),
    )
