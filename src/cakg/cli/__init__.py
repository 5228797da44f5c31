"""The command line ``cakg``."""

from __future__ import annotations

from cakg.cli.commands import COMMANDS, main

__all__ = ["COMMANDS", "main"]
