"""The texts of the interface, from the one file that contains them: ``templates/web/texts.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def texts() -> dict[str, Any]:
    """Return the texts: a table for each part of the interface."""
    return tomllib.loads(resources.files("cakg").joinpath("templates/web/texts.toml").read_text(encoding="utf-8"))
