"""The pictures of pages: images of the network, the timeline and the map of some statements, and links to all of them.

:mod:`cakg.pictures` draws. It is imported only where something is drawn, because its libraries are slow to import.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cakg.model.claims import Statement
from cakg.model.dates import parsed
from cakg.pages.groups import by_weight
from cakg.questions.ask import EVERYTHING
from cakg.vocabulary import CAKG, local, shorten
from cakg.web.addresses import Links
from cakg.web.explorer import Explorer
from cakg.web.images import in_both_schemes, map_in_both_schemes
from cakg.web.texts import texts

if TYPE_CHECKING:
    from cakg.network.build import Network

MOST_STATEMENTS = 500
"""The most statements that an image is made of, the most important first."""

MOST_THINGS = 20
"""The most things in an image of a network, so that its labels are legible at a width of 700 pixels."""

MOST_ON_A_PAGE = 3_000
"""The most statements in an interactive page of the whole graph."""

MOST_BARS = 40
"""The most statements in an image of a timeline."""

_ASPECT = 1.1
"""The width of the drawing of a network in relation to its height; pages are narrow."""

_FEWEST_STATEMENTS = 2
"""The fewest statements in an image: the page says all that an image of one statement would show."""

_FEWEST_THINGS = 3
"""The fewest things in an image of a network; one line between two things shows no network."""


# ---- Images -----------------------------------------------------------------


def drawable(explorer: Explorer, statements: Collection[str]) -> tuple[str, ...]:
    """Return which images of *statements* show something: ``network``, ``timeline``, both or none."""
    known = explorer.records.statements(statements).values()
    connected = [things for one in known if (things := _connected(one))]
    dated = [one for one in known if parsed(one.earliest) or parsed(one.latest)]
    shows = {
        "network": len(connected) >= _FEWEST_STATEMENTS and len(set().union(*connected)) >= _FEWEST_THINGS,
        "timeline": len(dated) >= _FEWEST_STATEMENTS,
    }
    return tuple(name for name, shown in shows.items() if shown)


def network_svg(explorer: Explorer, statements: Collection[str], about: str = "") -> bytes:
    """Return the image of the network of *statements*; *about* is the thing that they are about, if there is one."""
    from cakg.pictures.compose import compose
    from cakg.pictures.layout import Plan
    from cakg.pictures.svg import picture_svg

    graph = _network(explorer, statements, about)
    picture = compose(graph, most=MOST_THINGS, plan=Plan(aspect=_ASPECT))
    # The page lists the statements, and labels would not fit between things that are close together.
    return in_both_schemes(picture_svg(graph, picture._replace(labelled=False)))


def timeline_svg(explorer: Explorer, statements: Collection[str], about: str = "") -> bytes:
    """Return the image of the timeline of those of *statements* that have a date; *about* is as for the network."""
    from cakg.pictures.timeline_svg import timeline_svg as drawn

    return in_both_schemes(drawn(_network(explorer, statements, about), most=MOST_BARS))


def map_svg(explorer: Explorer, question: str, given: Mapping[str, Sequence[str]]) -> bytes:
    """Return the image of the map with the answers to *question* with the parameters *given*.

    *given* may also have the parameters of every question, ``profile`` and ``datasets``.
    """
    from cakg.model.selection import Selection
    from cakg.network.build import build
    from cakg.pictures.map_svg import TINTS
    from cakg.pictures.map_svg import map_svg as drawn

    own = {name: values for name, values in given.items() if name not in ("profile", "datasets")}
    profile = next(iter(given.get("profile", ())), EVERYTHING)
    # The map has the statements of the answers; the network only says how they are selected.
    network = build(explorer.records, Selection(profile=profile, datasets="yes" in given.get("datasets", ())), only=())
    network.folders = explorer.kg.folders
    return map_in_both_schemes(drawn(network, command="", question=question, coarse=True, **own), TINTS)


def _connected(one: Statement) -> set[str]:
    """Return the things that an image of a network connects by a statement; empty if it has no line."""
    roles = one.properties.keys() - {CAKG.involves}
    things = set(one.values(CAKG.involves)) & {value for role in roles for value in one.values(role)}
    return things if len(things) > 1 and local(one.trait(CAKG.drawnAs)) != "none" else set()


def most_important(explorer: Explorer, statements: Collection[str], most: int) -> Collection[str]:
    """Return *statements*; of more than *most*, the most important."""
    if len(statements) <= most:
        return statements
    return [one.iri for one in by_weight(list(explorer.records.statements(statements).values()))[:most]]


def _network(explorer: Explorer, statements: Collection[str], about: str) -> Network:
    """Return the network of the most important of *statements*."""
    from cakg.model.selection import Selection
    from cakg.network.build import build

    words = texts()["pictures"]
    every = explorer.records.statements(statements)
    only = most_important(explorer, every, MOST_STATEMENTS)
    graph = build(explorer.records, Selection(datasets=True), only=only)
    whole = len(only) == len(every)
    graph.graph["selection"] = words["selection"] if whole else words["part"].format(n=len(only), all=len(every))
    if about in graph:
        graph.nodes[about]["about"] = 1
        graph.selection = Selection(about=(about,), datasets=True)
    return graph


# ---- Links ------------------------------------------------------------------


def network_link(explorer: Explorer, links: Links, iri: str) -> str:
    """Return the link to the page of the network that shows only a thing and its neighbours."""
    return _link(explorer, links, "network", iri, around=shorten(iri))


def timeline_link(explorer: Explorer, links: Links, iri: str) -> str:
    """Return the link to the page of the timeline that highlights the statements about a thing."""
    return _link(explorer, links, "timeline", iri, thing=shorten(iri))


def _link(explorer: Explorer, links: Links, page: str, iri: str, **state: str) -> str:
    """Return the link to the interactive *page* in a *state*.

    If that page cannot hold the whole graph, the link is to the page of a thing, which the static site does not have:
    the link is then empty.
    """
    whole = len(explorer.statements.iris) <= MOST_ON_A_PAGE
    if explorer.static and not whole:
        return ""
    query = {} if whole else {"about": explorer.path_of(iri).rpartition("/")[2]}
    return f"{links.to(page, query=query)}#{urlencode(state)}"
