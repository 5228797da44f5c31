"""What a query is before it is run: SERVICE, nesting, mistakes, misspelt terms."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.errors import BrokenFileError, CakgError, QueryLimitError, QuerySyntaxError, ServiceError
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.store.scan import check_depth, check_service, columns
from cakg.store.syntax import explain
from cakg.vocabulary import PREFIXES

P = "PREFIX e: <http://e/> "
S = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"


@pytest.mark.parametrize(
    "sparql",
    [
        f"SELECT * {{ {S} }}",
        "select*{service silent<http://x/>{?s ?p ?o}}",
        "SELECT * { ?s ?p ?o OPTIONAL { SERVICE ?x {?a ?b ?c} } }",
        "SELECT * { #c\n SERVICE#c\n<http://x/> {?s ?p ?o} }",
        "SELECT * { ?a ?b ?c FILTER(?a<?b)SERVICE<http://x/>{?s ?p ?o} }",
        f"SELECT * {{ FILTER EXISTS {{ {S} }} }}",
        f'SELECT * {{ ?s ?p "a\\"" . {S} }}',
        f'SELECT * {{ ?s ?p """a"""  {S} }}',
        f"SELECT * {{ ?s ?p 'a\\\\' . {S} }}",
        f"SELECT * {{{{ SELECT * {{ {S} }} }}}}",
        f"SELECT * {{ GRAPH ?g {{ {S} }} }}",
        f'SELECT * {{ ?s ?p "x"@en-SERVICE . {S} }}',
        # Keywords need no space around them.
        P + "SELECT * { SERVICEe:x { ?s ?p ?o } }",
        P + "SELECT * { SERVICESILENTe:x { ?s ?p ?o } }",
        P + "PREFIX SERVICEe: <http://q/> SELECT * { SERVICEe:x { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE SILENT <http://x/> { ?s ?p ?o } }",
        "ASK { BIND(1 AS ?x).SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE SILENT <http://x/> { ?s ?p ?o } }",
        # What looks like an IRI is a comparison, and what follows is no string and no comment.
        "SELECT * { ?s ?p ?o FILTER(?o<?o)SERVICE#>\n<http://x/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?o<?o&&?o='>')SERVICE <http://x/> {?s ?p ?o} #'\n }",
        "SELECT * { ?s ?p ?o FILTER(?o<?o)#>'''\n SERVICE <http://x/> {?s ?p ?o} #'''\n }",
    ],
)
def test_service_is_found(sparql: str) -> None:
    """The parser of the engine decides, so that nothing can hide the keyword."""
    with pytest.raises((ServiceError, SyntaxError)):
        check_service(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * { ?s ?p "SERVICE <http://x/> { }" }',
        "SELECT * { <http://x/SERVICE> ?p ?o } # SERVICE <a> {",
        "SELECT ?SERVICE { ?SERVICE ?p $service }",
        P + 'SELECT * { e:SERVICE e:service "x"@service }',
        P + "SELECT * { ?s e:p 'SERVICE' ; e:q '''a'b SERVICE ''' }",
        "PREFIX service: <http://e/> SELECT * { service:a ?p service:SERVICE GRAPH service:g { ?s ?p ?o } }",
        "SELECT * { _:SERVICE ?p ?o }",
        P + "SELECT * { e:a%53ERVICE ?p e:a-SERVICE , e:a.SERVICE }",
        "SELECT * { ?serqice ?serxice ?service }",
        "ASK { VALUES ?service { 1 2 } }",
    ],
)
def test_the_word_service_elsewhere_is_no_service(sparql: str) -> None:
    """In names, strings, comments and IRIs."""
    check_service(sparql)


def test_explaining_an_error_runs_nothing() -> None:
    """The parser reads the query again, also if there is no mistake in it. A SERVICE would open a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        there = f"<http://127.0.0.1:{server.getsockname()[1]}/>"
        sparql = f"ASK {{ BIND(1 AS ?x).SERVICE {there} {{ ?s ?p ?o }} }}"
        explaining = threading.Thread(target=explain, args=(sparql, SyntaxError("error at 1:5: expected one of x")))
        explaining.start()
        with pytest.raises(TimeoutError):
            server.accept()[0].close()
        explaining.join()


