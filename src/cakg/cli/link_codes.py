"""``cakg link codes``: the identifiers of a thing in the lists of others."""

from __future__ import annotations

from collections.abc import Sequence

from cakg import tables
from cakg.cli.arguments import Parser, add_format, opened, say, width
from cakg.errors import AmbiguousThingError
from cakg.links.identifiers import Link, links
from cakg.model.names import Names, labels
from cakg.vocabulary import shorten

_COLUMNS = ("list", "identifier", "match", "evidence", "remark")


def run(line: Sequence[str]) -> int:
    """Show every identifier of one thing, on what it rests, and what was looked for and not found."""
    parser = Parser(
        "link codes",
        "Show every identifier of a thing in the lists of others, how close the match is, and on what evidence.",
        epilog="examples:\n  cakg link codes Kazakhstan\n  cakg link codes id:moscow --format json",
    )
    parser.add_argument("thing", metavar="THING", help="a label, an alias or an IRI, in any script")
    add_format(parser, "text", "json", "csv")
    given = parser.read(line)
    engine = opened(given).engine
    names = Names(engine)
    if len(meant := names.called(given.thing)) > 1:  # elsewhere a city gives way; it has identifiers of its own
        raise AmbiguousThingError(given.thing, [names.described(iri) for iri in meant])
    thing = names.resolve(given.thing)
    found = sorted((link for link in links(engine) if link.thing == thing), key=lambda link: link.list_label)
    if given.format == "json":
        say(tables.json({"thing": thing, "links": found}))
    elif given.format == "csv":
        say(tables.csv([Link._fields, *((*link[:-1], " ".join(link.evidence)) for link in found)]))
    elif found:
        evidence = labels(engine, (one for link in found for one in link.evidence))
        say(f"{names.described(thing)}\n\n{_table(found, evidence)}")
    else:
        silence = "nothing links it to a list of others; graph/links says what was looked for."
        say(tables.wrapped(f"{names.described(thing)}: {silence}", width()))
    return 0


def _table(found: Sequence[Link], evidence: dict[str, str]) -> str:
    """Return the links as a table, with what they rest on numbered below it, and who made them when."""
    number = {iri: f"[{at}]" for at, iri in enumerate(evidence, start=1)}
    rows = []
    for link in found:
        match = shorten(link.match).rpartition(":")[2].removesuffix("Match") if link.identifier else ""
        rests_on = " ".join(number[one] for one in link.evidence)
        rows.append((link.list_label, link.identifier or "none found", match, rests_on, link.remark))
    named = {iri: dict.fromkeys([label.strip("<>"), iri]) for iri, label in evidence.items()}
    below = [tables.wrapped(", ".join(named[iri]), width(), f"{number[iri]} ") for iri in named]
    made = sorted({f"{shorten(link.justification)}, {link.author}, {link.date}" for link in found})
    below.append(tables.wrapped("; ".join(made), width(), "made by: "))
    return "\n".join([tables.render(_COLUMNS, rows, width=width()) + "\n", *below])
