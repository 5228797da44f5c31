"""Answers of endpoints in every format: whole, or refused."""

from __future__ import annotations

from email.message import Message

import pytest

from cakg.store.answers import DEEPEST, result_of
from cakg.store.exchange import Reply
from cakg.store.faults import Fault, explanation, of_status, seconds_to_wait
from cakg.store.limits import Limits
from cakg.store.protocol import Solutions

QUERY = "SELECT ?s WHERE { ?s ?p ?o }"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
TRUTH = b'{"head":{},"boolean":true}'
START = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
CELL = b'<result><binding name="s"><literal>ok</literal></binding></result>'
XML_ROWS = b'<?xml version="1.0"?>' + START + b"<results>" + CELL * 2 + b"</results></sparql>"
LINES = b"<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> <urn:c> .\n"
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
RDF_XML = RDF + b'<rdf:Description rdf:about="urn:a"><e:p>1</e:p></rdf:Description>' * 2 + b"</rdf:RDF>"
WHOLE = {
    "rows in JSON": (ROWS, JSON, "SELECT"),
    "a truth value in JSON": (TRUTH, JSON, "ASK"),
    "rows in XML": (XML_ROWS, XML, "SELECT"),
    "a truth value in XML": (START + b"<boolean>true</boolean></sparql>", XML, "ASK"),
    "rows in TSV": (b"?s\n<urn:a>\n<urn:b>\n", "text/tab-separated-values", "SELECT"),
    "Turtle": (LINES, "text/turtle", "CONSTRUCT"),
    "N-Triples": (LINES, "application/n-triples", "CONSTRUCT"),
    "N-Quads": (LINES, "application/n-quads", "CONSTRUCT"),
    "TriG": (LINES, "application/trig", "CONSTRUCT"),
    "RDF/XML": (RDF_XML, "application/rdf+xml", "CONSTRUCT"),
    "JSON-LD": (b'[{"@id":"urn:a","urn:p":[{"@value":"1"}]}]', "application/ld+json", "DESCRIBE"),
}


def read(
    body: bytes, media_type: str = JSON, form: str = "SELECT", *, whole: bool = True, limit: int = 1 << 20, **more
):
    headers = Message()
    for name, value in {"Content-Type": media_type, **more}.items():
        headers[name.replace("_", "-")] = value
    return result_of(Reply(200, "OK", headers, body, whole), form, QUERY, Limits(answer=limit))


@pytest.mark.parametrize("body, media_type, form", WHOLE.values(), ids=WHOLE)
def test_a_cut_answer_is_refused_wherever_it_is_cut(body, media_type, form):
    """Without the length in HTTP, only the syntax tells where an answer ends."""
    assert read(body, media_type, form)
    for end in range(len(body)):
        with pytest.raises(Fault):
            read(body[:end], media_type, form, whole=False)


@pytest.mark.parametrize("after", [b"x", b"{", b"<a/>", b"java.util.concurrent.TimeoutException", ROWS, b"\0"])
@pytest.mark.parametrize("body, media_type, form", WHOLE.values(), ids=WHOLE)
def test_more_after_the_end_is_refused(body, media_type, form, after):
    with pytest.raises(Fault):
        read(body + after, media_type, form)


def changed(old: bytes, new: bytes) -> bytes:
    assert old in ROWS
    return ROWS.replace(old, new)


