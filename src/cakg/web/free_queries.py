"""Whether a server answers free queries, that is, whether it has a SPARQL endpoint."""

from __future__ import annotations

import os

from cakg.store.protocol import Engine
from cakg.store.remote import RemoteStore
from cakg.web.texts import texts


def why_refused(engine: Engine, *, allowed: bool) -> str:
    """Return why the server of *engine* answers no free queries, in words; empty if it does.

    *allowed* says whether the options of the server allow them.
    """
    words = texts()["endpoint"]
    if isinstance(engine, RemoteStore):
        return str(words["elsewhere"]).format(endpoint=engine.shown)
    if not allowed:
        return str(words["no_free_queries"])
    return "" if hasattr(os, "fork") else str(words["no_fork"])