def test_the_place_in_a_long_query_is_that_of_the_parser() -> None:
    """Long queries are not searched for typical mistakes."""
    sparql = "SELECT * {\nVALUES ?x {\n" + "1 2 3\n" * 5_000 + "} !! }"
    with pytest.raises(QuerySyntaxError, match=r"line 5003, column \d: unexpected text\n    \} !! \}\n"):
        LocalStore(pyoxigraph.Store()).query(sparql)


@pytest.mark.parametrize("sparql", ["SELECT * { \\u0053ERVICE <http://x/> {?s ?p ?o} }", "SELECT * { ?service ?p "])
def test_a_broken_query_with_the_word_is_a_syntax_error(sparql: str) -> None:
    with pytest.raises(QuerySyntaxError):
        LocalStore(pyoxigraph.Store()).query(sparql)


@pytest.mark.parametrize(
    "start, repeated, middle, closing, end",
    [
        ("ASK ", "{", "", "}", ""),
        ("ASK ", "{", "", "", ""),
        ("ASK { FILTER", "(", "1", ")", "}"),
        ("ASK { FILTER(", "STR(", "1", ")", ") }"),
        ("ASK { FILTER(", "IF(true,1,", "1", ")", ") }"),
        ("ASK { FILTER(", "!", "true", "", ") }"),
        ("ASK { FILTER(true", "||true", "", "", ") }"),
        ("ASK { FILTER(1", "+1", "", "", " = 1) }"),
        ("ASK { FILTER(1=1", "-1", "", "", ") }"),
        ("ASK { FILTER(1=1", "-e-1", "", "", ") }"),
        ("ASK {", "FILTER EXISTS {", "", "}", "}"),
        ("SELECT * {", "{ SELECT * {", "", "} }", "}"),
        ("ASK {", "OPTIONAL { ?s ?p ?o ", "", "}", "}"),
        ("ASK { ?s ?p 1 ", "MINUS { ?s ?p 1 } ", "", "", "}"),
        ("ASK { {} ", "UNION {}", "", "", "}"),
        ("ASK { ?s ?p 1 ", "FILTER (1=1) ", "", "", "}"),
        (P + "ASK { ?s e:p ", "[ e:p ", "1", "]", "}"),
        (P + "ASK { ?s e:p ", "( ", "1", ")", "}"),
        (P + "ASK { ?s ", "(", "e:p", ")*", " ?o }"),
        (P + "ASK { ?s ", "^(", "e:p", ")", " ?o }"),
        (P + "ASK { ?s e:p", "/e:p", "", "", " ?o }"),
        (P + "ASK { e:a e:b ", "<<( e:a e:b ", "e:c", " )>>", " }"),
        (P + "ASK { ", "<< ", "e:a e:b e:c", " >> e:b e:c", " }"),
        (P + "ASK { e:a e:b e:c ", "{| e:b e:c ", "", "|}", " }"),
        ("ASK { ?s ?p ?o FILTER(?o<?o&&?o='>' ", "&& (", "true", ")", ") } #'"),
        # Many of these in a row are as dangerous for the optimiser.
        ("SELECT ", "(1 AS ?x)", "", "", " {}"),
        ("SELECT * {} GROUP BY ", "(1 AS ?x)", "", "", ""),
        ("SELECT * {} HAVING ", "(1=1)", "", "", ""),
        ("DESCRIBE ", "<http://e/a>", "", "", ""),
        (P + "DESCRIBE ", "e:a ", "", "", ""),
        (P + "ASK {", "?s e:p 1.", "", "", "}"),
        (P + "ASK {", "?s e:p ?o .\n", "", "", "}"),
        (P + "ASK { ?s e:p ", "1,", "2", "", "}"),
        (P + "ASK { ?s ", "e:p ?o ;", "", "", "}"),
        (P + "ASK { ?s e:p (", "1 ", "", "", ") }"),
        (P + "ASK { ?s e:p (", "[] ", "", "", ") }"),
        (P + "ASK { ?s e:p (", '"a"@en', "", "", ") }"),
        ("ASK {", "{ }", "", "", "}"),
        ("ASK {", "VALUES ?x { 1 }", "", "", "}"),
        ("ASK {", "{ SELECT * { ?a ?b ?c } LIMIT 1 }", "", "", "}"),
        (P + "ASK { ?s e:p ?o ", "~ ?x ", "", "", "}"),
    ],
)
def test_deep_nesting_is_refused(start: str, repeated: str, middle: str, closing: str, end: str) -> None:
    """Each recursion of the grammar, at a depth at which the engine would crash and far beyond; not at a usual one."""
    for many in (10_000, 100_000):
        with pytest.raises(QueryLimitError, match="(?s)nested deeper than 100 levels.*--max-depth"):
            check_depth(start + repeated * many + middle + closing * many + end)
    check_depth(start + repeated * 30 + middle + closing * 30 + end)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { VALUES ?x { " + "-1 " * 20_000 + "} }",
        "SELECT * { VALUES (?x ?y) { " + "(<http://e/a/b/c/d/e> -1) " * 5_000 + "} }",
        "ASK { FILTER(1 IN (" + ",".join(["<http://e/a/b>"] * 5_000) + ")) }",
        P + "ASK { " + "?s e:p/e:q ?o . " * 900 + "}",
        P + "ASK { ?s e:p " + ",".join(['"((((("'] * 900) + "}",
        "ASK { # " + "(" * 20_000 + "\n}",
        "SELECT (CONCAT(" + ",".join(['"a"'] * 5_000) + ") AS ?x) {}",
        "SELECT " + "?x " * 5_000 + "{}",
    ],
)
def test_a_long_query_is_not_deep(sparql: str) -> None:
    check_depth(sparql)


