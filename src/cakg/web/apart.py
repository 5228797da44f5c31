"""Makes answers that need much memory in another process, which ends when it has had nothing to do for some time.

Such answers are pictures, workbooks and the files of the whole graph: the libraries for them and the memory that they
leave behind are more than the server needs for everything else. The process has a copy of the graph of its explorer, so
that it never answers from another state of the files.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Timer
from typing import IO, Any

from cakg.graph import KnowledgeGraph
from cakg.store.local import LocalStore
from cakg.store.transfer import python_line, read_store, write_store
from cakg.web.cache import Answer
from cakg.web.explorer import Explorer
from cakg.web.negotiation import split
from cakg.web.responses import Answers

IDLE = 15.0
"""After so many seconds without a request the process ends."""
MOST_TRIPLES = 300_000
"""A larger graph is not copied: that would take longer than most answers, and more memory."""
_PAGES = ("downloads", "network", "timeline", "map")
_FORMATS = ("svg", "xlsx")


def needs_much(path: str, negotiated: str) -> bool:
    """Return whether the answer for *path* needs much memory; *negotiated* is its format if the path has none."""
    name, format = split(path)
    return name.partition("/")[0] in _PAGES or (format or negotiated).rpartition(".")[2] in _FORMATS


class Apart:
    """Makes the same answers as *answers*, in another process or, where that is not possible, in this one.

    Only one thread may ask it. *report* is called with each error that is a fault of ours.
    """

    def __init__(self, answers: Answers, report: Callable[[str], object]) -> None:
        self._answers = answers
        self._report = report
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        engine = answers.explorer.kg.engine
        self._possible = isinstance(engine, LocalStore) and bool(engine.path or len(engine.store) <= MOST_TRIPLES)

    def page(self, path: str, query: str, accept: str) -> tuple[Answer, str]:
        """Return the same as :meth:`Answers.page`."""
        made: tuple[Answer, str] = self._made("page", path, query, accept)
        return made

    def file(self, name: str) -> Answer:
        """Return the same as :meth:`Answers.file`."""
        made: Answer = self._made("file", name)
        return made

    def close(self) -> None:
        """End the process, also while it works."""
        self._closed = True
        self._end()

    def __del__(self) -> None:
        self._end()

    def _made(self, method: str, *given: str) -> Any:
        for _ in range(
            2 if self._possible and not self._closed else 0
        ):  # it may end, since it had nothing to do, just when it is asked
            try:
                process = self._process or self._started()
                assert process.stdin
                assert process.stdout
                _send(process.stdin, (method, given))
                made, messages = pickle.load(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                self._end()
                if self._closed:
                    raise
            else:
                for message in messages:
                    self._report(message)
                return made
        return getattr(self._answers, method)(*given)

    def _started(self) -> subprocess.Popen[bytes]:
        explorer = self._answers.explorer
        assert isinstance(explorer.kg.engine, LocalStore)
        line = python_line(__name__)
        self._process = process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin
        write_store(explorer.kg.engine, process.stdin)
        _send(process.stdin, (explorer.kg.folders, explorer.base, explorer.endpoint))
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def main() -> None:
    """Answer what :class:`Apart` asks on standard input, until that is closed or nothing is asked for some time."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # the server ends this process when its answers are finished
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write there
    store = read_store(sys.stdin.buffer)
    folders, base, endpoint = pickle.load(sys.stdin.buffer)
    messages: list[str] = []
    explorer = Explorer(KnowledgeGraph(store, folders), base=base, endpoint=endpoint)
    answers = Answers(explorer, messages.append)
    gc.set_threshold(100_000)  # most of what it makes is kept until it ends
    with suppress(EOFError, BrokenPipeError):
        while True:
            idle = Timer(IDLE, os._exit, [0])
            idle.daemon = True
            idle.start()
            method, given = pickle.load(sys.stdin.buffer)
            idle.cancel()
            _send(output, (getattr(answers, method)(*given), messages))
            messages.clear()


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()
