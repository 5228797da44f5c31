"""``cakg link enrich``: what an endpoint says of our things, kept apart."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from cakg.cli.arguments import Parser, nearest, opened
from cakg.errors import BadValueError
from cakg.files import write_all
from cakg.links.enrichment import author_of, enrich, labels_in, labels_of
from cakg.links.fetching import Answer, Description
from cakg.model import dates
from cakg.paths import Folders
from cakg.store.remote import RemoteStore
from cakg.store.serialise import write_triples

_EXAMPLES = """\
examples:
  cakg link enrich --from wikidata -o wikidata.ttl
  cakg link enrich --from wikidata --refresh -o wikidata.ttl
  cakg link enrich --from mine.toml --contact me@example.org -o mine.nt
  cakg about Kazakhstan --data wikidata.ttl

Answers are kept, and what is kept is not asked again: the second time needs no
network. graph/links/sources/README.md explains what a description holds.
"""
_SYNTAXES = {".nt": "ntriples", ".ttl": "turtle"}


def run(line: Sequence[str]) -> int:
    """Ask, write what came and say what changed; 1 when rows were rejected."""
    parser = Parser(
        "link enrich",
        "Fetch what a SPARQL endpoint says of our things: values and statements with their source and the day on which"
        " it was asked, in a file of their own for --data. The graph itself does not change.",
        epilog=_EXAMPLES,
    )
    what = "what to ask: the name of a description in graph/links/sources, or a file"
    parser.add_argument("--from", metavar="NAME|FILE", dest="source", required=True, help=what)
    parser.add_argument("--refresh", action="store_true", help="ask everything again")
    parser.add_argument("--kept", metavar="DIR", help="where answers are kept, in ~/.cache/cakg unless told otherwise")
    parser.add_argument("--contact", metavar="ADDRESS", default="", help="how those who run the endpoint reach you")
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=90.0, help="for one answer; 90 by default")
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the .ttl or .nt file to write")
    given = parser.read(line)
    output = Path(given.output)
    if output.suffix not in _SYNTAXES:
        raise BadValueError(f"{output}: cannot tell what to write", remedy="name a file that ends in .ttl or .nt")
    kg = opened(given)
    description = Description.read(_description(kg.folders, given.source))
    things = description.our_things(kg.engine)
    author_of(description, kg.engine)  # what is wrong there is told before anything is asked
    requests = description.requests(list(things))
    endpoint = RemoteStore(description.endpoint, timeout=given.timeout, contact=given.contact)
    cache = Path(given.kept or _cache() / description.name)
    today = datetime.now(UTC).date().isoformat()
    fetched = description.fetch(requests, endpoint, cache, today=today, refresh=given.refresh)
    answers = list(tqdm(fetched, total=len(requests), unit=" answers", disable=None, leave=False))
    triples, rejected = enrich(kg.engine, description, answers, things)
    before, now = labels_in(output), labels_of(triples)
    said = [f"{output}: {len(now)} values and statements about the {len(things)} things that have an item there"]
    said += [_asked(answers), *([] if before is None else _changes(before, now))]
    files = {output: write_triples(triples, _SYNTAXES[output.suffix])}
    rejects = output.with_name(f"{output.name}.rejects.tsv")
    if rejected:
        table = "".join("\t".join(cells) + "\n" for cells in [("query", "reason", "row"), *rejected])
        files = {rejects: table.encode(), **files}
        said.append(f"{rejects}: {len(rejected)} rows that say nothing that can be used")
    write_all(files)
    if not rejected:
        rejects.unlink(missing_ok=True)
    print("\n".join(said), file=sys.stderr)
    return 1 if rejected else 0


def _description(folders: Folders, given: str) -> Path:
    """Return the file of the description that *given* names."""
    shipped = {path.stem: path for path in sorted((folders.graph / "links/sources").glob("*.toml"))}
    if given not in shipped and Path(given).suffix != ".toml":
        remedy = nearest(given, list(shipped)) or f"name one of {', '.join(shipped)}, or a .toml file"
        raise BadValueError(f"no description is called {given!r}", remedy=remedy)
    return shipped.get(given, Path(given))


def _cache() -> Path:
    """Return where answers are kept; a user without a home has them in the working directory."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME", ""), ".cache")) / "cakg"


def _asked(answers: Sequence[Answer]) -> str:
    days = sorted(answer.day for answer in answers)
    cached = sum(not answer.fresh for answer in answers)
    again = f"; {cached} of {len(answers)} answers were kept from before, and --refresh asks again" if cached else ""
    return f"asked {dates.span(days[0], days[-1])}{again}"


def _changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return the labels that are new and those that are gone since the file was last written, sorted by label."""
    new, gone = ([labels[iri] for iri in labels.keys() - others] for labels, others in ((now, before), (before, now)))
    lines = sorted([*((label, "+") for label in new), *((label, "-") for label in gone)])
    summary = f"since it was last written: {len(new)} new, {len(gone)} gone"
    return [summary, *(f"  {sign} {label}" for label, sign in lines)]
