"""Reading RDF files: names, packings, encodings, formats, limits, and what is refused with which words."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cakg import contents
from cakg.cli import main
from cakg.errors import BrokenFileError
from cakg.extensions import RDF_EXTENSIONS
from cakg.graph import files
from cakg.paths import rdf_files
from cakg.store import reading
from cakg.store.reading import load, triples
from cakg.store.unpacking import TooLargeError

TURTLE = '<urn:a> <urn:p> "é" .\n'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:"'
XML = f'<rdf:RDF {RDF}>\n<rdf:Description rdf:about="urn:a">\n<u:p>%s</u:p></rdf:Description></rdf:RDF>'
JSONLD = '{"@id": "urn:a", "urn:p": "é"}'
TEXTS = {"jsonld": JSONLD, "rdfxml": XML % "é"}
ALL = [(extension, TEXTS.get(name, TURTLE)) for name, extensions in RDF_EXTENSIONS.items() for extension in extensions]
BOMB = "".join(f'<!ENTITY {name} "{of * 10}">' for name, of in (("a", "x"), ("b", "&a;"), ("c", "&b;"), ("d", "&c;")))


def doctype(declarations: str, text: str = "&a;") -> str:
    return f"<!DOCTYPE rdf:RDF [{declarations}]>" + XML % text


def loaded(folder: Path, name: str, content: str | bytes) -> set[str]:
    """Return the triples of a file as text."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    store = pyoxigraph.Store()
    load(store, [path])
    found = {str(quad) for quad in store}
    assert found == set(map(str, triples(path)))  # for `cakg check`, which does not use a store
    return found


@pytest.mark.parametrize("extension, text", ALL)
@pytest.mark.parametrize("case", [str.upper, str.title, str.lower])
def test_extensions_in_any_case_also_gzipped(extension, text, case, tmp_path):
    expected = {'<urn:a> <urn:p> "é"'}

    assert loaded(tmp_path, case("x" + extension), text) == expected
    assert loaded(tmp_path, case(f"x{extension}.gz"), gzip.compress(text.encode())) == expected


@pytest.mark.parametrize(
    "name, content",
    [
        ("x.ttl", gzip.compress(TURTLE.encode(), mtime=0)),  # gzip that does not say so
        ("x.ttl.gz", TURTLE),  # unpacked by a browser
        ("x.nt.gz", gzip.compress(b"#\n", mtime=0) + gzip.compress(TURTLE.encode(), mtime=0)),
        *((f"x{extension}", "\ufeff" + text) for extension, text in ALL),
        *((f"x{extension}", text.encode("utf-16")) for extension, text in ALL),
        ("x.ttl", b"\xfe\xff" + TURTLE.encode("utf-16-be")),
        ("x.ttl", TURTLE.encode("utf-32")),
        ("x.nt", TURTLE.replace("\n", "\r") * 2),
        ("x.rdf", ('<?xml version="1.0" encoding="ISO-8859-1"?>' + XML % "é").encode("latin-1")),
        ("x.rdf", ('<?xml version="1.0" encoding="windows-1252"?>' + XML % "é").encode("windows-1252")),
        ("x.owl", doctype('<!ENTITY a "&#233;"><!-- <!ENTITY b "&a;"> ]> -->')),
        ("x.owl", doctype("<!ENTITY a 'é'>")),
        ("x.owl", '<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/none.dtd">' + XML % "é"),
        ("x.trig", "{" + TURTLE + "}"),
        ("x.jsonld", f'{{"@graph": [{JSONLD}]}}'),
        ("x.trig", "# cakg TriG 1: \n<urn:g> {" + TURTLE + "}"),
    ],
)  # fmt: skip
def test_packings_encodings_and_harmless_variants_are_read(name, content, tmp_path):
    assert loaded(tmp_path, name, content) == {'<urn:a> <urn:p> "é"'}


def test_namespaces_as_entities_are_read(tmp_path):
    """Protégé writes its namespaces in this way."""
    text = doctype('<!ENTITY owl "http://www.w3.org/2002/07/owl#">', "&owl;Thing")

    assert loaded(tmp_path, "x.owl", text) == {'<urn:a> <urn:p> "http://www.w3.org/2002/07/owl#Thing"'}