@pytest.mark.parametrize(
    "sparql, words",
    [
        ("SELECT * { ?s ?p ?o", "column 20: it ends too early: the { of line 1, column 10 is not closed"),
        ("SELECT * { ?s ?p ?o FILTER(?o = 1 }", "column 35: before }, close the ( of line 1, column 27"),
        ("SELECT * { ?s ?p ?o }}", "column 22: } closes nothing"),
        ('SELECT * { ?s ?p "abc }', 'column 18: this " is not closed'),
        ("SELECT * {\n ?s ?p '''a' }\n}", "line 2, column 8: this ''' is not closed"),
        ("SELCT * {}", "column 1: SELCT is not a keyword; did you mean SELECT?"),
        ("SELECT * { ?s ?p ?o FILTR(?o=1) }", "column 21: FILTR is not a keyword; did you mean FILTER?"),
        ("SELECT * { s ?p ?o }", "column 12: s is not a keyword; a variable begins with ?"),
        ("SELECT * { ?s a ckag:State }", "column 27: the prefix ckag: is not declared; did you mean cakg:?"),
        ("SELECT * { ?s a cakg:State ?s a ?l }", "column 28: unexpected ?s; a dot or a bracket may be missing"),
        ("SELECT * { ?s a cakg:State, }", "column 29: unexpected }"),
        ("SELECT * { ?s ?p 'a'@en 'b' }", "column 25: unexpected 'b'"),
        ("SELECT * { <http://a b> ?p ?o }", "column 13: this IRI has a space"),
        ("SELECT ?s, ?p { ?s ?p ?o }", "column 10: unexpected ,"),
        ("SELECT * { ?s ? ?o }", "column 15: unexpected ?"),
        ("SELECT * { ?s ?p ?o {| ?a ?b }", "column 30: before }, close the {| of line 1, column 21"),
        ("DESCRIBE", "column 9: it ends too early"),
        (
            'SELECT * { ?s ?p "«" , “Россия”@ru }',
            "column 24: a character that is not ASCII (left double quotation mark)",
        ),
        ("SELECT * {\u00a0?s ?p ?o }", "column 11: a character that is not ASCII (no-break space): write"),
        ("SELECT * { ?s ?p ?o FILTER (?o > 3 – 1) }", "column 36: a character that is not ASCII (en dash)"),
        ("SELECT ?x { ?s ?p ?x } GROUP BY ?s", "the select contains a variable that is unbound"),
    ],
)
def test_a_syntax_error_says_what_is_wrong(sparql: str, words: str) -> None:
    """The place is that of the mistake, not the one that the parser gives."""
    with pytest.raises(QuerySyntaxError) as caught:
        LocalStore(pyoxigraph.Store()).query(sparql)
    assert words in caught.value.message


