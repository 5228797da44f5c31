"""The access log: one line for each request, on standard error.

Query strings are left out unless asked for: what people search for is not kept by accident. Lines are written a few
times a second, together.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from functools import lru_cache
from typing import Any
from urllib.parse import quote

_LATER = 0.2
_LONGEST = 300
_SAFE = "/%~:@!$&'()*+,;=?._-"
_PLAIN = re.compile(rf"[A-Za-z0-9{re.escape(_SAFE)}]*")


class AccessLog:
    """Writes the lines; with *queries*, the addresses include their parameters."""

    def __init__(self, *, queries: bool = False) -> None:
        self._queries = queries
        self._lines: list[str] = []

    def __call__(self, scope: Any, status: int, size: int, began: float) -> None:
        """Add the line of a request that began at *began* on the clock of :func:`time.perf_counter`."""
        address = scope["raw_path"].decode("latin-1")
        if self._queries and scope["query_string"]:
            address += "?" + scope["query_string"].decode("latin-1")
        taken = (time.perf_counter() - began) * 1000
        client = scope["client"][0] if scope["client"] else "-"
        if not self._lines:
            asyncio.get_running_loop().call_later(_LATER, self.flush)
        now = _moment(int(time.time()))
        self._lines.append(f"{now} {client} {scope['method']} {_shown(address)} {status} {size} B {taken:.1f} ms\n")

    def flush(self) -> None:
        """Write the lines that wait."""
        lines, self._lines = self._lines, []
        sys.stderr.write("".join(lines))
        sys.stderr.flush()


@lru_cache(maxsize=1)
def _moment(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


def _shown(address: str) -> str:
    """Return an address without characters that a terminal or a reader of the log could mistake for others."""
    short = address[:_LONGEST]
    return short if _PLAIN.fullmatch(short) else quote(short, safe=_SAFE, encoding="latin-1")
