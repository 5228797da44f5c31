"""Answers of the server, and a cache of them that is limited in bytes."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

Key: TypeAlias = tuple[str, str, str]
"""The path of a page, its parameters in a fixed order, and the format."""

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]
Message: TypeAlias = dict[str, Any]

_OVERHEAD = 3000
"""The bytes that an answer takes besides its contents and its key."""
_KEPT = (b"cache-control", b"content-location", b"etag", b"vary")
"""The headers that an answer without content repeats."""
_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/n-triples",
    "image/svg",
    "+xml",
    "xml",
)
_SMALL = 600


class Form(NamedTuple):
    """An answer as messages of ASGI, made once: compressed or not."""

    start: Message
    body: Message
    unchanged: Message
    """The first message for a request that has the content already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A content with its headers, also compressed if that is worth while."""

    status: int
    headers: Headers
    """The headers of both forms, without length, encoding and tag."""
    body: bytes
    gzipped: bytes = b""
    """The content compressed; empty if that is not worth while."""
    tag: str = ""
    """What changes with the content; empty for errors and redirections."""
    formats: tuple[str, ...] = ()
    """The formats from which ``Accept`` chose; empty if it has no influence."""
    plain: Form = field(init=False, repr=False)
    packed: Form = field(init=False, repr=False)
    """The same as *plain* if it is not worth while."""

    def __post_init__(self) -> None:
        plain = self._form(self.body, self.tag, ())
        packed = plain
        if self.gzipped:
            packed = self._form(self.gzipped, f"{self.tag}-gzip", ((b"content-encoding", b"gzip"),))
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "packed", packed)

    def _form(self, body: bytes, tag: str, more: Headers) -> Form:
        headers = (*self.headers, *more, *(((b"etag", f'"{tag}"'.encode()),) if self.tag else ()))
        length = () if self.status == 204 else ((b"content-length", str(len(body)).encode()),)
        return Form(
            {"type": "http.response.start", "status": self.status, "headers": (*headers, *length)},
            {"type": "http.response.body", "body": body},
            {"type": "http.response.start", "status": 304, "headers": [one for one in headers if one[0] in _KEPT]},
        )

    def is_known(self, tags: str) -> bool:
        """Return whether an ``If-None-Match`` names this content, in either form."""
        given = [one.strip().removeprefix("W/") for one in tags.split(",")]
        return bool(self.tag) and any(one in ("*", f'"{self.tag}"', f'"{self.tag}-gzip"') for one in given)

    @property
    def size(self) -> int:
        """The bytes that it takes in memory."""
        return len(self.body) + len(self.gzipped) + _OVERHEAD


def answer(
    body: bytes, media_type: str, headers: Sequence[tuple[str, str]] = (), formats: tuple[str, ...] = ()
) -> Answer:
    """Return the answer with a content that a browser may keep and must check: its tag is a hash of the content."""
    small = len(body) < _SMALL or not any(part in media_type for part in _COMPRESSIBLE)
    return Answer(
        200,
        encoded([("Content-Type", media_type), ("Cache-Control", "no-cache"), *headers]),
        body,
        b"" if small else gzip.compress(body, 6, mtime=0),
        sha256(body).hexdigest()[:32],
        formats,
    )


def encoded(headers: Sequence[tuple[str, str]]) -> Headers:
    """Return headers as ASGI takes them."""
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers)


class Cache:
    """The most recently used answers, at most *most* bytes of them. Keys count too: strangers choose them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        """Return the answer with this key; None if it is not here."""
        found = self._answers.get(key)
        if found:
            self._answers.move_to_end(key)
        return found

    def add(self, key: Key, one: Answer) -> None:
        """Keep an answer, and forget the least recently used ones that no longer fit."""
        if _size(key, one) > self.most // 4:
            return
        if old := self._answers.pop(key, None):
            self.bytes -= _size(key, old)
        self._answers[key] = one
        self.bytes += _size(key, one)
        while self.bytes > self.most:
            self.bytes -= _size(*self._answers.popitem(last=False))


def _size(key: Key, one: Answer) -> int:
    return one.size + 4 * sum(map(len, key))
