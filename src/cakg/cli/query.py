"""``cakg query``: any SPARQL query."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cakg.cli.arguments import Parser, opened, say, width
from cakg.errors import BadValueError, QuerySyntaxError
from cakg.questions.answer import FORMATS, TRIPLE_FORMATS, write

_EXAMPLES = """\
examples:
  cakg query 'SELECT ?s { ?s cakg:status status:contested }'
  cakg query mine.rq --format csv
  cakg query 'SELECT ?l { id:russia rdfs:label ?l FILTER (LANG(?l) = "en") }'
  cakg ask who-is-accused --show-sparql | cakg query -

Labels come in several languages: FILTER (LANG(?l) = "en") keeps the English.
"""


def run(line: Sequence[str]) -> int:
    """Run the query and write what it returns."""
    parser = Parser(
        "query",
        "Run a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. cakg's own prefixes need no declaring.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("sparql", metavar="SPARQL", help="the query, a file that holds it, or - for standard input")
    parser.add_argument(
        "--format",
        choices=(*FORMATS, *TRIPLE_FORMATS),
        default="",
        help="rows: table (the default), csv, json, markdown; triples: turtle (the default), ntriples, jsonld",
    )
    parser.add_argument("--iri", action="store_true", help="show IRIs beside labels in a table")
    given = parser.read(line)
    sparql = _text(given.sparql)
    kg = opened(given)
    try:
        found = kg.query(sparql)
    except QuerySyntaxError as error:
        if sparql != given.sparql:
            error.message = f"{'standard input' if given.sparql == '-' else given.sparql}: {error.message}"
        raise
    say(write(kg.engine, found, format=given.format, iri=given.iri, width=width()))
    return 0


def _text(given: str) -> str:
    """Return the query that the line names: itself, a file's content, or standard input's."""
    if given == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if not given or any(sign.isspace() or sign == "{" for sign in given):
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadValueError(
            f"{given}: cannot be read as a query: {reason}",
            remedy="give a file, - for standard input, or a query in quotes: 'SELECT ?s { ?s a cakg:State }'",
        ) from error
