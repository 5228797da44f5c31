"""``cakg link enrich``: what an endpoint says of our things, kept apart."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from cakg.cli.arguments import Parser, nearest, opened
from cakg.errors import BadValueError
from cakg.export import write_triples
from cakg.files import write_all
from cakg.links.enrichment import author_of, enrich, told, told_in
from cakg.links.fetching import Answer, Description, fetch
from cakg.model import dates
from cakg.paths import Folders, cache_folder
from cakg.store.remote import RemoteStore

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
    """Ask, write what came and say what changed; 1 when rows were put aside."""
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
    things = description.ours(kg.engine)
    author_of(description, kg.engine)  # what is wrong there is told before anything is asked
    requests = description.requests(list(things))
    endpoint = RemoteStore(description.endpoint, timeout=given.timeout, contact=given.contact)
    kept = Path(given.kept or cache_folder() / description.name)
    today = datetime.now(UTC).date().isoformat()
    fetched = fetch(requests, endpoint, kept, today=today, refresh=given.refresh)
    answers = list(tqdm(fetched, total=len(requests), unit=" answers", disable=None, leave=False))
    triples, left = enrich(kg.engine, description, answers, things)
    before, now = told_in(output), told(triples)
    aside = output.with_name(f"{output.name}.aside.tsv")
    table = "".join("\t".join(cells) + "\n" for cells in [("query", "reason", "row"), *left])
    files = {aside: table.encode()} if left else {}
    write_all(files | {output: write_triples(triples, _SYNTAXES[output.suffix])})
    said = [f"{output}: {len(now)} values and statements about the {len(things)} things that have an item there"]
    said += [_asked(answers), *([] if before is None else _changes(before, now))]
    if left:
        said.append(f"{aside}: {len(left)} rows that say nothing that can be used")
    else:
        aside.unlink(missing_ok=True)
    print("\n".join(said), file=sys.stderr)
    return 1 if left else 0


def _description(folders: Folders, given: str) -> Path:
    """Return the file of the description that *given* names."""
    shipped = {path.stem: path for path in sorted((folders.graph / "links/sources").glob("*.toml"))}
    if given not in shipped and Path(given).suffix != ".toml":
        remedy = nearest(given, list(shipped)) or f"name one of {', '.join(shipped)}, or a .toml file"
        raise BadValueError(f"no description is called {given!r}", remedy=remedy)
    return shipped.get(given, Path(given))


def _asked(answers: Sequence[Answer]) -> str:
    days = sorted(answer.day for answer in answers)
    kept = sum(not answer.fresh for answer in answers)
    again = f"; {kept} of {len(answers)} answers were kept from before, and --refresh asks again" if kept else ""
    return f"asked {dates.span(days[0], days[-1])}{again}"


def _changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return what is new and what is gone since the file was last written, a line each and like beside like."""
    lines = [(now[iri], "+") for iri in now.keys() - before.keys()]
    lines += [(before[iri], "-") for iri in before.keys() - now.keys()]
    counts = [sum(sign == mark for _, sign in lines) for mark in "+-"]
    told = "since it was last written: {} new, {} gone".format(*counts)
    return [told, *(f"  {sign} {label}" for label, sign in sorted(lines))]
