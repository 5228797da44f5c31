"""The addresses of pages: paths for IRIs and IRIs for paths, and relative links between pages.

A path has no extension and no leading slash: ``thing/kazakhstan``. A page of the server has it as its address; a file
of the static site has ``.html`` after it. All links are relative, so that pages work below any path and from disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from urllib.parse import quote, urlencode

from cakg.vocabulary import CLAIM, ID, PASSAGE, SOURCE, STMT, local, shorten

_SAFE = re.compile(r"(?!(?:con|prn|aux|nul|(?:com|lpt)[0-9])$)[a-z0-9_][a-z0-9_-]{0,90}")
"""Names that are their own slug: safe as names of files on every system, also on Windows and where capitals do not
matter."""
_UNSAFE = re.compile(r"[^a-z0-9_]+")


def slug(iri: str, namespace: str) -> str:
    """Return the name of the page of *iri*: its last part in *namespace*, or if that is not safe, one with a hash."""
    name = iri.removeprefix(namespace)
    if iri.startswith(namespace) and _SAFE.fullmatch(name):
        return name
    readable = _UNSAFE.sub("-", local(iri).casefold()).strip("-")[:40]
    return f"{readable or 'x'}-{sha256(iri.encode(errors='surrogatepass')).hexdigest()[:10]}"


def question_path(name: str) -> str:
    """Return the path of the page of the question *name*."""
    return f"question/{slug(name, '')}"


class Slugs:
    """The slugs of the IRIs of one kind, and the IRI of each slug."""

    def __init__(self, iris: Iterable[str], namespace: str) -> None:
        self.namespace = namespace
        self.iris = {slug(iri, namespace): iri for iri in iris}

    def iri(self, name: str) -> str | None:
        """Return the IRI with the slug *name*; None if there is none."""
        return self.iris.get(name)


def anchor(iri: str) -> str:
    """Return the anchor of a claim or a passage in the page of its statement or source: ``claim-fiia-2023-1-1``.

    The anchor of a term in the page of the ontology is its name, so that its IRI, ``ontology#affirms``, leads there;
    that of a value of a list has the prefix too: ``status-contested``.
    """
    for kind, namespace in (("claim", CLAIM.iri), ("passage", PASSAGE.iri)):
        if iri.startswith(namespace):
            return f"{kind}-{slug(iri, namespace)}"
    short = shorten(iri)
    return f"node-{slug(iri, '')}" if short.startswith("<") else short.removeprefix("cakg:").replace(":", "-")


def term_name(iri: str, kind: str) -> str:
    """Return the last two parts of the path of a term: ``cakg/affirms``, ``cakg/class-Claim``, ``status/contested``.

    The name of a class has its kind before it: names of files may not distinguish ``Place`` from ``place``.
    """
    prefix, _, name = shorten(iri).partition(":")
    if not _SAFE.fullmatch(name.lower()) or not _SAFE.fullmatch(prefix):
        return f"other/{slug(iri, '')}"
    return f"{prefix}/class-{name}" if kind == "class" else f"{prefix}/{name}"


def absolute(base: str, path: str, *, static: bool) -> str:
    """Return the address of the page at *path* of a site published at *base*; empty if *base* is not known."""
    return f"{base}{quote(path, safe='/~')}{'.html' if static and path else ''}" if base else ""


PAGES = {ID.iri: "thing", STMT.iri: "statement", SOURCE.iri: "source"}
"""The kind of page for each namespace."""


class Links:
    """Writes links from one page to others; files of a *static* site have extensions.

    They are relative to its own *path*, or with *root* begin with this path of the home page.
    """

    def __init__(self, path: str, *, static: bool, root: str = "") -> None:
        self.path = path
        self.static = static
        self._up = root or "../" * path.count("/")
        self._folder = "" if root else path[: path.rfind("/") + 1]

    def to(self, path: str, format: str = "", anchor: str = "", query: Mapping[str, Sequence[str] | str] = {}) -> str:
        """Return the link to *path* in a *format* (by default the page), to an *anchor* in it, with a *query*."""
        up, name = self._up, path
        if self._folder and path.startswith(self._folder) and path != self._folder:
            up, name = "", path.removeprefix(self._folder)  # shorter, and a page has many such links
        name = quote(name, safe="/~")
        if format:
            target = f"{up}{name or 'index'}.{format}"
        elif self.static:
            target = f"{up}{name or 'index'}.html"
        else:
            target = f"{up}{name}" or "./"
        asked = urlencode({name: value for name, value in query.items() if value}, doseq=True)
        return f"{target}{'?' if asked else ''}{asked}{'#' if anchor else ''}{quote(anchor, safe='')}"

    def file(self, name: str) -> str:
        """Return the link to a file that has no other formats: ``assets/site.css``."""
        return f"{self._up}{quote(name, safe='/~')}"