@pytest.mark.slow
@pytest.mark.parametrize("text", ["a", '"""\\', "e:", "a-", "<", "@a-", "?", "(", "{}", "\\", "a:%", "<<(", "'", "#\n"])
def test_a_long_hostile_query_is_refused_in_time(text: str) -> None:
    """A pattern with more than linear time would not come to an end."""
    with pytest.raises(CakgError) as caught:
        LocalStore(pyoxigraph.Store()).query(text * (200_000 // len(text)))
    assert len(str(caught.value)) < 2000


@pytest.mark.parametrize(
    "text, words",
    [
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ; LOAD <http://127.0.0.1:9/>", "not SPARQL"),
        ("CONSTRUCT\n{ ?s ?p ?o } WHERE { ?s ?p ?o } ; CLEAR ALL", "not SPARQL"),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", "not a query"),
        ("SELECT * { ?s ?p ?o }", "a rule must be a CONSTRUCT query"),
        ("DESCRIBE <urn:a>", "a rule must be a CONSTRUCT query"),
        (f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {S} }}", "SERVICE"),
        ("CONSTRUCT { ?s ?p ?o } WHERE " + "{" * 9000 + "}" * 9000, "nested deeper"),
        ("", "not a query"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_rule_is_one_construct_query(tmp_path: Path, text: str, words: str, *, at_once: bool) -> None:
    """Nothing else is run; the error names the file."""
    from cakg.store.loading import run_rules

    (tmp_path / "rule.rq").write_text(text, encoding="utf-8")
    store = pyoxigraph.Store()
    store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    with pytest.raises(BrokenFileError, match=f"(?s)rule.rq: .*{words}"):
        run_rules(store, [tmp_path / "rule.rq"], at_once=at_once)
    assert len(store) == 1


def test_a_rule_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    from cakg.store.loading import run_rules

    (tmp_path / "rule.rq").write_bytes(b"CONSTRUCT { ?s ?p '\xff' } WHERE { ?s ?p ?o }")
    with pytest.raises(BrokenFileError, match=r"rule\.rq:1: is not UTF-8"):
        run_rules(pyoxigraph.Store(), [tmp_path / "rule.rq"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "sparql, warning",
    [
        ("SELECT (<<( id:a cakg:statuss 0 )>> AS ?x) {}", ""),  # one row, with a triple
        ("SELECT ?s { ?s cakg:statuss ?x }", "cakg:statuss does not occur in the graph; did you mean cakg:status"),
        ("ASK { id:russsia ?p ?o }", "id:russsia does not occur in the graph; did you mean id:russia"),
        ("SELECT ?p { stmt:russia ?p ?o }", "stmt:russia does not occur in the graph; did you mean id:russia"),
        ("SELECT (COUNT(*) AS ?n) { ?s a cakg:Stat }", "cakg:Stat does not occur in the graph; did you mean"),
        ("PREFIX x: <https://w3id.org/cakg/id/> ASK { x:nix ?p ?o }", "id:nix does not occur in the graph"),
        ("SELECT ?s { ?s cakg:status status:open , status:denied , status:judged }", ""),
        ("SELECT ?s { ?s cakg:status 'cakg:statuss' } # cakg:statuss", ""),
        ("SELECT ?s { ?s cakg:status status:contested OPTIONAL { ?s cakg:statuss ?x } }", ""),
    ],
)
def test_a_term_that_is_not_in_the_graph_is_named_if_the_answer_is_empty(
    sparql: str, warning: str, here: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the most similar terms that are; exit code 0."""
    assert main(["query", sparql, *here]) == 0
    shown = " ".join(capsys.readouterr().err.split())
    assert shown.startswith(warning) if warning else not shown


@pytest.mark.parametrize(
    "line, words",
    [
        (["query", "ASK {}", "--timeout", "inf"], "'inf' is not a number above 0"),
        (["query", "ASK {}", "--timeout", "1e300"], "is not a number above 0 and below"),
        (["query", "ASK {}", "--timeout", "nan"], "'nan' is not a number above 0"),
        (["query", "ASK {}", "--memory", "-1"], "'-1' is not a number above 0"),
        (["query", "ASK {}", "--max-depth", "0"], "'0' is not a whole number of at least 1"),
        (["query", "/no\udcff.rq"], r"the value of SPARQL is not UTF-8: /no\xff.rq"),
        (["query", "ASK { ?s ?p '\udcff' }"], "the value of SPARQL is not UTF-8"),
        (["query", "n" * 300], "cannot be read as a query file: File name too long"),
        (["network", "--changes", "", "2022-01-01"], "'' is not a date"),
        (["network", "--changes", "2023", "2022"], "the period ends before it starts: 2023-01-01 to 2022-12-31"),
        (["network", "--from", ""], "'' is not a date"),
        (["network", "--from", "2023", "--until", "2022-03"], "the period ends before it starts"),
        (["network", "--until", "٢٠٢٢"], "is not a date"),
    ],
)
def test_an_odd_value_is_refused(
    line: list[str], words: str, here: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and one message."""
    assert main([*line, *here]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in " ".join(shown.err.split())


def test_a_query_file_may_have_any_name_and_a_byte_order_mark(
    here: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also a name that is not UTF-8."""
    for name in ("\udcff.rq", "name with space.rq", "é"):
        file = tmp_path / name
        file.write_bytes(b"\xef\xbb\xbfASK {}")
        assert main(["query", str(file), *here]) == 0
        assert capsys.readouterr().out == "yes\n"


def test_no_query_of_ours_is_refused() -> None:
    """Every question, check and rule is within the limits."""
    folders: Folders = shipped()
    for path in [*folders.queries.rglob("*.rq"), *folders.ontology.rglob("*.rq")]:
        text = path.read_text(encoding="utf-8")
        check_depth(text, 20)
        check_service(text)
    assert "service" not in "".join(PREFIXES)


@pytest.mark.parametrize(
    "sparql, named",
    [
        ("SELECT ?a $b { }", ("a", "b")),
        ("prefix e: <http://e/> select distinct?a(COUNT(?c) AS?n)where { ?a e:p ?c }", ("a", "n")),
        ("SELECT (IF(?a, (?b), ?c) AS ?d) FROM <http://e/> { }", ("d",)),
        ("# SELECT ?a {\nSELECT REDUCED ?b # ?c\n{ SELECT ?d { } }", ("b",)),
        ('DEFINE a:b "select ?x {" SELECT ?b { }', ("b",)),
        ("SELECT * { }", None),
        ("SELECT COUNT(?a) { }", None),
        ("ASK { }", None),
        ("CONSTRUCT { ?a ?b ?c } { SELECT ?a { } }", ("a",)),
        ("SELECT ?a", None),
        ("", None),
    ],
)
def test_the_columns_of_a_query(sparql: str, named: tuple[str, ...] | None) -> None:
    """None where they are not written as in SPARQL 1.1, as in the extensions of an endpoint."""
    assert columns(sparql) == named
