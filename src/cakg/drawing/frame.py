"""A network's page in a frame of its own, for a notebook.

Knows how to keep a page and the notebook around it apart. Does not draw:
:mod:`cakg.drawing.interactive` does.
"""

from __future__ import annotations

import html

from cakg.arguments import again, selecting
from cakg.drawing.interactive import network_page
from cakg.networks.build import Network
from cakg.notebook import templates


def frame(graph: Network) -> str:
    """Return a network's page in a frame: it cannot reach the notebook, nor another picture in it."""
    command = "kg.network(…), narrowed in Python"
    if graph.selection:
        command = again("draw", ["network", *selecting(graph.selection)], "network.html")
    # Escaped here, because a script may lose no character on the way: the page allows it by its hash.
    page = html.escape(network_page(graph, command=command))
    return templates().get_template("notebook/Network.html").render(page=page)
