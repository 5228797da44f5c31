"""The pages other than questions: their data as JSON. Also what the server says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cakg.questions.ask import EVERYTHING
from cakg.vocabulary import STATUS
from cakg.web.explorer import Explorer
from cakg.web.limits import PROFILES
from cakg.web.openapi.parts import TEXT, answer, errors, operation, parameter, reference
from cakg.web.texts import texts

_SEARCH, _ABOUT, _LIMIT = "q", "about", "limit-"
_PAGES: Mapping[str, tuple[str, ...]] = {
    "things": (_SEARCH,),
    "thing/{thing}": (f"{_LIMIT}profile", f"{_LIMIT}told-by", f"{_LIMIT}status"),
    "statement/{statement}": (),
    "sources": (),
    "source/{source}": (),
    "compare/{one}/{other}": (),
    "disagreements": (),
    "questions": (_SEARCH,),
    "search": (_SEARCH,),
    "network": (_ABOUT,),
    "timeline": (_ABOUT,),
    "map": (_ABOUT,),
    "gaps": (),
    "ontology": (),
    "term/{list}/{term}": (),
    "downloads": (),
}
"""The pages, by path, with the keys of their parameters."""


def paths(explorer: Explorer) -> dict[str, Any]:
    """Return the path of the data of each kind of page."""
    words = texts()["openapi"]
    examples = _examples(explorer)
    found: dict[str, Any] = {}
    for path, taken in _PAGES.items():
        name = path.partition("/{")[0]
        inside = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        placed = [_placed(one, examples.get(one, "")) for one in inside]
        done = answer(words["data"], {"application/json": {"type": ["object", "array"]}})
        found[f"/{path}.json"] = {
            "get": operation(
                words["pages"],
                f"read_{name}",
                words["page"][name],
                {"200": done, **errors("BadRequest", "NotFound")},
                parameters=[*placed, *(reference("parameters", one) for one in taken)],
            )
        }
    return found


def parameters(explorer: Explorer) -> dict[str, Any]:
    """Return the parameters of pages, by key."""
    words = texts()["openapi"]["parameters"]
    things = [*explorer.things.iris]
    statuses = {"type": "array", "items": {"type": "string", "enum": sorted(STATUS.names)}}
    profiles = {"type": "string", "enum": list(PROFILES), "default": EVERYTHING}
    about = {"type": "string", **({"examples": things[:1]} if things else {})}
    return {
        _SEARCH: parameter(_SEARCH, words["search"], {"type": "string", "maxLength": 200}),
        _ABOUT: parameter(_ABOUT, words["about"], about),
        f"{_LIMIT}profile": parameter("profile", words["limit_profile"], profiles),
        f"{_LIMIT}told-by": parameter("told-by", words["told_by"], TEXT),
        f"{_LIMIT}status": parameter("status", words["limit_status"], statuses),
    }


def health() -> dict[str, Any]:
    """Return the path that says whether the server answers."""
    words = texts()["openapi"]
    done = answer(words["health"]["is"], {"application/json": reference("schemas", "Health")})
    return {"/healthz": {"get": operation(words["server"], "health", words["page"]["healthz"], {"200": done})}}


def _placed(name: str, example: str) -> dict[str, Any]:
    """Return a parameter that is a part of the path."""
    text = texts()["openapi"]["placed"][name]
    schema = {"type": "string", "minLength": 1, **({"examples": [example]} if example else {})}
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _examples(explorer: Explorer) -> dict[str, str]:
    """Return an example of each part of a path; those of graphs that have none are left out."""
    sources = [name for name, iri in explorer.sources.iris.items() if explorer.records.sources[iri].has_passages]
    terms = [path.split("/")[1:] for path in explorer.terms if path.count("/") == 2]
    names = {
        "thing": next(iter(explorer.things.iris), ""),
        "statement": next(iter(explorer.statements.iris), ""),
        "source": next(iter(sources), ""),
    }
    pair = dict(zip(("one", "other"), sources, strict=False)) if len(sources) > 1 else {}
    return {**names, **pair, **(dict(zip(("list", "term"), terms[0], strict=True)) if terms else {})}
