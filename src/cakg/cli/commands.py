"""All commands without a module of their own: their options, examples and functions."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from cakg import tables
from cakg.cli.arguments import (
    ANY_NAME,
    DATASETS,
    OUTPUT,
    PROFILE,
    RAW,
    SELECTION,
    TEXT,
    TEXT_OR_PICTURE,
    WRITTEN,
    Option,
    UsageError,
    command,
    command_line,
    command_text,
    date_given,
    formats,
    graph_from,
    grouped,
    limit,
    limits_from,
    maximum,
    option,
    positive,
    selection_kwargs,
    with_commands,
)
from cakg.cli.output import keep_inputs, print_message, print_text, show, width, write_output
from cakg.cli.questions import map_questions_with, parameter_options, question_of
from cakg.errors import BadValueError, QuerySyntaxError
from cakg.extensions import EXTENSIONS
from cakg.file_kinds import exists, read_text, text_of
from cakg.files import write_all, write_whole
from cakg.graph import files, folders_of, most_drawn
from cakg.pages.page import MOST_IN_A_SECTION
from cakg.questions.formats import FORMATS, TRIPLE_FORMATS, Options, write_result
from cakg.store.limits import DEFAULT_LIMITS, MIB

PICTURE_FORMATS = ("html", "svg", "png", "csv", "xlsx")
"""The formats of a picture and of its data."""
_NETWORK_FORMATS = ("graphml", "gexf", "csv-network")
_SELECTION_OPTIONS = {name for names, _ in SELECTION for name in names}
"""The options that select statements; if a parameter of a question has the same name, the option sets both."""


@command(
    option("text", metavar="TEXT", help="words of a name, or their beginnings, in any order"),
    *TEXT,
    examples='cakg find drone\ncakg find "CSTO Kazakhstan"\ncakg find Душанбе',
)
def find(given: Namespace) -> int:
    """Find things, sources, statements and questions by words in their names, in any script.

    A statement is also found by its predicate and by the names of its things.
    """
    return show(graph_from(given).find(given.text), given)


@command(
    option("thing", metavar="THING", help=ANY_NAME),
    PROFILE,
    option("--told-by", metavar="SOURCE", help="only what the author of this source says in their own voice"),
    DATASETS,
    option(
        "--by", choices=("theme", "source"), default="theme", help="one section per theme (the default) or per source"
    ),
    option(
        "--all", action="store_true", help="show every statement, including those about its groups and those it makes"
    ),
    limit(MOST_IN_A_SECTION, "statements of each section"),
    *TEXT,
    examples="cakg about Kazakhstan\ncakg about Kazakhstan --by source --all\ncakg about CSTO --profile stated\n"
    "cakg about Russia --told-by asia-plus-2022",
)
def about(given: Namespace) -> int:
    """Show statements about a thing, with their status, claims and passages.

    Statements about its groups, and statements that it makes itself, are counted; --all shows them too.
    """
    kg = graph_from(given)
    short = not given.all and given.format == "text"
    options = {"profile": given.profile, "datasets": given.datasets, "told_by": given.told_by}
    by_source = given.by == "source"
    found = kg.about(given.thing, **options, limit=given.limit if short and not by_source else None)
    if by_source:
        found = found.by_source().shortened(given.limit) if short else found.by_source()
    cited = found.cited
    return show(found, given, kg, lambda source: source.iri in cited)


@command(
    option("start", metavar="A", help=ANY_NAME),
    option("end", metavar="B", help="another one"),
    option("--all", action="store_true", help="show every path and statement, as in pictures and JSON"),
    PROFILE,
    DATASETS,
    *TEXT_OR_PICTURE,
    examples="cakg path Iran Turkmenistan\ncakg path Iran Turkmenistan -o path.svg",
)
def path(given: Namespace) -> int:
    """Show the shortest paths from one thing to another through statements, and who makes each statement."""
    from cakg.pages.path import MOST_SHOWN

    kg = graph_from(given)
    options = {"profile": given.profile, "datasets": given.datasets}
    short = not given.all and given.format == "text"
    found = kg.path(given.start, given.end, **options, limit=MOST_SHOWN if short else None)
    if given.format in PICTURE_FORMATS:
        from cakg.pictures.excerpts import path_drawing

        shown_command = command_line("path", given, f"path{EXTENSIONS[given.format][0]}")
        return write_output(
            path_drawing(kg.network(**options), found, command=shown_command).write(given.format, raw=given.raw), given
        )
    limits = {"paths": 0, "statements": 0} if given.all else {}
    cited = found.cited(**limits)
    return show(found, given, kg, lambda source: source.iri in cited, **limits)


@command(
    option("one", metavar="SOURCE", help="short name, title or IRI of a source"),
    option("other", metavar="SOURCE", help="another one"),
    option("--all", action="store_true", help="show every statement found in only one of them"),
    *TEXT_OR_PICTURE,
    examples="cakg compare asia-plus-2022 fiia-2023\ncakg compare asia-plus-2022 fiia-2023 -o compare.html",
)
def compare(given: Namespace) -> int:
    """Show where two sources agree, where they disagree, and the statements found in only one of them."""
    kg = graph_from(given)
    found = kg.compare(given.one, given.other)
    if given.format in PICTURE_FORMATS:
        from cakg.pictures.excerpts import comparison_drawing

        shown_command = command_line("compare", given, f"compare{EXTENSIONS[given.format][0]}")
        whole = kg.network(sources=[given.one, given.other])
        drawn = comparison_drawing(whole, found, command=shown_command)
        return write_output(drawn.write(given.format, raw=given.raw), given)
    limits = {} if given.all else {"each": MOST_IN_A_SECTION}
    return show(found, given, kg, lambda source: source.short_name in (found.one, found.other), **limits)


@command(
    option("sparql", metavar="SPARQL", help="the query, a file with it, or - for standard input"),
    option(
        "--format",
        metavar="FORMAT",
        choices=(*FORMATS, *TRIPLE_FORMATS),
        default=None,  # rows and triples have different defaults
        help="rows: table (the default), csv, xlsx, json, markdown; triples: turtle (the default), ntriples, jsonld",
    ),
    WRITTEN,
    RAW,
    option("--iri", action="store_true", help="show IRIs after labels in a table"),
    option(
        "--allow-service",
        action="store_true",
        help="allow SERVICE, which sends a part of the query to another endpoint; an endpoint given by --graph is free"
        " to follow it in any case",
    ),
    *grouped(
        "limits",
        maximum(
            "--memory", "MIB", DEFAULT_LIMITS.memory / MIB, "end the query if it needs more memory beyond the graph"
        ),
        option(
            "--max-depth",
            metavar="N",
            type=positive,
            default=DEFAULT_LIMITS.depth,
            help=f"refuse a query with brackets nested deeper than this (default: {DEFAULT_LIMITS.depth})",
        ),
    ),
    examples="""\