def test_a_literal_may_contain_what_begins_a_triple_term(tmp_path):
    assert loaded(tmp_path, "x.ttl", '<urn:a> <urn:p> "<<( x )>> {|" .') == {'<urn:a> <urn:p> "<<( x )>> {|"'}


NESTED = f"<rdf:RDF {RDF}>" + "<u:a><u:p>" * 501 + "</u:p></u:a>" * 501 + "</rdf:RDF>"
REFUSED = [
    # gzip and other packings
    ("x.nt.gz", gzip.compress(os.urandom(1000))[:-9], "x.nt.gz: .*cut off"),
    ("x.nt.gz", gzip.compress(TURTLE.encode()) + b"more", "x.nt.gz: is damaged"),
    ("x.nt.gz", gzip.compress(gzip.compress(b"")), "is packed twice: unpack it first"),
    ("x.ttl", b"PK\x03\x04 and more", "is damaged or cut off"),
    ("x.ttl.bz2", b"BZh", "unpack it first"),
    # encodings
    ("x.ttl", ("\n" + TURTLE).encode("latin-1"), "x.ttl:2: is not UTF-8 at the byte 0xE9: save the file as UTF-8"),
    ("x.jsonld", JSONLD.encode("latin-1"), "x.jsonld:1: is not UTF-8"),
    ("x.rdf", (XML % "é").encode("latin-1"), "x.rdf:3: is not XML"),
    ("x.rdf", '<?xml version="1.0" encoding="gb18030"?>' + XML % 1, "encoding that cakg does not read"),
    ("x.rdf", (XML % 1).encode("utf-32"), "is UTF-32: save it as UTF-8"),
    ("x.ttl", TURTLE.encode("utf-16-le"), "x.ttl:1: has a NUL byte"),
    ("x.ttl", TURTLE.encode()[:18], "middle of a character"),
    ("x.ttl", TURTLE.encode("utf-16")[:-1], "middle of a character of UTF-16"),
    # entities and document types
    ("x.rdf", doctype(BOMB, "&d;"), "x.rdf:1: the entity b refers to others"),
    ("x.rdf", "\ufeff<!-- c -->\n" + doctype(BOMB, "&d;"), "x.rdf:2: the entity b refers to others"),
    ("x.rdf", doctype(BOMB, "&d;").encode("utf-16"), "the entity b refers to others"),
    ("x.rdf.gz", gzip.compress(doctype(BOMB, "&d;").encode()), "the entity b refers to others"),
    ("x.rdf", f"<!DOCTYPE r [{BOMB}]><rdf:RDF {RDF} u:x='&d;'/>", "the entity b refers to others"),
    ("x.rdf", doctype(f'<!ENTITY a "{"x" * 2000}">'), "more than 1000 characters"),
    ("x.rdf", doctype(f'<!ENTITY a "{"x" * 1000}">', "&a;" * 100_000), "expand to many times the file"),
    ("x.rdf", doctype('<!ENTITY a SYSTEM "file:///etc/hostname">'), "a is an external entity"),
    ("x.rdf", doctype('<!ENTITY % a "">'), "a is a parameter entity"),
    ("x.rdf", f'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/none.dtd">{XML % "&a;"}', "entity a is not declared"),
    ("x.rdf", XML % "&nbsp;", "x.rdf:3: is not XML: undefined entity"),
    # RDF/XML that is cut off, nested, or something else
    ("x.rdf", (XML % 1)[:-30], "ends too early"),
    ("x.rdf", (XML % 1).removesuffix("</rdf:RDF>"), "ends too early"),
    ("x.rdf", (XML % 1) * 2, "junk after document element"),
    ("x.rdf", "", "is empty"),
    ("x.rdf", NESTED, "nested more than 1000 deep"),
    ("x.rdf", f"<rdf:RDF {RDF} " + " ".join(f'xmlns:n{n}=""' for n in range(1000)) + "/>", "more than 1000 attributes"),
    ("x.rdf", (XML % 1).replace("urn:a", "a"), "x.rdf:[23]: a relative IRI: write it whole"),
    ("x.owl", '<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "is OWL/XML, which is not RDF: save it in another"),
    ("x.owl", "<Ontology/>", "begins with <Ontology>, so it is not RDF/XML"),
    ("x.owl", "Prefix(:=<urn:>)\nOntology(<urn:o>)", "looks like OWL in functional or Manchester syntax: save it in"),
    ("x.ttl", "Prefix: : <urn:>\nOntology: <urn:o>", "looks like OWL in functional or Manchester syntax: save it in"),
    ("x.xml", "<html><body/></html>", "is a web page: download the file itself"),
    ("x.owl", "@prefix : <urn:> .", "looks like Turtle"),
    ("x.ttl", XML % 1, "looks like XML"),
    ("x.ttl", JSONLD, "looks like JSON"),
    ("x.ttl", "<!DOCTYPE html><html>", "is a web page: download the file itself"),
    # triple terms, also nested deep enough to crash the engine
    ("x.ttl", "<urn:a> <urn:p> <<( <urn:a> <urn:p> 1 )>> .", "RDF 1.2"),
    ("x.nq", "<urn:a> <urn:p> <<( <urn:a> <urn:p> <urn:b> )>> .", "RDF 1.2"),
    ("x.ttl", "<< <urn:a> <urn:p> 1 >> <urn:p> 1 .", "RDF 1.2"),
    ("x.ttl", "<urn:a> <urn:p> 1 {| <urn:p> 1 |} .", "RDF 1.2"),
    ("x.ttl", "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> # )>>\n" * 100_000, "more than 500 times"),
    ("x.nt", "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 100_000, "more than 500 times"),
    ("x.ttl", "#" * (17 << 20), "more than 16 MiB"),
    # named graphs
    ("x.trig", "<urn:g> {" + TURTLE + "}", "graphs, such as <urn:g>, .*: save the triples that you want as Turtle"),
    ("x.trig", " # cakg TriG 1: \n_:g {" + TURTLE + "}", "named graphs, such as one with a blank node"),
    ("x.nq", TURTLE + '<urn:a> <urn:p> "" <urn:g> .', "named graphs, such as <urn:g>"),
    ("x.jsonld", f'{{"@id": "urn:g", "@graph": [{JSONLD}]}}', "named graphs, such as <urn:g>"),
    # JSON-LD
    ("x.jsonld", '{\n"@context": "https://schema.org", "a": 1}', ":2: uses the context https://schema.org.* put the"),
    ("x.jsonld", '{"@context": [{}, "https://schema.org"], "name": 1}', "uses the context https://schema.org"),
    ("x.jsonld", '{"urn:p": {\n"@context": "c.jsonld", "name": 1}}', "x.jsonld:2: uses the context c.jsonld"),
    ("x.jsonld", '{"@context": {"a": {"@id": "urn:a", "@context": "urn:c"}}, "a": {"b": 1}}', "uses the context urn:c"),
    ("x.jsonld", '{"@context": {"@import": "https://schema.org"}, "urn:p": 1}', "uses the context https://schema.org"),
    ("x.json", '{"name": "x"}', "has no triples: plain JSON needs"),
    ("x.json", "[1]", "has no triples: plain JSON needs"),
    ("x.jsonld", "[" * 100_000, "nested more than 200 deep"),
    ("x.jsonld", '{"urn:p":' * 190 + "[" + '{"urn:p": 1},' * 20_000, "convert it to N-Triples"),
    ("x.jsonld", '{"@id": "urn:a",\n"urn:p": [', "x.jsonld:2: "),
    # names
    ("x.csv", "a", "unknown file format: .* one of .ttl, .*, or .gz after it"),
    ("x.gz", gzip.compress(TURTLE.encode()), "unknown file format"),
]  # fmt: skip


@pytest.mark.parametrize("name, content, words", REFUSED, ids=range(len(REFUSED)))
def test_bad_files_are_refused_in_plain_words(name, content, words, tmp_path):
    with pytest.raises(BrokenFileError, match=words) as caught:
        loaded(tmp_path, name, content)

    assert "Callback" not in str(caught.value)


@pytest.mark.parametrize(
    "name, content",
    [
        ("x.ttl", "<urn:a> <urn:p> " + "(" * 20_000 + ")" * 20_000 + " ."),
        ("x.trig", "<urn:a> <urn:p> " + "[ <urn:p> " * 20_000 + "1" + "]" * 20_000 + " ."),
        ("x.rdf", f"<rdf:RDF {RDF}>" + "<u:a><u:p>" * 499 + "</u:p></u:a>" * 499 + "</rdf:RDF>"),
        ("x.jsonld", '{"urn:p":' * 199 + "1" + "}" * 199),
        ("x.nt", f'<urn:a> <urn:p> "{"x" * (4 << 20)}" .'),
    ],
)
def test_deep_nesting_and_long_values_are_read(name, content, tmp_path):
    path = tmp_path / name
    path.write_text(content)

    assert triples(path)


def test_a_small_gzip_file_is_not_unpacked_without_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "ALWAYS_UNPACKED", 1 << 16)

    assert loaded(tmp_path, "x.ttl.gz", gzip.compress(b"#\n" * 10_000)) == set()
    with pytest.raises(BrokenFileError, match="more than 100 times its size: .* unpack it first"):
        loaded(tmp_path, "x.ttl.gz", gzip.compress(b"#\n" * 1_000_000))


def test_all_files_together_are_limited_in_memory(tmp_path):
    paths = [tmp_path / name for name in ("a.ttl", "b.ttl.gz")]
    paths[0].write_text(TURTLE)
    paths[1].write_bytes(gzip.compress(b"#\n" * 1000))

    load(pyoxigraph.Store(), paths, most=2100)
    with pytest.raises(TooLargeError, match="cakg build"):
        load(pyoxigraph.Store(), paths, most=2000)


def test_blank_nodes_of_two_files_are_different(tmp_path):
    for name in ("a.nq", "b.jsonld"):
        text = '{"@id": "_:x", "urn:p": "1"}' if name.endswith("jsonld") else '_:x <urn:p> "1" .'
        (tmp_path / name).write_text(text)
    store = pyoxigraph.Store()

    load(store, [tmp_path / "a.nq", tmp_path / "b.jsonld"])

    assert len(store) == 2


def test_pipes_and_directories_are_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "x.ttl")
    (tmp_path / "y.ttl").mkdir()

    with pytest.raises(BrokenFileError, match=r"(?s)x\.ttl: is a pipe or a device.*y\.ttl: is a directory"):
        load(pyoxigraph.Store(), rdf_files(tmp_path))
    with pytest.raises(Exception, match=r"x\.ttl: is a pipe or a device"):
        files([tmp_path / "x.ttl"])


