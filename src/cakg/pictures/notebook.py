"""Networks that notebooks display as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cakg.network.build import Network

if TYPE_CHECKING:
    from cakg.pictures.drawing import Drawing


class NotebookNetwork(Network):
    """A network that notebooks display as a picture; its copies and subgraphs do so too."""

    def drawing(self) -> Drawing:
        """Return the picture in all its formats."""
        # Imported here, so that networks that are not drawn do not load the templates.
        from cakg.pictures.draw import drawing

        return drawing("network", self)

    def html(self) -> str:
        """Return the HTML page of the picture, which works offline."""
        return self.drawing().html()

    def svg(self) -> str:
        """Return the picture as SVG."""
        return self.drawing().svg()

    def png(self) -> bytes:
        """Return the picture as PNG, as :meth:`Drawing.png` does."""
        return self.drawing().png()

    def save(self, path: Path | str) -> None:
        """Write the picture or its table to a file, as :meth:`Drawing.save` does."""
        self.drawing().save(path)

    def _repr_html_(self) -> str:
        return self.drawing()._repr_html_()