cakg query 'SELECT ?s { ?s cakg:status status:contested }'
cakg query mine.rq -o rows.csv
cakg query 'SELECT ?l { id:russia rdfs:label ?l FILTER (LANG(?l) = "en") }'
cakg ask who-is-accused --show-sparql | cakg query -""",
    note='Labels are in several languages. FILTER (LANG(?l) = "en") selects English.',
)
def query(given: Namespace) -> int:
    """Run a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of cakg need no declaration."""
    from cakg.store.unknown_terms import unknown_terms
    from cakg.store.worker import run

    sparql = _query_text(given.sparql)
    kg = graph_from(given)
    limits = limits_from(given)._replace(memory=int(given.memory * MIB), depth=given.max_depth)
    try:
        found = run(kg.engine, sparql, limits, allow_service=given.allow_service)
    except QuerySyntaxError as error:
        if sparql != given.sparql:
            error.message = f"{'standard input' if given.sparql == '-' else given.sparql}: {error.message}"
        raise
    options = Options(iri=given.iri, width=width(given), raw=given.raw)
    code = write_output(write_result(kg.records, found, given.format, options), given)
    for line in unknown_terms(kg.engine, sparql, found):
        print_message(tables.wrapped(line))
    return code


@command(
    *SELECTION,
    option(
        "--changes",
        metavar="DATE",
        type=date_given,
        nargs=2,
        help="also show changes between two days, months or years",
    ),
    *TEXT,
    examples="cakg network\ncakg network --theme security\ncakg network --changes 2021-12-31 2022",
)
def network(given: Namespace) -> int:
    """Show key figures of the network, each with its meaning.

    They include the things with most connections, those that connect others, brokers between groups of states, separate
    parts, and what is missing when only unhedged statements count.
    """
    kg = graph_from(given)
    named = kg.selection(sources=given.sources).sources
    found = kg.analysis(changes=given.changes, **selection_kwargs(given))
    return show(found, given, kg, lambda one: given.datasets or (one.iri in named if named else not one.dataset))


def _parameters(line: Sequence[str]) -> Iterable[Option]:
    """Return the options of `draw map` for the parameters of its question."""
    if "map" not in line:
        return ()
    if not (question := question_of(line)):
        for option in (word.partition("=")[0] for word in line if word.startswith("--")):
            if option not in _SELECTION_OPTIONS and (names := map_questions_with(line, option)):
                lines = [command_text("cakg draw", ["map", "--question", name, *line[1:]]) for name in names]
                raise UsageError(
                    f"{option} is a parameter of a question", remedy=with_commands(lines, "give the question:")
                )
        return ()
    return grouped(f"only for {question.name}", *parameter_options(question, _SELECTION_OPTIONS))


@command(
    option("picture", choices=("network", "timeline", "map"), help="the picture to draw"),
    formats("html", "svg", "png", "mermaid", "csv", "xlsx"),
    RAW,
    *SELECTION,
    *grouped(
        "only for network",
        option("--relayout", action="store_true", help="first compute and store new positions for the whole network"),
    ),
    *grouped(
        "only for map",
        option(
            "--question",
            metavar="QUESTION",
            default="",
            help="colour states by the answers to this question; its parameters are options, as in `cakg ask`",
        ),
    ),
    OUTPUT,
    examples="""\
