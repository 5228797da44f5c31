"""Runs the command line: ``python -m cakg`` is the same as ``cakg``."""

from __future__ import annotations

from cakg.cli import run

if __name__ == "__main__":
    run()
