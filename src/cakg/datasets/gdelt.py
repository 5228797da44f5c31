"""GDELT 2.0: events that a program extracted from news reports. They are imported as reports, never as events.

The event exports have 61 columns and no header. Each code becomes a node labelled with its meaning. The codes of
states are linked to the states of the graph.
"""

from __future__ import annotations

import csv

import narwhals as nw
from pyoxigraph import Literal

from cakg.datasets.facts import english, triples
from cakg.datasets.mapping import Dataset, Frame, Mapping, Nodes, Requirement, is_one_of, matches
from cakg.datasets.ntriples import DAY, day, iri, joined, literal, looked_up, node, time, web_address
from cakg.links.identifiers import codes
from cakg.paths import shipped
from cakg.store.protocol import Engine
from cakg.vocabulary import ACTOR, CAKG, CLAIM, CODE, DCTERMS, ID, MODE, PASSAGE, RDF, RDFS, SCHEMA, SKOS, SOURCE, STMT

_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
_PLACE = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"
_EVENT = "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale"
_MENTIONS = "NumMentions NumSources NumArticles AvgTone"
LAYOUT = [
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{number}{field}" for number in (1, 2) for field in _ACTOR.split()),
    *f"{_EVENT} {_MENTIONS}".split(),
    *(f"{of}Geo_{field}" for of in ("Actor1", "Actor2", "Action") for field in _PLACE.split()),
    *("DATEADDED", "SOURCEURL"),
]
_STORY_COLUMNS = ("SQLDATE", "Actor1Code", "Actor2Code", "ActionGeo_FeatureID")
_COLUMNS = [
    *("GLOBALEVENTID", "Actor1CountryCode", "Actor2CountryCode", "EventCode", "ActionGeo_CountryCode"),
    *("DATEADDED", "SOURCEURL", *_STORY_COLUMNS),
]
_OUTLETS, _UNCODED = ID["outlets-that-gdelt-reads"], ACTOR["uncoded"]
_COUNTRY = "ActionGeo_CountryCode"
_KIND, _PLACE_CODE = iri(CODE["cameo/"], nw.col("EventCode")), iri(CODE["fips/"], nw.col(_COUNTRY))
_ACTORS = [iri(ACTOR.iri, nw.col(f"Actor{number}Code")) for number in (1, 2)]
_CODE = r"^[A-Za-z0-9]*$"
_TIME = DAY.removesuffix("$") + r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]$"


def _mapping(engine: Engine) -> Mapping:
    kinds, countries = _meanings("cameo-events.csv"), _meanings("fips.csv")
    states, places = codes(engine, "cameo"), codes(engine, "fips")
    shortened = nw.col("EventCode").is_in([kind[1:] for kind in kinds if kind[0] == "0" and kind[1:] not in kinds])
    requirements = [
        matches("GLOBALEVENTID", r"^[0-9]+$", "is not a number"),
        matches("SQLDATE", DAY, "is not a day"),
        matches("DATEADDED", _TIME, "is not a time"),
        Requirement("EventCode", "has lost its leading zero: read and write codes as text", shortened),
        matches("EventCode", r"^[0-9]{3,4}$", "is not an event code of three or four digits"),
        *(matches(f"Actor{number}Code", _CODE, "is not an actor code") for number in (1, 2)),
        matches(_COUNTRY, _CODE, "is not a country code"),
        is_one_of("EventCode", kinds, "is unknown in CAMEO: kept as it is", keep_row=True),
        is_one_of(_COUNTRY, ["", *countries], "is unknown in FIPS 10-4: kept as it is", keep_row=True),
    ]
    outlets, report, without_key = _outlets(), _report(kinds, places), _report(kinds, places, keyed=False)

    def nodes(rows: Frame) -> list[Nodes]:
        names = rows.collect_schema().names()
        lacking = [column for column in _COLUMNS if column not in names]
        rows = rows.with_columns(nw.lit(None, dtype=nw.String).alias(column) for column in lacking)
        found = [Nodes(rows.head(1), outlets, unique=True)]
        for number, actor in enumerate(_ACTORS, 1):
            code, country = f"Actor{number}Code", f"Actor{number}CountryCode"
            state = (CAKG.codedCountry, iri(looked_up(nw.col(country), states)))
            found.append(_coded(rows.select(code, country), actor, "Actor coded ", nw.col(code), state))
        unlinked = rows.filter(~nw.col(_COUNTRY).fill_null("").is_in(list(places)))
        found.append(_coded(rows.select("EventCode"), _KIND, "CAMEO ", _explained("EventCode", kinds)))
        found.append(_coded(unlinked.select(_COUNTRY), _PLACE_CODE, "FIPS ", _explained(_COUNTRY, countries)))
        # Without one of its columns, the key of a story would be that of other stories too.
        return [*found, Nodes(rows, without_key if {*lacking} & {*_STORY_COLUMNS} else report)]

    return Mapping(requirements, nodes)


