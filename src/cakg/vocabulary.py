"""The IRIs, prefixes and closed lists of terms that cakg's files and programs share.

No other module contains IRIs. A closed namespace lists its terms, so that a misspelt term is an error; an open one
(things, statements, claims …) accepts any name. Predicates of statements are read from the ontology instead: a new
one needs no Python.
"""

from __future__ import annotations

import re

BASE = "https://w3id.org/cakg/"
GRAPH = BASE + "graph"
"""The node of the graph itself, with its version, licence and content hash."""

SVG = "http://www.w3.org/2000/svg"
"""The XML namespace of images."""

CODES = ("cameo", "cow", "fips", "gw", "iso2", "iso3", "isonum", "m49")
"""The lists of codes that have IRIs in this graph: ``fips:TI``."""

_OWN = (
    "actor aspect attitude attribution basis check choice claim code collection-method commitment comparison"
    " degree hedge horizon id intensity kind level list manner mapping membership mode note obligation passage"
    " profile question reason relation relevance source status stmt style theme trend unit value verdict"
)

PREFIXES: dict[str, str] = {name: f"{BASE}{name}/" for name in _OWN.split()} | {
    **{name: f"{BASE}code/{name}/" for name in CODES},
    "cakg": f"{BASE}ontology#",
    "corr": f"{BASE}corroboration#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Every prefix used in cakg's Turtle and SPARQL files, with its namespace."""


class OpenNamespace:
    """A namespace to which editors add names: ``ID["kazakhstan"]`` is an IRI."""

    __slots__ = ("iri",)

    def __init__(self, prefix: str) -> None:
        self.iri = PREFIXES[prefix]

    def __getitem__(self, name: str) -> str:
        return self.iri + name


class ClosedNamespace:
    """A namespace with a fixed list of terms: ``CAKG.affirms`` is an IRI, ``CAKG.afirms`` an error.

    In an attribute, an underscore stands for a hyphen: ``VERDICT.no_record``.
    """

    def __init__(self, prefix: str, names: str) -> None:
        self.iri = PREFIXES[prefix]
        self.names = frozenset(names.split())
        # Stored as attributes, because __getattr__ would take 10 ms on a page with hundreds of statements.
        self.__dict__ |= {name.replace("-", "_"): self.iri + name for name in self.names}

    def __getattr__(self, attribute: str) -> str:
        try:
            return self[attribute.replace("_", "-")]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __getitem__(self, name: str) -> str:
        if name in self.names:
            return self.iri + name
        from difflib import get_close_matches  # slow to import, so only for errors

        near = get_close_matches(name, sorted(self.names), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise KeyError(f"{shorten(self.iri + name)} is not in the vocabulary{hint}")


CAKG = ClosedNamespace(
    "cakg",
    # Kinds of node
    "Thing State Organisation Person Group Place Event Object System Topic Unnamed"
    " Statement Claim Passage Source Article Dataset Note Comparison Predicate LinkPredicate Qualifier"
    # Things
    " kind actsFor concerns hasMember"
    # Statements: qualifiers, amounts, dates
    " item place by to atRequestOf content negatedContent asPartOf within respect takenFrom inReturnFor"
    " manner degree horizon atLeast atMost moreThan lessThan unit recordYears earliest latest"
    # Claims
    " affirms denies leavesOpen mode hedge wording amountWording dateWording condition unless speaker passage"
    # Passages and sources
    " source paragraph sentence start end sha256 noClaimReason"
    " shortName author reportsOn textLength textSha256"
    # Datasets and their rows
    " Row record evidence coversFrom coversUntil collectionMethod marksAbsence obligation membership intensity"
    # Machine-coded reports
    " Coded codedCountry duplicateKey"
    # Values fetched from an endpoint
    " Value"
    # Notes and comparisons
    " annotates identifiedAs basis compares comparesStatement proposition relation"
    # Verdicts of datasets on claims, and which rows an editor considers relevant
    " Corroboration Relevance relevantTo against matchPredicate matchThing matchSubject"
    " ofClaim ofStatement verdict restsOn evidenceCount"
    # Properties of predicates and of listed values
    " theme aspect drawnAs mutual oneObject oneAmount once causal oneOf inRollCall contrary position"
    " shape colour dashes"
    # Derived by rules
    " origin attribution commitment reportedBy refines affirmedBy deniedBy leftOpenBy status"
    " independentSources independentDenials differsInValue differsInTime inTensionWith involves causalStep inProfile"
    " identifiedObject"
    " RollCall voteOn recordedIn voteDay sharedVoteOn recordsVotesOf"
    " listedIn yesIn noIn abstainedIn absentIn unrecordedIn"
    " rowCount"
    # Computed when a graph is loaded
    " contentHash triplesLeftOut",
)

CORR = ClosedNamespace(
    "corr",
    # Intermediate results of the rules that derive verdicts
    "records mentions askedSubject askedPredicate askedObject askedOf"
    " confirmedBy contradictedBy contextFrom atAnotherTime uncovered reports",
)

ASPECT = ClosedNamespace("aspect", "event state measure")
COMMITMENT = ClosedNamespace("commitment", "conditional urged foreseen hedged attributed judged stated")
COLLECTION_METHOD = ClosedNamespace("collection-method", "records coding compilation machine-reading")
HEDGE = ClosedNamespace("hedge", "reported apparent possible")
INTENSITY = ClosedNamespace("intensity", "minor war")
MEMBERSHIP = ClosedNamespace("membership", "full associate observer")
MODE = ClosedNamespace("mode", "asserted judged alleged forecast urged")
OBLIGATION = ClosedNamespace("obligation", "defence offence neutrality non-aggression consultation")
PROFILE = ClosedNamespace("profile", "everything unhedged stated")
REASON = ClosedNamespace("reason", "question transition byline")
RELATION = ClosedNamespace("relation", "agree disagree")
ATTRIBUTION = ClosedNamespace("attribution", "author named anonymous")
STATUS = ClosedNamespace(
    "status", "contested denied doubted stated judged attributed hedged foreseen conditional urged open unclaimed"
)
VERDICT = ClosedNamespace(
    "verdict", "confirmed confirmed-at-second-hand contradicted related-only outside-coverage no-record"
)

ACTOR = OpenNamespace("actor")
CLAIM = OpenNamespace("claim")
CODE = OpenNamespace("code")
COMPARISON = OpenNamespace("comparison")
ID = OpenNamespace("id")
KIND = OpenNamespace("kind")
MAPPING = OpenNamespace("mapping")
NOTE = OpenNamespace("note")
PASSAGE = OpenNamespace("passage")
QUESTION = OpenNamespace("question")
SOURCE = OpenNamespace("source")
STMT = OpenNamespace("stmt")
THEME = OpenNamespace("theme")
VALUE = OpenNamespace("value")

# Other vocabularies: only the terms that programs and tests use
RDF = ClosedNamespace("rdf", "type Statement subject predicate object reifies")
RDFS = ClosedNamespace("rdfs", "comment label isDefinedBy seeAlso subClassOf subPropertyOf")
OWL = ClosedNamespace(
    "owl",
    "Class ObjectProperty DatatypeProperty AnnotationProperty annotatedSource annotatedTarget versionInfo versionIRI",
)
SKOS = ClosedNamespace(
    "skos", "Concept ConceptScheme prefLabel altLabel hiddenLabel broader definition scopeNote example note inScheme"
)
DCTERMS = ClosedNamespace(
    "dcterms", "title description creator publisher created date language license rights bibliographicCitation source"
)
DCAT = ClosedNamespace("dcat", "Dataset Distribution distribution downloadURL mediaType compressFormat byteSize")
SCHEMA = ClosedNamespace("schema", "keywords target url")
SD = ClosedNamespace("sd", "Service endpoint namedGraph")
SH = ClosedNamespace(
    "sh",
    "SPARQLExecutable SPARQLSelectExecutable declare description name namespace order parameter prefix prefixes select",
)
SPDX = ClosedNamespace("spdx", "Checksum algorithm checksum checksumAlgorithm_sha256 checksumValue")
VANN = ClosedNamespace("vann", "preferredNamespaceUri")
VOID = ClosedNamespace("void", "Dataset dataDump sparqlEndpoint")
SSSOM = OpenNamespace("sssom")
XSD = ClosedNamespace(
    "xsd", "string boolean integer nonNegativeInteger decimal double date gYear gYearMonth dateTime anyURI hexBinary"
)

LOCAL_NAME = r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
"""What can follow a prefix without escapes, as a regular expression for any engine."""
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def shorten(iri: str) -> str:
    """Return *iri* as a prefixed name, ``stmt:supply-of-drones``; in angle brackets if it has no known prefix."""
    prefix = _PREFIX_OF.get(namespace(iri))
    return f"{prefix}:{local(iri)}" if prefix and _is_local_name(local(iri)) else f"<{iri}>"


def local(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri[len(namespace(iri)) :]


def namespace(iri: str) -> str:
    """Return an IRI without its last part, up to and including the final slash or hash."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def expand(name: str) -> str | None:
    """Return the IRI of the prefixed name *name*; None if it is not a prefixed name."""
    prefix, colon, last = name.partition(":")
    return PREFIXES[prefix] + last if prefix in PREFIXES and colon and _is_local_name(last) else None


def prefixes_in(text: str) -> dict[str, str]:
    """Return the cakg prefixes that may occur in *text*, SPARQL or Turtle: an engine reads few faster than all."""
    if "\\" in text:  # a letter may be escaped
        return PREFIXES
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}


def with_prefixes(text: str) -> str:
    """Return *text*, SPARQL or Turtle, preceded by declarations of the cakg prefixes that occur in it.

    The declarations are added to its first line, so that line numbers in errors stay the same.
    """
    used = (f"PREFIX {prefix}: <{iri}> " for prefix, iri in prefixes_in(text).items())
    return "".join(used) + text


def _is_local_name(text: str) -> bool:
    """Return whether *text* can follow a prefix without escapes."""
    return re.fullmatch(LOCAL_NAME, text) is not None