TRIPLE = b'{"type":"triple","value":{"subject":%s,"predicate":%s,"object":%s}}'
URI = b'{"type":"uri","value":"urn:a"}'
DEEP = DEEPEST + 1
HIDDEN = b"<<( <urn:a> <urn:b> # )>>\n" * 100_000 + b"1 " + b")>> " * 100_000 + b"."
"""Triple terms whose ends seem to be in comments; they would crash the parser."""
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "body, media_type, form, problem",
    [
        (b"", JSON, "SELECT", "an empty answer"),
        (b"", "text/tab-separated-values", "SELECT", "an empty answer"),
        (b" \n", XML, "SELECT", "an empty answer"),
        (b"s\r\nurn:a\r\n", "text/csv", "SELECT", "does not keep datatypes"),
        (b"<html><title>x</title><h1>Sign in</h1>", "text/html", "SELECT", r"a web page \(text/html\).*: Sign in"),
        (b"Please set a user-agent", "text/plain", "SELECT", "text/plain, which is not an answer.*set a user-agent"),
        (b"Please set a user-agent", JSON, "SELECT", "invalid .*: Please set a user-agent"),
        (b'{"error":{"message":"\x1b[31mno memory"}}', JSON, "SELECT", r"invalid .*: \\u001b\[31mno memory"),
        (b'{"error":"java.util.TimeoutException"}', JSON, "SELECT", "took too long: java.util.TimeoutException"),
        (ROWS[:-2] + b"\njava.util.TimeoutException\n\tat x.Y(Z.java:1)", JSON, "SELECT", "took too long: java.util"),
        (b"<html>Query timed out</html>", "text/html", "SELECT", "took too long: Query timed out"),
        (ROWS, "application/octet-stream", "SELECT", "octet-stream, which is not an answer"),
        (ROWS, "application/x\x1b[31m", "SELECT", r"returned application/x\\u001b\[31m, which"),
        (TRUTH, JSON, "SELECT", "answered SELECT with yes or no"),
        (ROWS, JSON, "ASK", "answered ASK with rows"),
        (ROWS, JSON, "CONSTRUCT", "not an answer"),
        (ROWS, "application/json", "CONSTRUCT", "not an answer"),
        (XML_ROWS, "application/xml", "CONSTRUCT", "not an answer"),
        (LINES, "text/turtle", "SELECT", "not an answer"),
        (TRUTH[:-1] + b',"results":{"bindings":[]}}', JSON, "ASK", "more than yes or no"),
        (TRUTH[:-1] + b',"link":["' + b"x" * (1 << 17) + b'"]}', JSON, "ASK", "too long for yes or no"),
        (changed(b'"s":{', b'"z":{'), JSON, "SELECT", "z has not been defined"),
        (changed(b'["s"]', b'["s","s"]'), JSON, "SELECT", "declared twice"),
        (changed(b'"uri"', b'"url"'), JSON, "SELECT", "Unexpected term type"),
        (changed(b"urn:a", b"urn:a> <b"), JSON, "SELECT", "Invalid"),
        (changed(b"urn:a", b"urn:\\ud800"), JSON, "SELECT", "invalid"),
        (changed(b"urn:a", b"urn:\xe9"), JSON, "SELECT", "Invalid UTF-8"),
        (changed(b"urn:a", b"urn:\xe9"), f"{JSON}; charset=latin-1", "SELECT", "text in latin-1; cakg reads UTF-8"),
        (changed(URI, TRIPLE % (URI, URI, URI)), JSON, "SELECT", "a triple as a value"),
        (
            changed(URI, b'{"type":"triple","value":{"subject":' * 5000 + b"1" + b"}}" * 5000),
            JSON,
            "SELECT",
            "too deep",
        ),
        (b'{"head":{"x":' + b"[" * DEEP + b"]" * DEEP + b"}}", JSON, "SELECT", "too deep"),
        (b"[" * 100_000, JSON, "SELECT", "too deep"),
        (b'{"urn:p":' * 5000 + b"1" + b"}" * 5000, "application/ld+json", "CONSTRUCT", "too deep"),
        (
            RDF + b"<e:A><e:b>" * DEEP + b"</e:b></e:A>" * DEEP + b"</rdf:RDF>",
            "application/rdf+xml",
            "DESCRIBE",
            "deep",
        ),
        (b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 501, "text/turtle", "CONSTRUCT", "more than 500"),
        (b"<urn:a> <urn:b> " + HIDDEN, "text/turtle", "CONSTRUCT", "more than 500 times"),
        (b"?s\n" + b"<<( <urn:a> <urn:b> " * 501, "text/tab-separated-values", "SELECT", "more than 500"),
        (b"<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .", "text/turtle", "CONSTRUCT", "a triple as a value"),
        (b"<urn:a> <urn:b> <urn:c> <urn:g> .\n", "application/n-quads", "CONSTRUCT", "named graphs"),
        (b'{"@context":"http://h/c","@id":"urn:a"}', "application/ld+json", "CONSTRUCT", "remote contexts"),
        (ENTITIES + START + b"<results/></sparql>", XML, "SELECT", "DOCTYPE"),
        (ENTITIES + RDF_XML, "application/rdf+xml", "CONSTRUCT", "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + RDF_XML, "application/rdf+xml", "CONSTRUCT", "DOCTYPE"),
    ],
)
def test_other_answers_are_refused(body, media_type, form, problem):
    with pytest.raises(Fault, match=problem) as raised:
        read(body, media_type, form)
    assert raised.value.what.isprintable()


