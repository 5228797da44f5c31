"""The tables: names, columns, types and keys. ``docs/parquet.md`` and ``datapackage.json`` are made from this."""

from __future__ import annotations

from cakg.columnar.schema import NODES, Column, Table, key, node

_LABEL = Column("label", "string", "its label: in English, else in any language; empty if the graph has none")
_DEFINITION = Column("definition", "string", "its definition")
_SPEAKER = node("speaker", "things", "who makes the claim")
_SOURCE = node("source", "sources", "the article or dataset in which it is made")
_PASSAGE = node("passage", "passages", "the sentence or row in which it is made")
_MODE = node("mode", "terms", "how it is said: mode:asserted, judged, alleged, forecast or urged")
_HEDGE = node("hedge", "terms", "the kind of hedge: hedge:reported, apparent or possible; empty if there is none")
_COMMITMENT = node(
    *("commitment", "terms"),
    "how firmly it is said: commitment:conditional, urged, foreseen, hedged, attributed, judged or stated",
)
_ATTRIBUTION = node("attribution", "terms", "whose claim it is: attribution:author, named or anonymous")
_EARLIEST = Column("earliest", "date", "the first day on which it may apply; empty if no source says")
_LATEST = Column("latest", "date", "the last day on which it may apply; empty if no source says")
_STATEMENT = node("statement", "statements", "the statement")
_CREATOR = Column("creator", "string", "who wrote it")
_DATE = Column("date", "date", "when it was written")

