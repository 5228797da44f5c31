"""Reads JSON from strangers: no repeated fields, no infinite numbers, and an error for whatever is no JSON."""

from __future__ import annotations

import json
from typing import Any

from cakg.harmless import shortened
from cakg.reconcile.faults import REMEDY, BadRequestError


def parsed(text: str, what: str) -> Any:
    """Return the value of a JSON text; raise :class:`BadRequestError` that names *what* if it is none."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refused)
    except RecursionError as error:
        raise BadRequestError(f"{what} is nested too deeply", remedy=REMEDY) from error
    except ValueError as error:
        raise BadRequestError(f"{what} is not JSON: {shortened(str(error))}", remedy=REMEDY) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"an object has {twice!r} twice")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")
