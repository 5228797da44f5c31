"""The terms of other vocabularies that files may use.

To allow more, add it here. The terms of large vocabularies come from rdflib; those of the others are listed here.
"""

from __future__ import annotations

from functools import cache

from cakg.vocabulary import PREFIXES

_IN_RDFLIB = "DCAT DCTERMS ORG OWL PROV RDF RDFS SCHEMA SH SKOS VANN XSD"
_NOT_IN_RDFLIB = {
    "oa": "Annotation FragmentSelector Selector SpecificResource TextPositionSelector TextQuoteSelector TextualBody"
    " end exact hasBody hasSelector hasSource hasTarget motivatedBy prefix start suffix",
    "sem": "Actor Authority Core Event EventType Object Place Role Time Type View"
    " accordingTo eventType hasActor hasBeginTimeStamp hasEndTimeStamp hasPlace hasSubEvent hasTime hasTimeStamp"
    " subEventOf",
    "sd": "Dataset Feature Graph Language NamedGraph SPARQL10Query SPARQL11Query SPARQL11Update Service"
    " UnionDefaultGraph BasicFederatedQuery DereferencesURIs EmptyGraphs RequiresDataset availableGraphs defaultDataset"
    " defaultEntailmentRegime defaultGraph endpoint entailmentRegime extensionAggregate extensionFunction feature graph"
    " inputFormat languageExtension name namedGraph propertyFeature resultFormat supportedEntailmentProfile"
    " supportedLanguage",
    "semapv": "BackgroundKnowledgeBasedMatching LexicalMatching ManualMappingCuration MappingReview",
    "spdx": "Checksum algorithm checksum checksumAlgorithm_sha256 checksumValue",
    "sssom": "Mapping NoTermFound author_label mapping_justification object_label object_source",
    "void": "Dataset DatasetDescription Linkset TechnicalFeature class classPartition classes dataDump distinctObjects"
    " distinctSubjects documents entities exampleResource feature inDataset linkPredicate objectsTarget"
    " openSearchDescription properties property propertyPartition rootResource sparqlEndpoint subjectsTarget subset"
    " target triples uriLookupEndpoint uriRegexPattern uriSpace vocabulary",
}


@cache
def terms() -> dict[str, frozenset[str]]:
    """Return the IRIs of the terms of each vocabulary, by its namespace."""
    import rdflib  # takes 0.2 s, so only checks import it

    found = {
        PREFIXES[prefix]: frozenset(PREFIXES[prefix] + name for name in _NOT_IN_RDFLIB[prefix].split())
        for prefix in _NOT_IN_RDFLIB
    }
    for name in _IN_RDFLIB.split():
        vocabulary = rdflib.SDO if name == "SCHEMA" else getattr(rdflib, name)
        found[PREFIXES[name.lower()]] = frozenset(map(str, dir(vocabulary)))
    return found
