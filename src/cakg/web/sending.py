"""Sends answers in pieces, and limits how much memory those that are being sent take: slow clients keep them there."""

from __future__ import annotations

import asyncio

from starlette.types import Send

from cakg.web.cache import Answer, Message

MOST_HELD = 256 << 20
"""The bytes of all answers that are being sent: four of the largest results of queries."""
_PIECE = 256 << 10
"""The bytes that are sent at once, so that slow clients do not fill the memory."""


class Sending:
    """The answers that are being sent. One that several clients get counts once."""

    def __init__(self) -> None:
        self._clients: dict[int, int] = {}
        self._held = 0

    def is_full(self, found: Answer) -> bool:
        """Return whether another answer has too many bytes; small answers never have."""
        return found.size > _PIECE and id(found) not in self._clients and self._held + found.size > MOST_HELD

    async def send(self, found: Answer, start: Message, content: bytes, send: Send) -> None:
        """Send the message *start* and a *content*, both of the answer *found*."""
        self._add(found)
        try:
            await send(start)
            for at in range(0, len(content) or 1, _PIECE):
                if at:
                    await asyncio.sleep(0)  # the server notices only now that the client has left
                piece = content[at : at + _PIECE]
                await send({"type": "http.response.body", "body": piece, "more_body": at + _PIECE < len(content)})
        finally:
            self._remove(found)

    def _add(self, found: Answer) -> None:
        number = self._clients.get(id(found), 0)
        self._clients[id(found)] = number + 1
        self._held += 0 if number else found.size

    def _remove(self, found: Answer) -> None:
        number = self._clients.pop(id(found)) - 1
        if number:
            self._clients[id(found)] = number
        else:
            self._held -= found.size
