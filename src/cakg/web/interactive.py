"""The interactive pages of network, timeline and map: the pages of :mod:`cakg.pictures`, with links to our pages.

They contain their data and scripts, so that they need no other files, and have a Content-Security-Policy of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cakg import tables
from cakg.errors import BadValueError, GraphFolderError
from cakg.model.selection import Selection, involved, left_out
from cakg.pictures.html import page
from cakg.web.addresses import Links, anchor
from cakg.web.explorer import Explorer
from cakg.web.formats import csv_of
from cakg.web.images import in_both_schemes, map_in_both_schemes
from cakg.web.pictures import MOST_ON_A_PAGE, most_important
from cakg.web.resources import Frame, PageNotFoundError, Parameters, Resource, Writer
from cakg.web.texts import texts

if TYPE_CHECKING:
    from cakg.network.build import Network


class _Picture(NamedTuple):
    """A picture of the explorer."""

    explorer: Explorer
    name: str
    """``network``, ``timeline`` or ``map``."""
    title: str
    iri: str
    """The thing that it is about; empty for all."""
    network: Callable[[], Network]
    """Returns the statements that the page shows; they are found once."""


def resource(explorer: Explorer, name: str, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the page of the picture *name*; the parameter ``about`` restricts it to the statements about a thing."""
    words = texts()["pictures"][name]
    if parts:
        raise PageNotFoundError(f"there is no page {'/'.join([name, *parts])!r}", [(name, words["title"])])
    slug = parameters.one("about")
    iri = explorer.things.iri(slug) or ""
    if slug and not iri:
        raise PageNotFoundError(f"no thing is called {slug!r}", explorer.near("thing", slug))
    from cakg.pictures.draw import SHELLS

    title = words["heading_about"].format(thing=_label(explorer, iri)) if iri else words["heading"]
    picture = _Picture(explorer, name, title, iri, cache(partial(_network, explorer, iri)))
    if name == "map" and not _can_be_drawn(picture.network()):
        values = {"message": words["absent"], "near": ()}
        return Resource(name, title, words["description"], "error.html", values)
    return Resource(
        path=name,
        title=title,
        description=words["description"],
        template="",
        writers=_writers(picture),
        query={"about": [slug]} if iri else {},
        write=partial(_page, picture),
        policy=SHELLS[name].policy,
    )


def _label(explorer: Explorer, iri: str) -> str:
    return explorer.records.labels([iri])[iri]


def _writers(picture: _Picture) -> dict[str, Writer]:
    """Return the writers of all statements of a picture as JSON and CSV, and of its image.

    In the static site only the network has the statements, since three copies would have 1 MB.
    """
    records = picture.explorer.records

    def json() -> bytes:
        found = records.statements(_statements(picture)).values()
        ranked = sorted(found, key=lambda one: (one.theme.label, one.label, one.iri))
        return tables.json({"title": picture.title, "about": picture.iri or None, "statements": ranked}).encode()

    image: dict[str, Writer] = {"svg": lambda: _image(picture.name, picture.network())}
    if picture.explorer.static and picture.name != "network":
        return image
    return {"json": json, "csv": lambda: csv_of(picture.explorer, _statements(picture)), **image}


def _statements(picture: _Picture) -> set[str]:
    """Return all statements of a picture, also those that its page has no room for."""
    from cakg.network.build import by_statement
    from cakg.pictures.map_content import map_content

    found = set(involved(picture.explorer.records, _selection(picture.iri)))
    if picture.name != "map":
        return found
    # The map also has the statements of datasets about the same votes.
    return found | by_statement(map_content(picture.network(), "", {}).network).keys()


def _selection(iri: str) -> Selection:
    """Return the selection of the statements of articles, or of those about the thing *iri* if it is not empty."""
    return Selection(about=(iri,) if iri else ())


def _network(explorer: Explorer, iri: str) -> Network:
    """Return the network of the statements of articles, or of those about the thing *iri* if it is not empty.

    Of more statements than a page can show, it is that of the most important ones. It names its selection in words
    that do not mention the command line, since readers of a page have none.
    """
    from cakg.network.build import build
    from cakg.network.positions import place, stored

    selection = _selection(iri)

    def drawn() -> tuple[Collection[str], int, int]:
        found = involved(explorer.records, selection)
        datasets = left_out(explorer.records, selection)
        return most_important(explorer, found, MOST_ON_A_PAGE), len(found), datasets

    only, number, datasets = drawn() if iri else explorer.once("drawn", drawn)
    # With datasets, the statements that they alone make are not counted again: *only* has none of them.
    graph = build(explorer.records, Selection(about=selection.about, datasets=True), only=only)
    graph.selection, graph.folders = selection, explorer.kg.folders
    graph.graph["selection"] = _in_words(explorer, iri, len(only), number, datasets)
    graph.graph["leftOut"] = datasets
    place(graph, stored(explorer.kg.folders.graph))
    return graph


def _in_words(explorer: Explorer, iri: str, shown: int, number: int, datasets: int) -> str:
    """Return the selection of a picture in words: *shown* of *number* statements, without those of *datasets*."""
    words = texts()["pictures"]
    every = words["about"].format(thing=_label(explorer, iri)) if iri else words["every"]
    chosen = words["most"].format(n=f"{shown:,}", all=f"{number:,}", selected=every) if shown < number else every
    aside = words["left_out"]["one" if datasets == 1 else "many"].format(n=f"{datasets:,}") if datasets else ""
    return "; ".join(filter(None, (chosen, aside)))


def _can_be_drawn(network: Network) -> bool:
    """Return whether *network* can be drawn on a map: boundaries may be missing, or a question for maps may not fit."""
    from cakg.pictures.draw import CONTENTS

    try:
        CONTENTS["map"](network, command="")
    except (GraphFolderError, BadValueError):
        return False
    return True


def _image(name: str, network: Network) -> bytes:
    """Return the image of the picture *name*."""
    from cakg.pictures.draw import PICTURES
    from cakg.pictures.map_svg import TINTS

    if name == "map":
        return map_in_both_schemes(PICTURES[name]["svg"](network, command="", coarse=True), TINTS)
    return in_both_schemes(PICTURES[name]["svg"](network))


def _page(picture: _Picture, links: Links, frame: Frame) -> str:
    """Return the page of a picture in a *frame*, with *links* to the pages of what it shows."""
    from cakg.pictures.draw import CONTENTS

    network = picture.network()
    content = CONTENTS[picture.name](network, command="")
    content.data["title"] = picture.title
    content.data["leftOut"]["datasets"] = network.graph["leftOut"]
    _add_links(picture.explorer, content.data, links)
    return page(content, frame=frame)


def _add_links(explorer: Explorer, data: dict[str, Any], links: Links) -> None:
    """Add the links to the pages of things, statements, sources and passages to the *data* of a page, as ``page``."""
    for one in (*data["things"], *data["statements"], *data["sources"]):
        if path := explorer.path_of(one.get("iri", "")):
            one["page"] = links.to(path)
    datasets = {source.iri for source in explorer.records.sources.values() if source.dataset}
    for one in data["citations"]:
        source = data["sources"][one["source"]]["iri"]
        if path := explorer.path_of(source):
            one["page"] = links.to(path, anchor="" if source in datasets else anchor(one["iri"]))