def test_all_rdf_files_of_a_folder_are_found(tmp_path):
    """Those in formats that are not read are found too: loading refuses them. Hidden files and other JSON are not."""
    found = ["A.TTL", "b.Nt", "c.rdf.gz", "d.ttl.bz2", "e.trix", "f/g.jsonld", "h.json", "i.xml", "j.ttl.zip"]
    for name in [*found, ".hidden.ttl", "._b.nt", ".git/x.ttl", "package.json", "feed.xml", "table.csv", "x.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text({"h.json": JSONLD, "i.xml": XML % 1}.get(name, "{}"))

    assert [path.relative_to(tmp_path).as_posix() for path in rdf_files(tmp_path)] == found


@pytest.mark.slow
@given(st.binary(max_size=200), st.sampled_from([extension for extension, _ in ALL]))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content, extension):
    path = tmp_path_factory.getbasetemp() / f"fuzz-{os.getpid()}{extension}"
    for data in (content, gzip.compress(content), b"\xff\xfe" + content):
        path.write_bytes(data)
        named = path.name
        try:
            triples(path)
        except BrokenFileError as error:
            named = error.faults[0].path
        assert named.endswith(path.name)


@pytest.mark.slow
def test_broken_files_of_every_format_are_reported_together(tmp_path, capsys):
    """`cakg query` and `cakg check` name each file; the graph is not touched."""
    bad = {
        "x.rdf": "<a>",
        "x.jsonld": '{"@context": "urn:c", "a": 1}',
        "x.trig": "<urn:g> {" + TURTLE + "}",
        "x.ttl": "?",
    }
    options = []
    for name, content in bad.items():
        (tmp_path / name).write_text(content)
        options += ["--data", str(tmp_path / name)]

    assert main(["query", *options, "ASK {}"]) == 2
    told = capsys.readouterr().err
    assert main(["check", *options]) == 1
    checked = capsys.readouterr().out
    for name in bad:
        assert name in told
        assert name in checked


def test_the_parts_of_a_read_file_are_limited_alike(tmp_path):
    """The text of a file, which `cakg check` reads line by line, is unpacked and decoded like its triples."""
    path = tmp_path / "x.ttl.gz"
    path.write_bytes(gzip.compress(TURTLE.encode("utf-16")))

    assert reading.text(path) == TURTLE