def _meanings(file: str) -> dict[str, str]:
    """Return the meanings of the codes of a list."""
    with (shipped().graph / "codes" / file).open(encoding="utf-8", newline="") as lines:
        return {code: meaning for code, *_, meaning in list(csv.reader(lines))[1:]}


def _report(kinds: dict[str, str], places: dict[str, str], *, keyed: bool = True) -> nw.Expr:
    """Return the triples of one row: the statement that something was reported, the claim, and the row.

    If *keyed* is false, the key that equal stories share is left out.
    """
    key, when, address = nw.col("GLOBALEVENTID"), day(nw.col("SQLDATE")), web_address(nw.col("SOURCEURL"))
    statement, row = iri(STMT["gdelt-"], key), iri(PASSAGE["gdelt-2-"], key)
    meaning = nw.coalesce(looked_up(nw.col("EventCode"), kinds), nw.col("EventCode"))
    # A source that is not a web address, such as a broadcast, is named in the record of the row.
    broadcast = nw.when(address.is_null()).then(joined(", ", nw.col("SOURCEURL"))).fill_null("")
    actors = (joined(", ", nw.col(f"Actor{number}Code")).fill_null("") for number in (1, 2))
    root = nw.col("EventCode").str.slice(0, 2)
    *who, place = (nw.col(name).fill_null("") for name in _STORY_COLUMNS)
    story = nw.concat_str(*who, root, place, separator="|")
    label = joined("GDELT report ", key, *actors, ": ", meaning)
    return nw.concat_str(
        node(
            statement,
            *((RDF.type, CAKG.Statement), (RDF.type, RDF.Statement)),
            (RDFS.label, literal(label.str.slice(0, 100), language="en")),
            (RDF.subject, nw.coalesce(_ACTORS[0], nw.lit(f"<{_UNCODED}>"))),
            (RDF.predicate, f"{CAKG.iri}reportedDoing"),
            (RDF.object, _KIND),
            (CAKG.to, _ACTORS[1]),
            (CAKG.place, nw.coalesce(iri(looked_up(nw.col(_COUNTRY), places)), _PLACE_CODE)),
            *((CAKG.earliest, when), (CAKG.latest, when)),
        ),
        node(
            iri(CLAIM["gdelt-2-"], key),
            *((RDF.type, CAKG.Claim), (CAKG.affirms, statement), (CAKG.mode, MODE.asserted)),
            *((CAKG.speaker, _OUTLETS), (CAKG.passage, row)),
        ),
        node(
            row,
            *((RDF.type, CAKG.Row), (CAKG.source, SOURCE["gdelt-2"])),
            (CAKG.record, literal("GLOBALEVENTID ", key, broadcast)),
            (SCHEMA.url, address),
            (DCTERMS.created, time(nw.col("DATEADDED"))),
            *([(CAKG.duplicateKey, literal(story))] if keyed else []),
        ),
    )


def _coded(rows: Frame, name: nw.Expr, system: str, text: nw.Expr, *more: tuple[str, nw.Expr]) -> Nodes:
    """Return the codes of *rows* as nodes, labelled with their *system* and *text*."""
    label = literal(system, text, language="en")
    return Nodes(rows.unique(), node(name, (RDF.type, CAKG.Coded), (RDFS.label, label), *more), unique=True)


def _explained(column: str, meanings: dict[str, str]) -> nw.Expr:
    """Return the code in a column, with its meaning if it is known."""
    return joined(nw.col(column), joined(", ", looked_up(nw.col(column), meanings)).fill_null(""))


def _outlets() -> nw.Expr:
    """Return the triples of the speaker, which GDELT never names, and of the actor without a code."""
    outlets = triples(
        _OUTLETS,
        *((RDF.type, CAKG.Group), (RDF.type, CAKG.Unnamed)),
        (RDFS.label, english("News outlets that GDELT reads")),
        (RDFS.label, Literal("СМИ, которые читает GDELT", language="ru")),
        (SKOS.definition, english("The publishers of the reports that GDELT coded; each row has the address.")),
    )
    return nw.lit(outlets + triples(_UNCODED, (RDF.type, CAKG.Coded), (RDFS.label, english("Actor without a code"))))


DATASETS = [Dataset("gdelt-2", _COLUMNS, _mapping, LAYOUT)]
