"""The page of a term of the ontology: what it means, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg import tables
from cakg.model.claims import Labelled, Statement
from cakg.pages.terms import Term, Uses, uses
from cakg.store.protocol import Term as Node
from cakg.vocabulary import CAKG, RDF, RDFS, SKOS, shorten
from cakg.web.explorer import Explorer, View
from cakg.web.formats import table, triples
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

MOST = 100
"""How many statements, things and terms that use a term its page lists."""
COLUMNS = ("kind", "iri", "label")
"""The columns of the table of what uses a term."""
_SHOWN = {
    RDF.type,
    RDFS.label,
    RDFS.isDefinedBy,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.example,
    SKOS.inScheme,
    CAKG.theme,
    CAKG.aspect,
}
"""The properties that have a place of their own in the page."""


class Users(NamedTuple):
    """Some of what uses a term, and how many there are."""

    shown: list[Labelled] | list[Statement]
    number: int


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page of the term with the prefix and the name *parts*; that of a class without ``class-`` too."""
    asked = "/".join(("term", *parts))
    path = asked if asked in explorer.terms else "/".join(("term", *parts[:-1], f"class-{parts[-1]}" if parts else ""))
    term = explorer.terms.get(path)
    if term is None:
        raise PageNotFoundError(
            f"the ontology has no term {':'.join(parts)!r}",
            (parts and _near(explorer, asked)) or [("ontology", texts()["ontology"]["title"])],
        )
    used = uses(explorer.records, term.iri)
    users = _users(explorer, used)
    return Resource(
        path=path,
        title=term.label,
        description=term.definition or texts()["term"]["description"],
        template="term.html",
        values={
            "term": term,
            "properties": _properties(explorer, term),
            "uses": used,
            "roles": [(_worded(role, "roles"), number) for role, number in used.counts],
            "users": users,
        },
        writers={
            "json": lambda: tables.json(_json(term, used, users)).encode(),
            "csv": lambda: table([COLUMNS, *_rows(explorer, used)]),
            **triples(
                explorer, {term.iri, *(one.iri for one in explorer.terms.values() if one.scheme.iri == term.iri)}
            ),
        },
        iri=term.iri,
    )


def _properties(explorer: Explorer, term: Term) -> list[tuple[Labelled, list[Labelled]]]:
    """Return the other properties of a term with their values, in words; the IRI of a literal is empty."""
    rest = {role: found for role, found in sorted(term.properties.items()) if role not in _SHOWN}
    labels = explorer.records.labels(
        [*rest, *(value.value for found in rest.values() for value in found if isinstance(value, NamedNode))]
    )

    def value(one: Node) -> Labelled:
        named = Labelled(one.value, labels[one.value]) if isinstance(one, NamedNode) else Labelled("", one.value)
        return _worded(named, "values")

    return [(_worded(Labelled(role, labels[role]), "properties"), sorted(map(value, rest[role]))) for role in rest]


def _worded(one: Labelled, section: str) -> Labelled:
    """Return a property or value with its wording in a section of the texts, for readers who do not know the model."""
    found: str = texts()["term"][section].get(shorten(one.iri) if one.iri else one.label, one.label)
    return one._replace(label=found)


def _users(explorer: Explorer, used: Uses) -> dict[str, Users]:
    """Return the statements, claims, things and terms that use a term, as far as they have pages or are in pages."""
    records = explorer.records
    kinds: dict[str, list[str]] = {"statement": [], "thing": [], "term": []}
    for iri in used.nodes:
        kind = explorer.path_of(iri).partition("/")[0]
        if kind in kinds:
            kinds[kind].append(iri)
    by_claims: dict[str, None] = {}
    for claim in records.claims(iri for iri in used.nodes if iri in records.article_claims).values():
        by_claims |= dict.fromkeys(claim.statements)
    found = {}
    for name, iris in (("statements", kinds["statement"]), ("claims", list(by_claims))):
        statements = records.statements(iris[:MOST])
        found[name] = Users(sorted(statements.values(), key=lambda one: (one.label, one.iri)), len(iris))
    for name, iris in (("things", kinds["thing"]), ("terms", kinds["term"])):
        labels = records.labels(iris)
        listed = sorted((Labelled(iri, labels[iri]) for iri in iris), key=lambda one: (one.label, one.iri))
        found[name] = Users(listed[:MOST], len(iris))
    return {name: one for name, one in found.items() if one.number}


def _rows(explorer: Explorer, used: Uses) -> Iterator[tuple[str, str, str]]:
    """Yield kind, IRI and label of the statements, claims, things, sources and terms in ``used.nodes``."""
    claims = explorer.records.article_claims
    kinds = {iri: explorer.path_of(iri).partition("/")[0] or ("claim" if iri in claims else "") for iri in used.nodes}
    labels = explorer.records.labels(iri for iri, kind in kinds.items() if kind)
    for iri, label in labels.items():
        yield kinds[iri], shorten(iri), label


def _json(term: Term, used: Uses, users: dict[str, Users]) -> dict[str, object]:
    return {
        **term.as_json(),
        "used_as_value": [{"property": shorten(role.iri), "nodes": number} for role, number in used.counts],
        "used_as_property": used.triples,
        **{
            name: {"number": one.number, "first": [{"iri": each.iri, "label": each.label} for each in one.shown]}
            for name, one in users.items()
        },
    }


def _near(explorer: Explorer, path: str) -> list[tuple[str, str]]:
    """Return the paths and labels of the terms with a name like that in *path*."""
    name = path.rpartition("/")[2].casefold()
    names: dict[str, list[str]] = {}
    for known, term in explorer.terms.items():
        for each in {known.rpartition("/")[2].removeprefix("class-").casefold(), term.label.casefold()}:
            names.setdefault(each, []).append(known)
    near = [known for each in get_close_matches(name, names, n=5) for known in names[each]]
    return [(known, f"{explorer.terms[known].label} ({explorer.terms[known].name})") for known in dict.fromkeys(near)]


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the path of every term."""
    yield from explorer.terms


VIEW = View(resource, paths)
