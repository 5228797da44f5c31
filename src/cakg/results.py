"""What a free query returns, written out: rows, a yes or a no, or triples.

Knows formats, not questions: the answer to a question of the catalogue is
:mod:`cakg.answers`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph
from pyoxigraph import NamedNode

from cakg import tables
from cakg.engine import Engine, Result, Solutions, Term
from cakg.errors import BadValueError
from cakg.names import labels
from cakg.vocabulary import shorten

ROW_FORMATS = ("table", "csv", "json", "markdown")
TRIPLE_FORMATS = ("turtle", "ntriples", "jsonld")


def write(engine: Engine, result: Result, *, format: str = "", iri: bool = False, width: int = tables.WIDTH) -> str:
    """Return *result* in *format*; left out, a table for rows and Turtle for triples.

    A format that does not fit the kind of result raises :class:`BadValueError`.
    """
    fitting = TRIPLE_FORMATS if isinstance(result, list) else ROW_FORMATS
    chosen = format or fitting[0]
    if chosen not in fitting:
        what = "triples are" if isinstance(result, list) else "rows are"
        raise BadValueError(f"{what} not written as {chosen}", remedy=f"--format {', '.join(fitting)}")
    if isinstance(result, list):
        return _triples(result, chosen)
    if isinstance(result, bool):
        return f'{{"head": {{}}, "boolean": {str(result).lower()}}}\n' if chosen == "json" else _yes(result, chosen)
    return _rows(engine, result, chosen, iri=iri, width=width)


def _yes(result: bool, chosen: str) -> str:
    return f"{str(result).lower()}\n" if chosen == "csv" else ("yes\n" if result else "no\n")


def _triples(triples: list[pyoxigraph.Triple], chosen: str) -> str:
    from cakg.export import write_triples

    return write_triples(triples, chosen).decode()


def _rows(engine: Engine, found: Solutions, chosen: str, *, iri: bool, width: int) -> str:
    if chosen == "json":
        return _json(found)
    if chosen == "csv":
        return _csv(found)
    called = labels(engine, {term.value for row in found.rows for term in row if isinstance(term, NamedNode)})
    cells = [[_shown(term, called, iri=iri) for term in row] for row in found.rows]
    if chosen == "markdown":
        return tables.markdown(found.variables, cells)
    body = tables.render(found.variables, cells, width=width) if cells else "no row"
    count = "1 row" if len(cells) == 1 else f"{len(cells)} rows"
    return f"{body}\n\n{count}\n" if cells else f"{body}\n"


def _shown(term: Term | None, called: Mapping[str, str], *, iri: bool) -> str:
    if not isinstance(term, NamedNode):
        return " ".join(term.value.split()) if term else ""
    label, short = called.get(term.value, ""), shorten(term.value)
    if label == short:
        return short
    return f"{label} ({short})" if iri else label


def _csv(found: Solutions) -> str:
    """Write rows as the SPARQL 1.1 CSV results format does: plain values, IRIs whole."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.variables)
    writer.writerows([term.value if term else "" for term in row] for row in found.rows)
    return text.getvalue()


def _json(found: Solutions) -> str:
    """Write rows as the SPARQL 1.1 JSON results format does."""
    import json

    content = {
        "head": {"vars": list(found.variables)},
        "results": {"bindings": [{name: _binding(term) for name, term in row.items()} for row in found.dicts()]},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _binding(term: Term) -> dict[str, str]:
    if not isinstance(term, pyoxigraph.Literal):
        return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