@pytest.mark.parametrize(
    "body, media_type",
    [
        (b"\xef\xbb\xbf" + ROWS, JSON),
        (ROWS, f'{JSON}; charset="UTF-8"'),
        (ROWS, f"{JSON}; charset=ISO-8859-1"),
        (ROWS, "application/json"),
        (b"\xef\xbb\xbf" + XML_ROWS + b"\n<!-- end -->\n", XML),
        (changed(b'"uri","value":"urn:a"', b'"literal","value":"[[{{\\"[\\\\"'), JSON),
        (changed(b'"uri","value":"urn:a"', b'"bnode","value":"b0"'), JSON),
        (changed(b"urn:a", b"urn:\\ud83d\\ude00"), JSON),
    ],
)
def test_unusual_forms_are_read(body, media_type):
    assert len(read(body, media_type).rows) in (1, 2)


def test_no_triples_are_an_answer():
    assert read(b"", "text/turtle", "CONSTRUCT") == []


@pytest.mark.parametrize(
    "headers, problem",
    [
        (
            {"X_SQL_State": "S1TAT", "X_SQL_Message": "RC: query interrupted\x1b"},
            r"not complete: RC: query interrupted\\u001b$",
        ),
        ({"X_SPARQL_Anytime": "timeout=1000; max_timeout=5"}, "is not complete"),
        ({"X_SPARQL_MaxRows": "10000"}, "only its first 10000 rows"),
    ],
)
def test_an_answer_marked_as_partial_is_refused(headers, problem):
    assert read(ROWS, X_SQL_State="00000")
    with pytest.raises(Fault, match=problem):
        read(ROWS, **headers)


@pytest.mark.parametrize(
    "body, media_type, form",
    [
        (b'{"head":{"vars":["a","b","c"]},"results":{"bindings":[' + b"{}," * 3000 + b"{}]}}", JSON, "SELECT"),
        (START + b"<results>" + b"<result/>" * 3000 + b"</results></sparql>", XML, "SELECT"),
        (b"?s\n" + b"\n" * 9000, "text/tab-separated-values", "SELECT"),
        (b"PREFIX a: <urn:" + b"x" * 5000 + b"> a:s a:p " + b"a:o, " * 500 + b"1 .", "text/turtle", "CONSTRUCT"),
        (b"<urn:" + b"x" * 5000 + b"> <urn:p> " + b",".join(b"%d" % n for n in range(500)), "text/turtle", "CONSTRUCT"),
    ],
)
def test_memory_is_limited_by_the_size_of_the_answer(body, media_type, form):
    with pytest.raises(Fault, match="than (their length allows|the answer)"):
        read(body, media_type, form, limit=20_000)


def test_a_large_answer_is_read_whole():
    """The check of the brackets works in pieces, which must not end inside a text."""
    row = b'{"s":{"type":"literal","value":"%s \\"[{ \\\\"}},'
    body = ROWS[: ROWS.index(b"[{") + 1] + b"".join(row % (b"x" * size) for size in range(3000)) + b"{}]}}"

    found = read(body, limit=len(body))

    assert isinstance(found, Solutions)
    assert len(found.rows) == 3001


# ---- What endpoints say about errors -------------------------------------------------


@pytest.mark.parametrize(
    "body, line",
    [
        (b"", ""),
        (b"\n\n  Parse error\tat 3\r\nmore", "Parse error at 3"),
        (
            b"<html><head><title>403</title></head><body>Please set a user-agent</body></html>",
            "Please set a user-agent",
        ),
        (b"<center><h1>403 Forbidden</h1></center><hr><center>nginx/1.18</center>", ""),
        (b"<h2>HTTP ERROR 429</h2>Please retry in <b>1</b> second.", "Please retry in 1 second."),
        (b"<style>a{}</style><script>alert(1)</script><p>The <i>real</i> reason &lt;b&gt;", "The real reason <b>"),
        (b"\x1b]0;own\x07\x1b[2J\xe2\x80\xaebad\x00", r"\u001b]0;own\u0007\u001b[2J\u202ebad"),
        (f"SPARQL-QUERY: queryStr={QUERY}\na.TimeoutException\n\tat a.B(C.java:1)".encode(), "a.TimeoutException"),
        (f"{QUERY}\nMalformed".encode(), "Malformed"),
        (f"Cannot run {QUERY} here".encode(), "Cannot run … here"),
        (
            b"Virtuoso 42000 Error The estimated time\n\nSPARQL query:\nSELECT",
            "Virtuoso 42000 Error The estimated time",
        ),
        (b'Traceback (most recent call last):\n  File "/x.py", line 3, in f\nKeyError: 3', "KeyError: 3"),
        (b'{"exception":"no memory","query":"SELECT","status":"ERROR"}', "no memory"),
        (b'{"error":{"code":5,"message":"in\x1b side"}}', r"in\u001b side"),
        (b"One\nTwo\nQuery timed out", "Query timed out"),
        (f"Parse error:\n{QUERY}\nEncountered EOF\nmore".encode(), "Parse error: Encountered EOF"),
        (b'{"code":"TimeLimitExceededException","detailedMessage":"deadline exceeded"}', "deadline exceeded"),
        (b"x" * 5000, "x" * 299 + "…"),
        (b'{"a":' * 5000, '{"a":' * 59 + '{"a"…'),
        (b"<" * 60_000, ""),
        (b"<head" * 5000, ""),
        (b"-" * 9000 + b"x", ""),
        (b"\xff\xfea", "\ufffd\ufffda"),
    ],
)
def test_the_first_line_that_explains_is_shown(body, line):
    assert explanation(body, "text/plain", QUERY, skip="Forbidden -- -- --") == line


