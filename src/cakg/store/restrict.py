"""Restricts a process that runs a query: what it may open, how much memory it may use, and when it ends."""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path

from cakg.store.limits import Limits

if sys.platform != "win32":
    import fcntl  # here, since a confined process can open no module

_LONGEST = 1e9  # seconds; timers of the system take no more


def restrict(limits: Limits, alive: int, *, files: bool) -> None:
    """Restrict this process to computing: it ends at its deadline, and when the pipe *alive* is closed.

    With *files* it may still open files and connections, which a store on disk needs, and SERVICE.
    """
    import difflib  # noqa: F401 - to explain an error; it can open no module later

    confine(limits.memory, files=files)
    end_after(limits.seconds)
    end_with(alive)


def end_after(seconds: float) -> None:
    """End this process after so many *seconds*; with 0, no longer."""
    signal.setitimer(signal.ITIMER_REAL, min(max(seconds, 0.001), _LONGEST) if seconds else 0)


def end_with(alive: int) -> None:
    """End this process when the other end of the pipe *alive* is closed.

    The system then sends SIGIO. It does so too when something is written there, and perhaps after it was read, so
    nothing may be.
    """
    fcntl.fcntl(alive, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([alive], [], [], 0)[0]:  # it was closed before
        os._exit(1)


def confine(memory: int, *, files: bool) -> None:
    """Let this process use at most *memory* bytes more, and unless *files* is true, open nothing."""
    import faulthandler
    import resource

    faulthandler.disable()  # the parent reports a crash
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGIO):
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # no /proc: not Linux
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = min(used + memory, sys.maxsize)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), most))
    if not files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (nothing, nothing))  # the lowest free number when it was opened
