"""What programs that index pages read: ``robots.txt`` and ``sitemap.xml``."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from cakg.web.explorer import Explorer

_MOST = 50_000
"""How many addresses a sitemap may have."""


def robots(base: str, *, everything: bool) -> bytes:
    """Return ``robots.txt``: without *everything*, addresses with parameters are left out, since they have no end."""
    rule = "Disallow:" if everything else "Disallow: /*?"
    return "\n".join(["User-agent: *", rule, *([f"Sitemap: {base}sitemap.xml"] if base else []), ""]).encode()


def sitemap(explorer: Explorer, paths: Iterable[str] | None = None) -> bytes:
    """Return the addresses of the pages at *paths*, by default all; the first ones, if there are too many."""
    found = list(explorer.paths() if paths is None else paths)[:_MOST]
    lines = [f"<url><loc>{escape(_canonical(explorer, path))}</loc></url>" for path in found]
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return "\n".join([start + "\n".join(lines), "</urlset>", ""]).encode()


def _canonical(explorer: Explorer, path: str) -> str:
    """Return the address of a page, as its head has it too."""
    return f"{explorer.base}{path}{'.html' if explorer.static and path else ''}"
