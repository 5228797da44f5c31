"""``cakg link``: identifiers of things, tables of the user, and other datasets.

Libraries of ``cakg[data]`` are imported only by the commands that need them.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cakg import tables
from cakg.cli import link_import
from cakg.cli.arguments import (
    ANY_NAME,
    RAW,
    REGISTERED,
    WRITTEN,
    UsageError,
    command,
    formats,
    graph_from,
    limits_from,
    nearest,
    option,
)
from cakg.cli.output import print_message, print_text, width, write_output
from cakg.errors import BadValueError, MissingLibraryError
from cakg.file_kinds import same
from cakg.files import write_all, write_whole
from cakg.links.identifiers import Link, links
from cakg.links.matching import SYSTEMS, Matcher
from cakg.links.tables import read_table, summary
from cakg.model.labels import labels
from cakg.model.names import KINDS, Names
from cakg.paths import cache_folder
from cakg.tables import counted
from cakg.vocabulary import shorten

_COMMANDS = {"codes": "looking up", "table": "matching", "enrich": "fetching", "import": "importing"}
"""The commands of ``cakg link``, each with a description for messages."""

_OVERVIEW = """\
Identifiers of things, your own tables, and other datasets.

  cakg link codes THING                      show its identifiers, with evidence
  cakg link table FILE.csv --column NAME     match names in a table to things
  cakg link enrich --from wikidata           fetch facts about things
  cakg link import DATASET FILE -o FILE.nt   convert rows to claims

More help: `cakg link COMMAND --help`.

  cakg link codes Kazakhstan
