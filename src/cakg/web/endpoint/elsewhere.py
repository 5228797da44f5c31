"""What is at the address of the SPARQL endpoint when the server has none."""

from __future__ import annotations

from cakg.web.cache import Answer
from cakg.web.negotiation import best
from cakg.web.responses import plain_text
from cakg.web.services import Request


class Elsewhere:
    """Answers every request with *text*, which says why there is no endpoint, and where to ask."""

    methods = ("GET", "HEAD", "POST")
    longest_body = 1 << 20

    def __init__(self, text: str) -> None:
        self._text = text

    async def prepare(self) -> None:
        """Do nothing: it starts nothing."""

    async def answer(self, request: Request) -> Answer | None:
        """Return the text; None for a browser, which gets it as a page."""
        return None if best(request.accept, ("text/plain", "text/html")) == "text/html" else plain_text(404, self._text)

    def close(self) -> None:
        """Do nothing: it has started nothing."""
