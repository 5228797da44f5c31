"""``cakg link``: identifiers of things, tables of the user, and other datasets.

Libraries of ``cakg[data]`` are imported only by the commands that need them.
"""

from __future__ import annotations

import signal
from argparse import Namespace
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cakg import tables
from cakg.cli.arguments import (
    ANY_NAME,
    OUTPUT,
    RAW,
    REGISTERED,
    WRITTEN,
    Parser,
    UsageError,
    command,
    formats,
    graph_from,
    limits_from,
    nearest,
    option,
    print_message,
    print_text,
    width,
    write_output,
)
from cakg.datasets.forms import FORMS, described
from cakg.errors import BadValueError, CakgError, MissingLibraryError
from cakg.file_kinds import is_file, is_folder, same
from cakg.files import make_folder, write_all, write_whole
from cakg.graph import files
from cakg.links.identifiers import Link, links
from cakg.links.matching import SYSTEMS, Matcher
from cakg.links.tables import read_table, summary
from cakg.model.labels import labels
from cakg.model.names import KINDS, Names
from cakg.paths import cache_folder
from cakg.tables import counted
from cakg.vocabulary import shorten

if TYPE_CHECKING:
    from cakg.datasets.convert import FileReport
    from cakg.datasets.mapping import Dataset, Mapping

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


REGISTERED["link"] = run


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


class InterruptedImportError(CakgError):
    """The import was interrupted. The unfinished output was removed; finished outputs were kept."""

    exit_code = 130


def import_(line: Sequence[str]) -> int:
    """Import the files of a dataset, all into one output file or each into its own."""
    parser = Parser(
        "link import",
        "Convert the rows of a dataset to statements and claims, in N-Triples. The dataset becomes their source and"
        " each row a passage. A file is recognised by its columns and may be gzipped, or the only table in a zip."
        " Rejected rows go to a file next to the output; the exit code is then 1. If the output is a directory, each"
        f" file gets an output of its own, and files converted earlier are skipped. Datasets: {', '.join(FORMS)}.",
        epilog="examples:\n  cakg link import gdelt-2 20191024143000.export.CSV.zip -o reports.nt\n"
        "  cakg link import gdelt-2 *.export.CSV.zip -o reports/\n  cakg about Turkmenistan --data reports.nt\n\n"
        + described(),
        options=(
            option("dataset", metavar="DATASET", help="the dataset of the files"),
            option("files", metavar="FILE", nargs="+", help="one or more files"),
            OUTPUT,
        ),
    )
    given = parser.read(line)
    if given.dataset not in FORMS:
        remedy = nearest(given.dataset, list(FORMS)) or f"datasets: {', '.join(FORMS)}"
        raise UsageError(f"cakg cannot import the dataset {given.dataset!r}", remedy=remedy)

    import tqdm  # noqa: F401 - a missing library is reported before files are read

    from cakg.datasets.convert import is_current
    from cakg.datasets.registry import DATASETS

    dataset, output = DATASETS[given.dataset], Path(given.output)
    paths = files(given.files, "give the files of the dataset; they may be zipped or gzipped")
    jobs = {output: paths}
    if into_directory := given.output.endswith("/") or is_folder(output):
        jobs = {output / f"{path.name}.nt": [path] for path in paths}
        make_folder(output, "cannot be created", "use another directory")
        if len(jobs) < len(paths):
            raise UsageError("two files have the same name", remedy="import them into different directories")
    mapping = dataset.mapping(graph_from(given).engine)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        finished = [one for one in jobs if into_directory and is_current(one, dataset, jobs[one][0])]
        return _convert(dataset, mapping, jobs, finished)
    except KeyboardInterrupt:
        raise InterruptedImportError(
            "interrupted: the unfinished output was removed",
            remedy="if -o names a directory, run the command again to import the other files",
        ) from None


REGISTERED["link import"] = import_


def _convert(dataset: Dataset, mapping: Mapping, jobs: dict[Path, list[Path]], finished: Collection[Path]) -> int:
    """Convert the input files of each job that is not *finished*, and report on all *jobs*, by output."""
    from tqdm import tqdm

    from cakg.datasets.convert import NothingReadError, convert, forms_of, rejects_path

    reports: list[FileReport] = []
    failed: list[NothingReadError] = []
    to_do = {output: paths for output, paths in jobs.items() if output not in finished}
    total = sum(path.stat().st_size for paths in to_do.values() for path in paths)
    with tqdm(total=total, unit="B", unit_scale=True, disable=None, leave=False) as bar:
        for output, paths in to_do.items():
            try:
                reports += convert(dataset, mapping, paths, output, bar.update)
            except NothingReadError as error:
                failed.append(error)
    if failed and not reports and not finished:
        raise NothingReadError("\n".join(error.message for error in failed), remedy=failed[0].remedy)
    rejects = [path for output in jobs if is_file(path := rejects_path(dataset, output))]
    rows = counted(sum(report.rows for report in reports), "row")
    before = f"; {counted(len(finished), 'file')} finished earlier" if finished else ""
    for message in (
        *(error.message for error in failed),
        *forms_of(reports),
        *(report for report in reports if report.problems),
        f"{counted(len(reports), 'file')}, {rows} read{before}",
        *(f"rejected rows, with line and reason: {path}" for path in rejects),
    ):
        print_message(message)
    return 1 if failed or rejects else 0
