"""Descriptions of a graph as a dataset, in VoID and DCAT, and of its SPARQL endpoint.

The queries in ``queries/descriptions`` make them from the graph. Only addresses and files are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cakg.paths import shipped
from cakg.store.protocol import Engine
from cakg.vocabulary import DCAT, DCTERMS, GRAPH, RDF, SD, SPDX, VOID, XSD

Subject: TypeAlias = NamedNode | BlankNode | Triple

_WHOLE = NamedNode(GRAPH)
_TRIPLES = ("text/turtle", "application/n-triples", "application/trig")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


class Published(NamedTuple):
    """A file with triples or rows of a graph."""

    name: str
    """Its name, without folder: ``cakg.ttl.gz``."""
    source: str
    """The IRI of the source whose part of the graph it has; empty if it has the whole graph."""
    title: str
    """What it is, in words."""
    media_type: str
    """The media type of its content when unpacked."""
    packed: bool
    """Whether it is packed with gzip."""
    size: int
    """Its size in bytes."""
    sha256: str
    """Its SHA-256 in hexadecimal digits."""
    address: str
    """Its address on the web; empty if it is not known."""


def service(engine: Engine, endpoint: str, about: str, *, parts: bool) -> list[Triple]:
    """Return the description of the SPARQL endpoint at the address *endpoint*.

    *about* says what its limits are, *parts* whether it has a named graph for each source.
    """
    found = engine.construct(shipped().description("service").read_text(encoding="utf-8"))
    if not parts:
        named = {one.object for one in found if one.predicate == NamedNode(SD.namedGraph)}
        named |= {one.object for one in found if one.subject in named}
        found = [one for one in found if one.subject not in named and one.object not in named]
    itself = next(one.subject for one in found if one.object == NamedNode(SD.Service))
    return [
        *found,
        _triple(itself, SD.endpoint, NamedNode(endpoint)),
        _triple(itself, DCTERMS.description, Literal(about, language="en")),
    ]


def void(engine: Engine, files: Iterable[Published] = (), endpoint: str = "") -> list[Triple]:
    """Return the description of the graph in VoID, with the addresses of those *files* that have its triples.

    *endpoint* is the address of its SPARQL endpoint; empty if it has none, or if that is not known.
    """
    dumps = (one for one in files if one.address and not one.source and one.media_type in _TRIPLES)
    found = engine.construct(shipped().description("void").read_text(encoding="utf-8"))
    queried = [_triple(_WHOLE, VOID.sparqlEndpoint, NamedNode(endpoint))] if endpoint else []
    return [*found, *queried, *(_triple(_WHOLE, VOID.dataDump, NamedNode(one.address)) for one in dumps)]


def dcat(engine: Engine, files: Iterable[Published] = ()) -> list[Triple]:
    """Return the description of the graph in DCAT, with a distribution for each of *files*.

    A file with the part of a source is a distribution of that part.
    """
    found = engine.construct(shipped().description("dcat").read_text(encoding="utf-8"))
    sources = [one for one in found if one.predicate.value == DCTERMS.source]
    parts = {getattr(one.object, "value", ""): one.subject for one in sources if one.subject != _WHOLE}
    return [*found, *(triple for one in files for triple in _distribution(one, parts.get(one.source, _WHOLE)))]


def _distribution(file: Published, dataset: Subject) -> Iterator[Triple]:
    """Yield the triples of one file of *dataset*."""
    place = sha256(file.name.encode()).hexdigest()[:12]
    iri, checksum = NamedNode(f"{GRAPH}#file-{place}"), NamedNode(f"{GRAPH}#checksum-{place}")
    yield _triple(dataset, DCAT.distribution, iri)
    yield _triple(iri, RDF.type, NamedNode(DCAT.Distribution))
    yield _triple(iri, DCTERMS.title, Literal(file.title, language="en"))
    yield _triple(iri, DCAT.mediaType, NamedNode(_MEDIA_TYPES + file.media_type))
    if file.packed:
        yield _triple(iri, DCAT.compressFormat, NamedNode(_MEDIA_TYPES + "application/gzip"))
    if file.address:
        yield _triple(iri, DCAT.downloadURL, NamedNode(file.address))
    yield _triple(iri, DCAT.byteSize, Literal(str(file.size), datatype=NamedNode(XSD.nonNegativeInteger)))
    yield _triple(iri, SPDX.checksum, checksum)
    yield _triple(checksum, RDF.type, NamedNode(SPDX.Checksum))
    yield _triple(checksum, SPDX.algorithm, NamedNode(SPDX.checksumAlgorithm_sha256))
    yield _triple(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=NamedNode(XSD.hexBinary)))


def _triple(subject: Subject, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)
