"""Sends a request again when a server is busy and asks clients to wait.

Does not know what is sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from cakg.store.exchange import Reply
from cakg.store.faults import seconds_to_wait

PASSING = frozenset({429, 502, 503, 504})
"""The statuses after which another try may succeed."""
TRIES = 4
LONGEST_PAUSE = 60.0
LONG_PAUSE = 5.0
"""Seconds after which users wonder what happens."""


class Retrying(NamedTuple):
    """How to wait; *sleep* and *clock* are replaced in tests."""

    tell: Callable[[str], object]
    """Is called with what to tell users; it continues a sentence that begins with the address."""
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.time

    def reply(
        self,
        send: Callable[[], Reply],
        is_final: Callable[[Reply], bool] = lambda _reply: False,
        passing: Collection[int] = PASSING,
    ) -> tuple[Reply, str]:
        """Return the first reply of *send* that another try would not improve.

        With it, words on how long the server asks clients to wait, if that is too long; otherwise an empty text.
        *is_final* returns whether another try is hopeless; only statuses in *passing* are tried again.
        """
        for attempt in range(1, TRIES + 1):
            reply = send()
            if reply.status < 300:
                break
            asked = seconds_to_wait(reply.headers.get_all("Retry-After", []), self.clock())
            pause = float(2 ** (attempt - 1)) if asked is None else asked
            if pause > LONGEST_PAUSE:
                return reply, f" and asks clients to wait {_duration(pause)}"
            if reply.status not in passing or is_final(reply) or attempt == TRIES:
                break
            if pause > LONG_PAUSE:
                self.tell(f"asks clients to wait {_duration(pause)}")
            self.sleep(pause)
        return reply, ""


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds <= 86_400 else "more than a day"
