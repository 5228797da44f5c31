"""The format of an answer, by extension or by ``Accept``."""

from __future__ import annotations

import pytest

from cakg.web.explorer import Explorer
from cakg.web.negotiation import accepted, compressed, split

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
FORMATS = ("html", "json", "csv", "ttl", "jsonld", "nt")


@pytest.mark.parametrize(
    "accept,chosen",
    [
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("text/turtle; charset=utf-8", "ttl"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("text/turtle;q=0.5, application/n-triples;q=0.9", "nt"),
        ("text/turtle;q=0.5, application/n-triples; q=0.5", "ttl"),
        ("application/*", "json"),
        ("text/*;q=0.9, text/html;q=0.1, application/json;q=0.5", "csv"),
        ("*/*, text/html;q=0", "json"),
        ("image/png", ""),
        ("text/html;q=0", ""),
        ("image/png, */*;q=0.1", "html"),
        ("nonsense", "html"),
        ("text/turtle;q=2", "html"),
        (";;;,,,/,*/html;q=x", "html"),
        ("text/turtle, ;q=1", "ttl"),
    ],
)
def test_accept_chooses_the_format(accept: str, chosen: str) -> None:
    """The most specific range decides how much a format is wanted, and the first of the most wanted ones is chosen."""
    assert accepted(accept, FORMATS) == chosen


def test_only_the_beginning_of_a_long_accept_is_read() -> None:
    """Nobody can make the server parse a megabyte."""
    assert accepted("a/b," * 10_000 + "text/turtle", FORMATS) == ""


@pytest.mark.parametrize(
    "path,page",
    [
        ("", ("", "")),
        ("index.html", ("", "html")),
        ("index.json", ("", "json")),
        ("thing/csto", ("thing/csto", "")),
        ("thing/csto.ttl", ("thing/csto", "ttl")),
        ("thing/csto.network.svg", ("thing/csto", "network.svg")),
        ("thing/csto.xyz", ("thing/csto.xyz", "")),
        ("thing.ttl/csto", ("thing.ttl/csto", "")),
        ("thing/.ttl", ("thing/", "ttl")),
    ],
)
def test_the_extension_is_a_format(path: str, page: tuple[str, str]) -> None:
    """Only the extensions of formats are taken off."""
    assert split(path) == page


@pytest.mark.parametrize(
    "accept_encoding,gzip",
    [("", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("*", True), ("identity", False)],
)
def test_a_compressed_answer_is_sent_only_to_those_who_take_it(accept_encoding: str, gzip: bool) -> None:
    """A client without the header gets the plain content."""
    assert compressed(accept_encoding) is gzip


def test_every_page_has_its_data(explorer: Explorer) -> None:
    """As JSON and CSV, and where it describes a node or a question, as triples."""
    first = {path.partition("/")[0]: path for path in reversed([*explorer.paths()])}
    described = {"thing", "statement", "source", "question", "term"}

    for kind, path in {**first, "search": "search"}.items():
        formats = {*explorer.resource(path).writers}
        assert {"json", "csv"} <= formats, path
        assert kind not in described or {"ttl", "jsonld", "nt"} <= formats, path