TABLES: tuple[Table, ...] = (
    Table(
        *("claims_statements", "A claim about a statement, with its polarity.", ("claim", "statement", "polarity")),
        (
            node("claim", "claims", "the claim"),
            _STATEMENT,
            Column("polarity", "string", "what the claim does with the statement: affirmed, denied or left open"),
            Column(
                *("direct", "boolean"),
                "true if the claim is about this statement itself; false if it affirms a more specific one, or denies a"
                " more general one",
            ),
            *(_SPEAKER, _SOURCE, _PASSAGE, _MODE, _HEDGE, _COMMITMENT, _ATTRIBUTION),
        ),
    ),
    Table(
        *("claims", "A claim: what a speaker says in one passage.", ("claim",)),
        (
            key("claim", "the claim"),
            *(_SPEAKER, _SOURCE, _PASSAGE, _MODE, _HEDGE, _COMMITMENT, _ATTRIBUTION),
            Column("wording", "string", "the source's own words for the hedge or the content"),
            Column("amount_wording", "string", "the source's own words for an amount"),
            Column("date_wording", "string", "the source's own words for a time"),
            node("origin", NODES, "the named party, or the work, that the claim comes from"),
        ),
    ),
    Table(
        *("claim_roles", "Another node that a claim names.", ("claim", "role", "value")),
        (
            node("claim", "claims", "the claim"),
            node(
                *("role", NODES),
                "cakg:condition, a statement on which the claim depends; cakg:unless, one that would end it;"
                " cakg:reportedBy, the author who reports the words of somebody else",
            ),
            node("value", NODES, "the statement or the author"),
        ),
    ),
    Table(
        *("statements", "A statement: something that may or may not be true.", ("statement",)),
        (
            *(key("statement", "the statement"), _LABEL),
            node("subject", NODES, "its subject: a thing or a statement"),
            node("predicate", "predicates", "its predicate"),
            node("object", NODES, "its object: a thing, a statement or a term of a list"),
            node("theme", "terms", "the theme of the predicate"),
            node("status", "terms", "its status, derived from all claims about it"),
            Column("in_everything", "boolean", "whether it is in the profile everything: somebody claims it"),
            Column("in_unhedged", "boolean", "whether it is in the profile unhedged: stated, judged or attributed"),
            Column("in_stated", "boolean", "whether it is in the profile stated"),
            Column("independent_sources", "integer", "how many independent origins affirm it outright"),
            Column("independent_denials", "integer", "how many independent origins deny it outright"),
            *(_EARLIEST, _LATEST),
            Column("at_least", "number", "its amount is this or more"),
            Column("at_most", "number", "its amount is this or less"),
            Column("more_than", "number", "its amount is more than this"),
            Column("less_than", "number", "its amount is less than this"),
            node("unit", "terms", "the unit of the amount"),
            Column("record_years", "integer", "the amount is the highest in so many years"),
        ),
    ),
    Table(
        *("roles", "A node with a role in a statement.", ("statement", "role", "value")),
        (
            _STATEMENT,
            node("role", NODES, "rdf:subject, rdf:object, or a qualifier such as cakg:item or cakg:place"),
            node("value", NODES, "the thing, statement or term"),
        ),
    ),
    Table(
        *("involves", "A thing that has any role in a statement, directly or indirectly.", ("statement", "thing")),
        (_STATEMENT, node("thing", "things", "the thing")),
    ),
    Table(
        *("refinements", "A statement that says more than another one.", ("statement", "general")),
        (node("statement", "statements", "the specific statement"), node("general", "statements", "the general one")),
    ),
    Table(
        *("conflicts", "Two statements that do not fit together.", ("statement", "other", "kind")),
        (
            node("statement", "statements", "one of the two"),
            node("other", "statements", "the other one; each pair of a mutual conflict is there in both orders"),
            Column("kind", "string", "value or time, if both cannot be true; tension, if they are hard to reconcile"),
        ),
    ),
    Table(
        *("causal_steps", "A cause and its effect, according to a source.", ("cause", "effect")),
        (
            node("cause", NODES, "the cause, hindrance or condition: a statement or a thing"),
            node("effect", NODES, "the effect: a statement or a thing"),
        ),
    ),
    Table(
        *("verdicts", "What a dataset says about a statement of a claim.", ("verdict_id",)),
        (
            key("verdict_id", "the comparison"),
            node("claim", "claims", "the claim"),
            *(_STATEMENT, node("dataset", "sources", "the dataset")),
            node("verdict", "terms", "the verdict, such as verdict:confirmed"),
            Column("reason", "string", "the reason, in sentences"),
            Column("evidence_count", "integer", "how many rows of the dataset it rests on; empty for none"),
        ),
    ),
    Table(
        *("sources", "An article, a dataset, or a work that one reports on.", ("source",)),
        (
            key("source", "the source"),
            Column("short_name", "string", "its short name"),
            Column("title", "string", "its title"),
            Column("kind", "string", "article or dataset"),
            Column("author", "string", "the author's name, or the publisher's if the text names no author"),
            Column("publisher", "string", "the publisher's name"),
            Column("date", "string", "the date of publication in words"),
            Column("earliest", "date", "the first day on which it may have been published"),
            Column("latest", "date", "the last day on which it may have been published"),
            Column("covers", "string", "the period that a dataset covers, in words"),
            Column("language", "string", "the code of its language"),
            Column("address", "string", "its address on the web"),
            node("reports_on", "sources", "the work that it reports on"),
            Column("has_passages", "boolean", "whether the graph has a passage of it"),
            Column("licence", "string", "the name of its own licence; empty if it states none"),
            Column("rights", "string", "the terms of use in its makers' words"),
            Column("citation", "string", "how to cite it"),
        ),
    ),
    Table(
        *("source_agents", "An author or publisher of a source.", ("source", "role", "agent")),
        (
            node("source", "sources", "the source"),
            Column("role", "string", "author or publisher"),
            node("agent", "things", "the person, group or organisation"),
        ),
    ),
    Table(
        *("passages", "A sentence of an article, or a row of a dataset.", ("passage",)),
        (
            *(key("passage", "the passage"), _LABEL, node("source", "sources", "its article or dataset")),
            Column("paragraph", "integer", "the number of the paragraph; empty for a row of a dataset"),
            Column("sentence", "integer", "the number of the sentence in it; empty for a row of a dataset"),
            Column("start_offset", "integer", "where it begins in the text, in characters"),
            Column("end_offset", "integer", "where it ends in the text, in characters"),
            Column("sha256", "string", "the SHA-256 hash of the sentence"),
            Column("record", "string", "the identifier of a row of a dataset"),
            Column("address", "string", "an address of its own; empty if only the source has one"),
            node("no_claim_reason", "terms", "why a sentence has no claims; empty if it has some"),
        ),
    ),
    Table(
        *("things", "A thing that statements are about, or that speaks.", ("thing",)),
        (
            *(key("thing", "the thing"), _LABEL),
            node("class", NODES, "what it is, such as cakg:State"),
            Column("unnamed", "boolean", "whether the source gives no name for it"),
            _DEFINITION,
        ),
    ),
    Table(
        *("thing_relations", "A relation that holds by definition, not by a claim.", ("thing", "relation", "value")),
        (
            node("thing", "things", "the thing"),
            node("relation", NODES, "cakg:actsFor, concerns, hasMember, kind or codedCountry, or skos:broader"),
            node("value", NODES, "the other thing, or the kind"),
        ),
    ),
    Table(
        *("identifiers", "The identifier of a thing in another list.", ("mapping",)),
        (
            *(key("mapping", "the link"), node("thing", "things", "the thing")),
            node("list", NODES, "the list"),
            Column("identifier", "string", "the identifier; empty if the thing was not found in the list"),
            node("entry", NODES, "the node of the entry in the list"),
            node("match", NODES, "skos:exactMatch, skos:closeMatch or owl:sameAs"),
            Column("name", "string", "the name of the entry"),
            Column("method", "string", "how it was found: the address of an entry of SEMAPV"),
            Column("author", "string", "who made the link"),
            Column("date", "date", "when it was made"),
            Column("remark", "string", "a remark of the author"),
        ),
    ),
    Table(
        *("predicates", "A predicate of statements.", ("predicate",)),
        (
            *(key("predicate", "the predicate"), _LABEL, _DEFINITION),
            node("theme", "terms", "its theme"),
            node("aspect", "terms", "aspect:event, state or measure"),
            Column("mutual", "boolean", "whether it says the same in both directions"),
            Column("once", "boolean", "whether it can happen only once"),
            Column("one_object", "boolean", "whether a subject can have only one object at a time"),
            Column("one_amount", "boolean", "whether there can be only one amount for a period"),
            Column("causal", "boolean", "whether it links a cause to an effect"),
            node("one_of", "terms", "the choice of which it is an option, such as choice:vote"),
        ),
    ),
    Table(
        *("terms", "A value of a list: a mode, a status, a theme, a unit.", ("term",)),
        (*(key("term", "the value"), _LABEL, _DEFINITION), node("list", NODES, "its list")),
    ),
    Table(
        *("labels", "A name of a node, in any language.", ("node", "kind", "language", "text")),
        (
            node("node", NODES, "the node"),
            Column("kind", "string", "label, alias or hidden, which is for search only"),
            Column("language", "string", "the code of the language; an empty text if it has none"),
            Column("text", "string", "the name"),
        ),
    ),
    Table(
        *("notes", "A note of the editors on a thing, source or statement.", ("note", "about")),
        (
            Column("note", "node", "the note"),
            node("about", NODES, "what it is about"),
            node("identified_as", NODES, "what the editors identify that with; empty if with nothing in the graph"),
            Column("identified_name", "string", "the name of what they identify it with, if it is no node"),
            *(node("basis", "terms", "the kind of evidence"), Column("reason", "string", "the reason")),
            *(_CREATOR, _DATE),
        ),
    ),
    Table(
        *("comparisons", "A judgement of the editors that claims agree or disagree.", ("comparison",)),
        (
            *(key("comparison", "the comparison"), _LABEL),
            Column("proposition", "string", "the sentence on which they agree or disagree"),
            node("relation", "terms", "relation:agree or relation:disagree"),
            *(Column("reason", "string", "the reason"), _CREATOR, _DATE),
        ),
    ),
    Table(
        *("compared", "A claim or a statement that is compared.", ("comparison", "value")),
        (node("comparison", "comparisons", "the comparison"), node("value", NODES, "the claim or the statement")),
    ),
    Table(
        *("prefixes", "A prefix of the nodes.", ("prefix",)),
        (
            Column("prefix", "string", "the prefix, without the colon"),
            Column("namespace", "string", "the start of the IRI that it stands for"),
        ),
    ),
    Table(
        *(NODES, "A thing, statement, term, predicate or source, or any node to which a column may refer.", ("node",)),
        (
            key("node", "the node"),
            Column("in_table", "string", "the table of which it is the key; empty if of none"),
            _LABEL,
        ),
    ),
)
"""Every table, in the order in which the documentation lists them."""

BY_NAME = {table.name: table for table in TABLES}