cakg draw network -o network.html
cakg draw network --about Tajikistan --theme security -o tajikistan.png
cakg draw timeline --about Kazakhstan -o kazakhstan.html
cakg draw map --question votes-on-a-resolution --resolution ES-11/1 -o v.html""",
    more=_parameters,
)
def draw(given: Namespace) -> int:
    """Draw a picture. The extension of the file sets the format: a page that opens offline, an image, or a table.

    PNG is 170 mm wide at 300 dots per inch. CSV and XLSX have a row for each claim about each statement in the picture.
    """
    from cakg.pictures.draw import check_format, drawing, file_name

    check_format(given.picture, given.format, given.question)
    if given.relayout and given.picture != "network":
        raise UsageError("--relayout is only for the picture network", remedy="use `cakg draw network --relayout …`")
    kg = graph_from(given)
    if given.relayout:
        folders_of(given.graph, local=True)
    question = question_of(given.line)
    names = [one.name for one in question.parameters if one.option not in _SELECTION_OPTIONS] if question else []
    asked = {name: values for name in names if (values := getattr(given, name))}
    shown_command = command_line("draw", given, file_name(given.picture, given.format))
    most = None if given.relayout else most_drawn(given.picture, given.format)
    network, more = kg.network(**selection_kwargs(given), most=most), {}
    if given.relayout:
        from cakg.network import positions
        from cakg.pictures.relayout import relayout

        new, path = relayout(kg.records), kg.folders.graph / positions.FILE
        positions.place(network, new)
        more[path] = positions.table(new)
    drawn = drawing(given.picture, network, command=shown_command, question=given.question, **asked)
    write_output(drawn.write(given.format, raw=given.raw), given, more)
    for path in more:
        print_message(f"new positions stored in {path}")
    return 0


@command(
    formats("turtle", "ntriples", "jsonld", "trig", "csv", "xlsx", *_NETWORK_FORMATS, "sssom", "parquet"),
    RAW,
    option("--as-entered", action="store_true", help="leave out derived triples"),
    *SELECTION,
    option("-o", "--output", metavar="FILE", required=True, help="the file to write, or for parquet the directory"),
    examples="""\