"""


def run(line: Sequence[str]) -> int:
    """Run the command in *line*, the words after ``cakg link``."""
    name = line[0] if line else "--help"
    if name in _COMMANDS:
        try:
            return REGISTERED[f"link {name}"](line[1:])
        except ModuleNotFoundError as error:
            raise MissingLibraryError(_COMMANDS[name], str(error.name), "data") from error
    if name in ("-h", "--help", "help"):
        print_text(_OVERVIEW)
        return 0
    remedy = nearest(name, list(_COMMANDS)) or f"its commands are {', '.join(_COMMANDS)}"
    raise UsageError(f"cakg link has no command {name!r}", remedy=remedy)


REGISTERED |= {"link": run, "link import": link_import.import_}


@command(
    option("thing", metavar="THING", help=ANY_NAME),
    formats("text", "json", "csv"),
    WRITTEN,
    RAW,
    examples="cakg link codes Kazakhstan\ncakg link codes id:moscow --format json",
    name="link codes",
)
def codes(given: Namespace) -> int:
    """Show the identifiers of a thing in other lists, with the kind of match and the evidence."""
    engine = graph_from(given).engine
    names = Names(engine)
    thing = names.resolve(given.thing)
    found = sorted((link for link in links(engine) if link.thing == thing), key=lambda link: link.list_label)
    none = "has no identifiers. The files in graph/links say which lists were searched."
    if given.format == "json":
        text = tables.json({"thing": thing, "links": found})
    elif given.format == "csv":
        text = tables.csv([Link._fields, *((*link[:-1], " ".join(link.evidence)) for link in found)], raw=given.raw)
    elif found:
        evidence = labels(engine, (one for link in found for one in link.evidence))
        text = f"{names.described(thing)}\n\n{_identifiers(found, evidence)}"
    else:
        text = tables.wrapped(f"{names.described(thing)} {none}", width(given))
    return write_output(text, given)


def _identifiers(found: Sequence[Link], evidence: dict[str, str]) -> str:
    """Return the links as a table, and below it the numbered evidence and the authors of the links."""
    number = {iri: f"[{at}]" for at, iri in enumerate(evidence, start=1)}
    rows = []
    for link in found:
        match = shorten(link.match).rpartition(":")[2].removesuffix("Match") if link.identifier else ""
        numbers = " ".join(number[one] for one in link.evidence)
        rows.append((link.list_label, link.identifier or "none found", match, numbers, link.remark))
    named = {iri: dict.fromkeys([label.strip("<>"), iri]) for iri, label in evidence.items()}
    below = [tables.wrapped(", ".join(named[iri]), width(), f"{number[iri]} ") for iri in named]
    made = sorted({f"{link.author}, {link.date} ({shorten(link.justification)})" for link in found})
    below.append(tables.wrapped("; ".join(made), width(), "Made by: "))
    columns = ("list", "identifier", "match", "evidence", "remark")
    return "\n".join([tables.render(columns, rows, width=width()) + "\n", *below])


@command(
    option(
        "file",
        metavar="FILE.csv",
        help="a table with a header; columns separated by comma, semicolon, tab or |; may be gzipped or zipped",
    ),
    option("--column", metavar="NAME", required=True, help="the column with the names"),
    option(
        "--kind",
        metavar="KIND",
        action="append",
        default=[],
        choices=[kind.lower() for kind in KINDS],
        help="match only things of this kind; may be repeated",
    ),
    option(
        "--codes",
        metavar="SYSTEM",
        choices=SYSTEMS,
        default="",
        help="the column contains codes of this system: " + ", ".join(SYSTEMS),
    ),
    option("-o", "--output", metavar="FILE", default="-", help="the file to write; the default is stdout"),
    examples="cakg link table survey.csv --column country -o matched.csv\n"
    "cakg link table survey.csv --column country --kind state -o matched.csv\n"
    "cakg link table polity.csv --column ccode --codes cow -o matched.csv",
    name="link table",
)
def table(given: Namespace) -> int:
    """Match the names in a table to things: exact names first, then other spellings, then similar names.

    The columns of the table stay unchanged. Six columns are added, with the thing, the reason, a score and the
    candidates. A name that could mean two things is marked as ambiguous.
    """
    output = Path(given.output)
    if same(output, Path(given.file)):
        raise BadValueError(f"{output} is the input table", remedy="use another file with -o FILE")
    found = read_table(Path(given.file), given.column)
    matcher = Matcher(graph_from(given).engine, given.kind, given.codes)
    matches = {name: matcher.match(name) for name in dict.fromkeys(found.name(row) for row in found.rows if row)}
    write_whole(output, found.with_matches(matches))
    print_message(summary(given.file, found, matches))
    return 0


@command(
    option(
        "--from",
        metavar="NAME|FILE",
        dest="source",
        required=True,
        help="a description of queries: its name in graph/links/sources, or a file",
    ),
    option("--refresh", action="store_true", help="send all queries again"),
    option("--cache", metavar="DIR", help="the folder of cached answers; the default is in ~/.cache/cakg"),
    option("--contact", metavar="ADDRESS", default="", help="your address, for the operators of the endpoint"),
    option("-o", "--output", metavar="FILE", required=True, help="the .ttl or .nt file to write"),
    examples="cakg link enrich --from wikidata -o wikidata.ttl\n"
    "cakg link enrich --from wikidata --refresh -o wikidata.ttl\n"
    "cakg link enrich --from mine.toml --contact me@example.org -o mine.nt\n"
    "cakg about Kazakhstan --data wikidata.ttl",
    note="Answers are cached: a second run needs no network.\ngraph/links/sources/README.md explains the descriptions.",
    name="link enrich",
)
def enrich(given: Namespace) -> int:
    """Fetch facts about things from a SPARQL endpoint into a file for --data.

    The file contains values and statements, with their source and the day of the query. The graph does not change.
    """
    from tqdm import tqdm

    from cakg.links.enrichment import author_of, changes, labels_in, labels_of, triples_of
    from cakg.links.fetching import Description, query_days
    from cakg.store.remote import RemoteStore
    from cakg.store.serialise import write_triples

    output, syntaxes = Path(given.output), {".nt": "ntriples", ".ttl": "turtle"}
    if output.suffix.lower() not in syntaxes:
        raise BadValueError(f"{output}: the format is unknown", remedy="use a file name that ends in .ttl or .nt")
    kg = graph_from(given)
    description = Description.find(given.source, kg.folders.graph / "links/sources")
    things = description.our_things(kg.engine)
    author_of(description, kg.engine)  # report errors in the description before sending queries
    requests = description.requests(list(things))
    endpoint = RemoteStore(description.endpoint, limits=limits_from(given), contact=given.contact)
    cache = Path(given.cache or cache_folder() / description.name)
    today = datetime.now(UTC).date().isoformat()
    fetched = description.fetch(requests, endpoint, cache, today=today, refresh=given.refresh)
    answers = list(tqdm(fetched, total=len(requests), unit=" answers", disable=None, leave=False))
    triples, rejected = triples_of(kg.engine, description, answers, things)
    before, now = labels_in(output), labels_of(triples)
    messages = [f"{output}: {len(now)} values and statements; {len(things)} things have an item in the source"]
    messages += [query_days(answers), *([] if before is None else changes(before, now))]
    rejects = output.with_name(f"{output.name}.rejects.tsv")
    rows = "".join("\t".join(cells) + "\n" for cells in [("query", "reason", "row"), *rejected])
    write_all(
        {output: write_triples(triples, syntaxes[output.suffix.lower()]), rejects: rows.encode() if rejected else None}
    )
    if rejected:
        messages.append(f"{rejects}: {counted(len(rejected), 'rejected row')}, with reasons")
    print_message("\n".join(messages))
    return 1 if rejected else 0
