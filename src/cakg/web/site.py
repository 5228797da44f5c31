"""Writes all pages as files, for a static host or for opening from disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cakg import __version__
from cakg.errors import CakgError
from cakg.harmless import visible_in_json
from cakg.web.assets import asset, names
from cakg.web.explorer import Explorer
from cakg.web.indexing import robots, sitemap
from cakg.web.render import Renderer
from cakg.web.texts import texts

MARKER = "cakg-site.json"
"""The file by which a folder is known as a site of cakg."""
_LONGEST = 200
"""How many characters the name of a file may have."""


class SiteError(CakgError):
    """The pages cannot be written as files."""


def is_site(folder: Path) -> bool:
    """Return whether *folder* is a site that :func:`write` has made, or is empty."""
    try:
        return not any(folder.iterdir()) or json.loads((folder / MARKER).read_bytes())["cakg-site"] == 1
    except (OSError, ValueError, TypeError, KeyError):
        return False


def write(explorer: Explorer, target: Path, step: Callable[[int, int], object] = lambda _done, _all: None) -> int:
    """Write the static site of *explorer* into the empty folder *target*; return the number of pages.

    *step* is called after each page with the number of pages that are done and of all pages. Raises OSError if a file
    cannot be written, and :class:`SiteError` if two files would have the same name on some systems.
    """
    paths = list(explorer.paths())
    _check_names(paths)
    renderer = Renderer(explorer)
    for number, path in enumerate(paths, 1):
        for name, content in _files(renderer, path):
            _write(target / name, content)
        step(number, len(paths))
    for name in names(explorer):
        _write(target / "assets" / name, asset(explorer, name))
    _write(target / "404.html", _not_found(renderer))
    if explorer.base:
        _write(target / "sitemap.xml", sitemap(explorer, paths))
        _write(target / "robots.txt", robots(explorer.base, everything=True))
    made = {"cakg-site": 1, "program": __version__, "version": explorer.kg.version, "content": explorer.kg.content_hash}
    _write(target / MARKER, (json.dumps(made, indent=1) + "\n").encode())
    return len(paths)


def _files(renderer: Renderer, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of the page at *path* and of each of its other formats."""
    resource = renderer.explorer.resource(path)
    yield f"{path or 'index'}.html", renderer.html(resource).encode()
    for format, writer in resource.writers.items():
        yield f"{path or 'index'}.{format}", _compact(writer()) if format == "json" else writer()


def _compact(content: bytes) -> bytes:
    """Return JSON without white space, a line for each value of the outermost object or list."""
    found = json.loads(content)

    def dumped(value: object) -> str:
        return visible_in_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    if isinstance(found, dict):
        lines = ",\n".join(f"{dumped(name)}:{dumped(value)}" for name, value in found.items())
        return f"{{{lines}}}\n".encode()
    lines = ",\n".join(map(dumped, found))
    return f"[{lines}]\n".encode()


def _not_found(renderer: Renderer) -> bytes:
    """Return the page that a host shows for any address without a page; its links begin at the root of the host."""
    words, base = texts(), renderer.explorer.base
    root = urlsplit(base).path if base else ""
    return renderer.error("404", words["page"]["not_found"], words["server"]["gone"], root=root).encode()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _check_names(paths: list[str]) -> None:
    """Raise :class:`SiteError` for paths that some systems cannot keep apart, or cannot have."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise SiteError(f"the pages {other} and {path} would be the same file where capitals do not matter")
        if any(len(part) > _LONGEST for part in path.split("/")):
            raise SiteError(f"the page {path} would be a file with too long a name")
