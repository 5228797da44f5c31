"""Networks that a notebook shows as their picture."""

from __future__ import annotations

import html

from cakg.network.build import Network
from cakg.notebook import templates


class NotebookNetwork(Network):
    """A network that a notebook shows as its picture; so are its copies and subgraphs, which networkx makes of it."""

    def _repr_html_(self) -> str:
        """Return the picture's page in a frame: it cannot reach the notebook, nor another picture in it."""
        # A network that nobody looks at needs no templates.
        from cakg.pictures.draw import draw

        # Escaped here, because a script may lose no character on the way: the page allows it by its hash.
        page = html.escape(draw("network", self, "html"))
        return templates().get_template("notebook/Network.html").render(page=page)
