"""Reads the answer of an endpoint to a query: all of it, or a :class:`Fault`.

A server that fails during an answer has already sent status 200. So the end of every answer is checked: by the syntax
of the format if it has an end, by the length in HTTP otherwise. An answer cannot use more memory than its size allows,
or crash the parser, which terms do that are nested thousands of levels deep.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from xml.parsers import expat

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat, Triple

from cakg.contents import UnreadableError
from cakg.harmless import shortened
from cakg.store.exchange import Reply
from cakg.store.faults import ASK_FOR_LESS, CHECK_ADDRESS, TRY_LATER, Fault, advice, explanation, is_late
from cakg.store.limits import Limits
from cakg.store.nesting import TripleTerms, json_depths
from cakg.store.protocol import Result, Row, Solutions

ROWS = ("SELECT", "ASK")
"""The queries that are not answered with triples."""
DEEPEST = 100
"""The deepest nesting of an answer; the formats of results need six levels, and triples of other people a few more."""
_WITH_END = (QueryResultsFormat.JSON, QueryResultsFormat.XML, RdfFormat.JSON_LD, RdfFormat.RDF_XML)
_JSON = (QueryResultsFormat.JSON, RdfFormat.JSON_LD)
_XML = (QueryResultsFormat.XML, RdfFormat.RDF_XML)
_LONGEST_TRUTH = 1 << 16
"""The most bytes of an answer to ASK."""
_DATA = re.compile(r'\{|\[["{\[]|@|_:|prefix|base', re.IGNORECASE)
"""How answers in JSON and Turtle begin, which explains nothing."""
_ROW = 7
"""The memory of a row beyond its cells, in cells."""
_EXPANSION = 16
"""How many times longer the terms of triples may be than the answer, which can abbreviate them with prefixes."""
_PARTIAL = {"X-SQL-State": "ended the query too early", "X-SPARQL-Anytime": "ended the query too early"}
"""The headers with which Virtuoso marks a partial answer."""


def result_of(reply: Reply, form: str, sparql: str, limits: Limits) -> Result:
    """Return the result in *reply* to the query *sparql*, whose form is SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises :class:`Fault` if the answer is not complete, not valid, or not one to this query.
    """
    media_type = reply.headers.get_content_type()
    shown = shortened(media_type)
    _check_complete(reply)
    syntax = _syntax(media_type, form)
    body = reply.body.removeprefix(b"\xef\xbb\xbf")
    if syntax is None:
        raise _no_answer(reply, shown, sparql)
    charset = reply.headers.get_content_charset("utf-8")
    if charset not in ("utf-8", "utf8", "us-ascii") and not body.isascii():
        raise Fault(f"returned text in {shortened(charset)}; cakg reads UTF-8", "its operators must send UTF-8")
    if not reply.whole and syntax not in _WITH_END:
        raise Fault(
            f"returned {shown} without its length, so that nobody can tell whether it is complete",
            "its operators must send Content-Length, or chunks",
        )
    if not body.strip() and (syntax in _WITH_END or form in ROWS):
        raise Fault("returned an empty answer", TRY_LATER)
    try:
        _check_structure(body, syntax)
        if isinstance(syntax, QueryResultsFormat):
            return _rows(body, syntax, form, limits)
        return _triples(body, syntax, limits)
    except (SyntaxError, ValueError, UnreadableError, expat.ExpatError, RecursionError, MemoryError) as error:
        # Rows that a traceback keeps could be freed in another thread, which the engine does not allow.
        raise _invalid(body, shown, sparql, str(error)) from error.with_traceback(None)


def _check_complete(reply: Reply) -> None:
    if reply.status != 200:
        raise Fault(f"returned {reply.status} {shortened(reply.reason)}, which is not a complete answer", TRY_LATER)
    for header, what in _PARTIAL.items():
        if reply.headers.get(header, "00000") != "00000":
            said = shortened(reply.headers.get("X-SQL-Message", "")) or shortened(reply.headers[header])
            raise Fault(f"{what}, so the answer is not complete: {said}", ASK_FOR_LESS)
    if most := reply.headers.get("X-SPARQL-MaxRows"):
        remedy = "ask for fewer rows with LIMIT, page by page"
        raise Fault(f"returned only its first {shortened(most)} rows, so the answer is not complete", remedy)


def _syntax(media_type: str, form: str) -> QueryResultsFormat | RdfFormat | None:
    """Return the syntax of an answer; None if it is no answer to a query of this form.

    Rows in JSON or XML would also be valid triples, so these types must be exact. Error messages are plain text.
    """
    if form in ROWS:
        return QueryResultsFormat.from_media_type(media_type) if media_type not in ("text/plain", "text/csv") else None
    return RdfFormat.from_media_type(media_type) if not media_type.endswith(("/json", "/xml")) else None


def _no_answer(reply: Reply, shown: str, sparql: str) -> Fault:
    said = explanation(reply.body, shown, sparql)
    if is_late(said):
        return Fault(f"ended the query because it took too long: {said}", ASK_FOR_LESS)
    page = f"returned {shown}, which is not an answer to a query"
    if shown in ("text/html", "application/xhtml+xml"):
        page = "returned a web page (text/html), which is not an answer to a query"
    elif shown == "text/csv":
        page, said = "returned text/csv, which does not keep datatypes; cakg asked for JSON", ""
    return Fault(f"{page}: {said}" if said else page, advice(said, CHECK_ADDRESS))


def _invalid(body: bytes, shown: str, sparql: str, reason: str) -> Fault:
    """Return the fault of an answer that cannot be read, with what the server says in it."""
    said = explanation(body, shown, sparql)
    if body.lstrip()[:1] in (b"<", b"?") or _DATA.match(said):
        said = ""
    last = explanation(body[-4096:], "text/plain", sparql)
    if late := next(filter(is_late, (last, said)), ""):
        return Fault(f"ended the query because it took too long: {late}", ASK_FOR_LESS)
    otherwise = f"the answer may be incomplete; {TRY_LATER}"
    return Fault(f"returned invalid {shown}: {said or shortened(reason)}", advice(said, otherwise))


def _check_structure(body: bytes, syntax: QueryResultsFormat | RdfFormat) -> None:
    """Raise an error if *body* is nested too deep, or if its JSON or XML does not end where it should."""
    if syntax in _XML:
        _check_xml(body)
    elif syntax in _JSON:
        depths, whole = json_depths(body)
        if max(depths, default=0) > DEEPEST:
            raise ValueError("it is nested too deep")
        if not whole:
            raise ValueError("it ends too early")
    else:
        list(TripleTerms().counted([body]))


def _check_xml(body: bytes) -> None:
    """Raise an error if *body* is not all of an XML document, has a document type, or is nested too deep."""
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError("it is nested too deep")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise ValueError("it has a document type (DOCTYPE), which may contain entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    parser.Parse(body, True)


def _rows(body: bytes, syntax: QueryResultsFormat, form: str, limits: Limits) -> Solutions | bool:
    found = pyoxigraph.parse_query_results(body, syntax)
    try:
        if isinstance(found, pyoxigraph.QuerySolutions) != (form == "SELECT"):
            raise Fault(f"answered {form} with {'yes or no' if form == 'SELECT' else 'rows'}")
        if isinstance(found, pyoxigraph.QuerySolutions):
            rows, cells = [], 0
            for solution in found:
                rows.append(tuple(solution))
                cells += len(rows[-1]) + _ROW
                _check(rows[-1], cells, limits)
            return Solutions(tuple(variable.value for variable in found.variables), rows)
        if len(body) > _LONGEST_TRUTH:
            raise ValueError("it is too long for yes or no")
        if syntax == QueryResultsFormat.JSON and json.loads(body).keys() - {"head", "boolean", "link"}:
            raise ValueError("it contains more than yes or no")  # the parser does not read beyond the answer
        return bool(found)
    finally:
        del found  # a traceback that keeps it could be freed in another thread, which the engine does not allow


def _check(row: Row, cells: int, limits: Limits) -> None:
    """Raise :class:`Fault` if *cells* are more than an answer may have, or if *row* has a triple as a value."""
    if cells > limits.answer:
        raise Fault("returned more rows than their length allows", ASK_FOR_LESS)
    if any(isinstance(term, Triple) for term in row):
        raise Fault("returned a triple as a value, which cakg does not read")


def _triples(body: bytes, syntax: RdfFormat, limits: Limits) -> list[Triple]:
    def read() -> Iterator[Triple]:
        length = 0
        for quad in pyoxigraph.parse(body, syntax):
            if isinstance(quad.object, Triple):
                raise Fault("returned a triple as a value, which cakg does not read")
            if not isinstance(quad.graph_name, pyoxigraph.DefaultGraph):
                raise Fault("returned named graphs, but the answer to a query is one graph")
            triple = quad.triple
            length += len(triple.subject.value) + len(triple.predicate.value) + len(quad.object.value)
            if length > _EXPANSION * limits.answer:
                raise Fault("returned triples that are much longer than the answer", ASK_FOR_LESS)
            yield triple

    return list(dict.fromkeys(read()))
