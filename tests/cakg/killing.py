"""Run commands in processes that are killed: one request per line on standard input, its exit code on standard output.

Modules are imported once, so that a run costs little. A request is a list: the command line; after how many seconds
the process is killed (null: never); and the folder in which an unfinished file must appear before that time starts.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

for module in ("build", "commands", "link", "questions"):
    import_module(f"cakg.cli.{module}")
for module in (
    "cakg.store.adding",
    "cakg.datasets.convert",
    "cakg.links.fetching",
    "cakg.pictures.draw",
    "cakg.store.remote",
    "tqdm",
):
    import_module(module)
main = import_module("cakg.cli").main


def run(line: list[str], seconds: float | None, folder: str | None) -> int:
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        os._exit(main(line))
    end = None if folder or seconds is None else time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if folder and end is None and any(path.name.endswith(".partial") for path in Path(folder).iterdir()):
            end = time.monotonic() + (seconds or 0)
        if end and time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            end = None
        time.sleep(0.0005)


if __name__ == "__main__":
    for request in sys.stdin:
        print(run(*json.loads(request)), flush=True)
