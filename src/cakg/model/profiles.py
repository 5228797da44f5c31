"""Profiles, which select statements by how firmly they are stated."""

from __future__ import annotations

from pyoxigraph import NamedNode

from cakg.errors import BadValueError
from cakg.vocabulary import PROFILE


def profile_term(name: str) -> NamedNode:
    """Return the term of the profile *name*; every graph has the same three profiles."""
    local_name = name.removeprefix(PROFILE.iri).removeprefix("profile:")
    if local_name not in PROFILE.names:
        raise BadValueError(
            f"no profile is called {name!r}",
            remedy="use everything (all statements), unhedged (stated, judged or attributed) or stated",
        )
    return NamedNode(PROFILE[local_name])