cakg export -o cakg.ttl
cakg export --about Tajikistan -o claims.csv
cakg export --theme security -o for-gephi.gexf
cakg export -o links.sssom.tsv
cakg export --format parquet -o tables""",
)
def export(given: Namespace) -> int:
    """Export the graph for other programs. The extension of the file sets the format.

    turtle, ntriples, jsonld and trig contain the whole graph with derived triples and datasets, unless statements are
    selected; trig has a named graph for each source, with its passages and claims. csv and xlsx have one row per claim.
    graphml, gexf and csv-network (.csv) contain the network of things, with an edge for each pair that a statement
    connects. These five leave out statements found only in datasets, unless --datasets is given. sssom contains the
    links to other lists.

    parquet is a directory with a file for each table of the whole graph, for DuckDB, Spark and data frames. The
    directory is new or empty, or an older one, which is replaced.
    """
    from cakg.workbook import check_installed

    if given.format == "parquet":
        from cakg.cli.export_tables import export_tables

        return export_tables(given)
    if given.format == "xlsx":
        check_installed()
    kg, output = graph_from(given, rules=not given.as_entered), Path(given.output)
    selection = kg.selection(**selection_kwargs(given))
    if given.as_entered and (selection.restricts or given.format in ("csv", "xlsx", *_NETWORK_FORMATS)):
        raise UsageError("selections and networks need derived triples", remedy="leave out --as-entered")
    if given.format == "sssom" and selection.restricts:
        raise UsageError(
            "the links are always exported as a whole", remedy="leave out the options that select statements"
        )
    keep_inputs(output, given)
    if given.format in _NETWORK_FORMATS:
        from cakg.network.export import files as network_files

        write_all(network_files(kg.network(selection), given.format, output, raw=given.raw))
    else:
        write_whole(output, kg.export(given.format, selection, raw=given.raw))
    return 0


@command(
    option("directory", metavar="DIR", help="the directory of the store: new or empty"),
    option(
        "--low-memory",
        action="store_true",
        help="derive triples on disk, which is slower; the default if they may not fit into half of the free memory",
    ),
    examples="cakg build store --data reports.nt\ncakg about Kazakhstan --graph store",
    note="A damaged, unfinished or outdated store is refused when it is opened.\n"
    "To serve a store: oxigraph serve-read-only --location DIR",
)
def build(given: Namespace) -> int:
    """Build a store on disk from the graph and --data FILE, with derived triples. Use it for graphs larger than memory.

    Any command opens it with --graph DIR.
    """
    from cakg.cli.build import build

    target, folders = Path(given.directory), folders_of(given.graph, local=True)
    triples = build(target, folders, files(given.data), low_memory=given.low_memory)
    print_text(f"{given.directory}: {triples} triples; open it with --graph {given.directory}")
    return 0


@command(
    option("directory", metavar="DIR", help="the directory of a store of `cakg build`"),
    option("files", metavar="FILE", nargs="+", help="RDF files to add, such as that of a new article"),
    examples="cakg add store article.ttl\ncakg add store graph/articles/new.ttl graph/statements/new.ttl",
    note="Nothing can be removed from a store: after a correction, build it again.",
)
def add(given: Namespace) -> int:
    """Add files to a store, as if it had been built with them.

    Only what the files change is derived again. The store is replaced when the new one is complete.
    """
    from cakg.cli.build import add

    if given.graph or given.data:
        raise UsageError("cakg add: the store and the files are given without options", remedy="cakg add DIR FILE")
    return add(Path(given.directory), [Path(file) for file in given.files])


@command(
    option(
        "--text",
        metavar="[SOURCE=]FILE",
        action="append",
        default=[],
        help="also check passages against this text of an article; may be repeated",
    ),
    option("--all", action="store_true", help="list every predicate and topic by number of uses"),
    *TEXT,
    examples="cakg check\ncakg check --text asia-plus-2022=article.txt",
)
def check(given: Namespace) -> int:
    """Report all faults of the graph, and its coverage. The exit code is 1 if there is a fault."""
    from cakg.quality.checks import check

    texts = [_article(text) for text in given.text]
    report = check(folders_of(given.graph, local=True), files(given.data), texts)
    content = report.json() if given.format == "json" else report.text(detail=given.all)
    write_output(content, given, inputs=[path for _, path in texts])
    return 0 if report.ok else 1


def _query_text(given: str) -> str:
    """Return the query: *given* itself, or the content of standard input or of the file that it names."""
    inline = not os.path.isfile(given) and (not given or any(sign.isspace() or sign == "{" for sign in given))  # noqa: PTH113 - a Path raises an error for some names
    try:
        if given == "-":
            return text_of(sys.stdin.buffer)
        return given.encode().decode() if inline else read_text(Path(given))
    except (OSError, ValueError) as error:
        shown = (
            "the query" if inline else "standard input" if given == "-" else f"{given}: cannot be read as a query file"
        )
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        remedy = "give a file, - for standard input, or a query in quotes: 'SELECT ?s { ?s a cakg:State }'"
        if isinstance(error, UnicodeDecodeError):
            remedy = "save the query as UTF-8"
        raise BadValueError(f"{shown}: {reason}".encode(errors="backslashreplace").decode(), remedy=remedy) from error


def _article(text: str) -> tuple[str | None, Path]:
    """Return the two parts of ``SOURCE=FILE``; the first is None if *text* is only a file name."""
    source, sign, file = text.partition("=")
    return (source, Path(file)) if sign and not exists(Path(text)) else (None, Path(text))