@pytest.mark.parametrize(
    "code, said, what, remedy",
    [
        (400, "the query took longer than 10 seconds and was ended", "took too long", "ask for less"),
        (400, "the answer is larger than 64 MiB", "needed too much", "ask for less"),
        (400, "the query needed more memory than 512 MiB, and it was ended", "needed too much", "ask for less"),
        (401, "", "needs a user name", "NAME:PASSWORD"),
        (403, "robots", r"refuses the request: it returned 403 \u001bR: robots", "--contact"),
        (404, "", "has no page", "check that this is the address"),
        (405, "", "takes no queries", "check that this is the address"),
        (406, "", "cannot answer in a format", "JSON"),
        (410, "", "any more", "check that this is the address"),
        (413, "", "of this length", "divide"),
        (414, "", "of this length", "divide"),
        (415, "", "in the form", "check that this is the address"),
        (418, "tea", r"does not answer the query: it returned 418 \u001bR: tea", "check that this is the address"),
        (429, "", "too many requests", "wait"),
        (500, "KeyError", "failed to answer", "a simpler query"),
        (500, "java.util.TimeoutException", "took too long", "ask for less"),
        (500, "deadline exceeded", "took too long", "ask for less"),
        (500, "Out of memory", "needed too much", "ask for less"),
        (503, "Memory limit exceeded", "needed too much", "ask for less"),
        (503, "Query timed out", "took too long", "ask for less"),
        (502, "", "not available", "again later"),
        (504, "", "not available at present, or needs too long", "ask for less"),
        (599, "", "does not work at present", "again later"),
    ],
)
def test_each_status_says_what_it_is_and_what_to_do(code, said, what, remedy):
    fault = of_status(code, "\x1bR\n", said)
    assert what in fault.what
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    "said, remedy",
    [("Please set a user-agent", "--contact"), ("Rate limit exceeded", "wait"), ("Query timed out", "ask for less")],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain", JSON])
def test_an_explanation_with_status_200_decides_what_to_do(said, remedy, media_type):
    with pytest.raises(Fault, match=said) as raised:
        read(said.encode(), media_type)
    assert remedy in raised.value.remedy


def test_a_refused_password_is_reported():
    assert "does not accept the user name" in of_status(401, "", "", named=True).what


NOW = 784_111_770.0  # 7 seconds before the date below


@pytest.mark.parametrize(
    "headers, seconds",
    [
        ([], None),
        (["0"], 0),
        ([" 7 "], 7),
        (["3.5"], 3.5),
        (["120s"], 120),
        (["5, 6"], 6),
        (["2", "5", "soon"], 5),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], 7),
        (["Sunday, 06-Nov-94 08:49:37 GMT"], 7),
        (["Sun Nov  6 08:49:37 1994"], 7),
        (["Sun, 06 Nov 1994 11:49:37 +0300"], 7),
        (["Sat, 05 Nov 1994 08:49:37 GMT"], 0),
        *(([odd], None) for odd in ("", "soon", "-5", "+5", "1e3", "nan", "inf", "²", "٣")),
        (["Sun, 99 Nov 1994 08:49:37 GMT"], None),
        (["Thu, 01 Jan 99999 00:00:00 GMT"], None),
        (["9" * 400], float("inf")),
    ],
)
def test_every_form_of_retry_after_is_understood(headers, seconds):
    assert seconds_to_wait(headers, NOW) == seconds
