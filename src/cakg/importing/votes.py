"""Votes in the General Assembly, in three forms: Voeten's table, the Digital Library's, and compiled from reports.

A vote is on a resolution. Where the table has several roll calls under one number, on paragraphs or motions, or has no
number, the roll call is what was voted on. A missing row says nothing; only a row that marks an absence tells of one.
"""

from __future__ import annotations

import re

import narwhals as nw

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Frame, Mapping, Nodes, Requirement, is_one_of
from cakg.importing.facts import Texts, author, facts, filled, is_number, leaves_out, named, number, slug
from cakg.importing.ntriples import DAY, constant, iri, joined, literal, looked_up, node, row_name, web_address
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, DCTERMS, ID, KIND, RDF, RDFS, SKOS

_CHOICES = {
    "votedFor": (("1", "yes", "Y"), "Vote", "for"),
    "votedAgainst": (("3", "no", "N"), "Vote", "against"),
    "abstainedOn": (("2", "abstain", "A"), "Abstention", "on"),
    "absentFrom": (("8", "absent", "X"), "Absence", "from the vote on"),
}
_CHOICE = {mark: choice for choice, (marks, _, _) in _CHOICES.items() for mark in marks}
_ACT = {choice: act for choice, (_, act, _) in _CHOICES.items()}
_WAY = {choice: way for choice, (_, _, way) in _CHOICES.items()}
_NO_MEMBER = ("9", "not a member")
_STATES = ["AF", "AM", "AZ", "BY", "CN", "GE", "KG", "KZ", "RU", "TJ", "TM", "UA", "US", "UZ"]
_NUMBER = "^(?:A/RES|R)/((?:ES-)?[0-9]+/[0-9A-Z/-]+)$"
_PLACES = ("Abkhazia", "Central Asia", "Crimea", "South Ossetia")
"""Places that titles name as they name states."""
_ADDED = r"\s*(?:: resolution / adopted .*|\(preamble .*\))$"
"""What a catalogue or a compiler writes after the title."""
_FROM_MEMORY = "unverified-memory"


class _Votes:
    """What one table of votes shares with the others: who speaks, and the states and titles that the graph knows."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.name, self.speaker, self.states = name, author(engine, name), codes(engine, "iso2")
        self.labels = labels(engine, self.states.values())
        # Aliases of one word are capitals and governments, which a title would mean as themselves.
        in_titles = {name: thing for name, thing in named(engine, "State").items() if " " in name}
        in_titles |= {label: thing for thing, label in self.labels.items()}
        in_titles |= {name: thing for name, thing in named(engine, "Place").items() if name in _PLACES}
        self.concerned = [
            (
                CAKG.concerns,
                nw.when(nw.col("title").str.contains(rf"\b{re.escape(name)}\b")).then(nw.lit(constant(thing))),
            )
            for name, thing in sorted(in_titles.items())
        ]

    def requirements(self, resolution: str) -> list[Requirement]:
        """Return what is required of a day and of the number of a *resolution*, which may be missing."""
        no_day, no_number = ~_digits().str.contains(DAY), ~nw.col(resolution).str.contains(_NUMBER)
        return [
            Requirement("date", "is no day of the calendar", no_day.fill_null(True)),
            Requirement(resolution, "is no number of a resolution", no_number.fill_null(False)),
        ]

    def nodes(self, rows: Frame, key: str, record: str, address: nw.Expr | None = None) -> list[Nodes]:
        """Return the resolutions and roll calls, and who voted how.

        *rows* have the columns ``iso2``, ``date``, ``resolution``, ``title``, ``vote``, and ``call``, the number of a
        roll call where that was voted on.
        """
        rows = rows.with_columns(
            nw.col("resolution").str.replace_all(_NUMBER, "$1").alias("number"),
            nw.col("title").str.replace_all(_ADDED, "").str.replace_all("[...]", "…", literal=True),
        ).with_columns(
            joined(ID.iri, slug(filled("unga {number}"))).alias("number iri"),
            joined(ID.iri, filled("unga-roll-call-{call}")).alias("call iri"),
        )
        votes = rows.with_columns(
            *(_digits().alias(column) for column in ("earliest", "latest")),
            looked_up(nw.col("iso2"), self.states).alias("about"),
            nw.coalesce(nw.col("call iri"), nw.col("number iri")).alias("value"),
            nw.coalesce(filled("roll call {call}"), filled("resolution {number}")).alias("on"),
            looked_up(nw.col("vote"), _CHOICE).alias("choice"),
        )
        votes = votes.filter(~nw.col("about").is_null(), ~nw.col("choice").is_null()).with_columns(
            joined(CAKG.iri, nw.col("choice")).alias("predicate"),
            nw.col("choice").str.replace_all("([A-Z])", " $1").alias("verb"),
            looked_up(nw.col("choice"), _ACT).alias("act"),
            looked_up(nw.col("choice"), _WAY).alias("way"),
            looked_up(nw.col("about"), self.labels).alias("state"),
        )
        return [
            Nodes(rows, self._resolution(), once=True),
            Nodes(rows, self._roll_call(), once=True),
            *facts(
                self.name,
                self.speaker,
                votes,
                Texts(
                    name="{one} {verb} {other} {date}",
                    label="{act} of {state} {way} General Assembly {on}, {date}",
                    key=key,
                    record=record,
                ),
                address=address,
            ),
        ]

    def _resolution(self) -> nw.Expr:
        return node(
            iri(nw.col("number iri")),
            (RDF.type, constant(CAKG.Event)),
            (RDFS.label, literal(filled("General Assembly resolution {number}"), language="en")),
            (RDFS.label, literal(filled("Резолюция Генеральной Ассамблеи {number}"), language="ru")),
            (SKOS.altLabel, literal(filled("A/RES/{number}"), language="en")),
            (SKOS.altLabel, literal(nw.col("number"), language="en")),
            (
                SKOS.definition,
                literal("A resolution of the United Nations General Assembly, and the vote on it.", language="en"),
            ),
            (DCTERMS.title, literal(nw.col("title"), language="en")),
            (CAKG.kind, constant(KIND["vote"])),
            (CAKG.concerns, constant(ID["un-general-assembly"])),
            *self.concerned,
        )

    def _roll_call(self) -> nw.Expr:
        return node(
            iri(nw.col("call iri")),
            (RDF.type, constant(CAKG.Event)),
            (RDFS.label, literal(filled("General Assembly roll call {call}"), language="en")),
            (RDFS.label, literal(filled("Поимённое голосование {call} в Генеральной Ассамблее"), language="ru")),
            (
                SKOS.definition,
                literal(
                    "A vote in the United Nations General Assembly, by its number in Voeten's table.", language="en"
                ),
            ),
            (CAKG.kind, constant(KIND["vote"])),
            (CAKG.concerns, constant(ID["un-general-assembly"])),
            (CAKG.concerns, iri(nw.col("number iri"))),
        )


def _digits() -> nw.Expr:
    """Return the day of a vote as eight digits."""
    return nw.col("date").str.replace_all("-", "", literal=True)


def _voeten(engine: Engine) -> Mapping:
    votes = _Votes(engine, "voeten-unga")

    def nodes(rows: Frame) -> list[Nodes]:
        rows = rows.with_columns(
            *(number(column).alias(column) for column in ("rcid", "vote")),
            nw.col("unres").str.replace_all(_NUMBER, "$1").alias("resolution"),  # R/71/68 and A/RES/71/68 are one
            nw.lit(None, dtype=nw.String).alias("title"),
        )
        calls = rows.group_by("resolution").agg(nw.col("rcid").n_unique().alias("calls"))
        several = (nw.col("calls") > 1) | nw.col("resolution").is_null()
        rows = rows.join(calls, on="resolution", how="left")
        rows = rows.with_columns(nw.when(several).then(nw.col("rcid")).alias("call"))
        return votes.nodes(rows, "{rcid} {iso2}", "rcid {rcid}, {iso2}")

    marks = [*_CHOICE, *_NO_MEMBER]
    return Mapping(
        [
            is_number("rcid"),
            *votes.requirements("unres"),
            is_one_of("vote", [*marks, *(f"{mark}.0" for mark in marks)], "is no vote that is known"),
            Requirement("vote", "says that it was no member: left out", number("vote").is_in(_NO_MEMBER), kept=True),
            leaves_out("iso2", looked_up(nw.col("iso2"), votes.states)),
        ],
        nodes,
    )


def _library(engine: Engine) -> Mapping:
    votes = _Votes(engine, "undl-votes")

    def nodes(rows: Frame) -> list[Nodes]:
        of = ["date", "resolution", "undl_record", "title", "url"]
        long = rows.unpivot(_STATES, index=of, variable_name="iso2", value_name="vote")
        long = long.with_columns(nw.lit(None, dtype=nw.String).alias("call"))
        return votes.nodes(long, "{undl_record} {iso2}", "record {undl_record}, {resolution}, {iso2}", nw.col("url"))

    known = [Requirement(state, "is no vote that is known", ~nw.col(state).is_in(list("YNAX"))) for state in _STATES]
    return Mapping([is_number("undl_record"), *votes.requirements("resolution"), *known], nodes)


def _compiled(engine: Engine) -> Mapping:
    votes = _Votes(engine, "es11-votes")

    def nodes(rows: Frame) -> list[Nodes]:
        rows = rows.filter(nw.col("status") != _FROM_MEMORY).with_columns(nw.lit(None, dtype=nw.String).alias("call"))
        found = votes.nodes(rows, "{resolution} {iso2}", "{resolution}, {iso2}")
        reports = rows.with_columns(
            slug(filled("{resolution} {iso2}")).alias("key"), nw.col("evidence").str.split(" ; ")
        )
        report = nw.col("evidence")
        address = report.str.replace_all(r"^github (\S+)@(\S+) (\S+)$", "https://github.com/$1/blob/$2/$3")
        limits = nw.when(report.str.contains(r"^http.* \(")).then(report.str.replace_all(r"^[^(]*\(|\)$", ""))
        cited = node(
            row_name(votes.name, nw.col("key")),
            (CAKG.evidence, nw.coalesce(web_address(address.str.replace_all(r" \(.*\)$", "")), literal(report))),
            (SKOS.note, literal(limits, language="en")),
        )
        return [*found, Nodes(reports.explode("evidence"), cited)]

    return Mapping(
        [
            *votes.requirements("resolution"),
            is_one_of("vote", _CHOICE, "is no vote that is known"),
            Requirement(
                "status", "names no report that tells the vote: left out", nw.col("status") == _FROM_MEMORY, kept=True
            ),
            leaves_out("iso2", looked_up(nw.col("iso2"), votes.states)),
        ],
        nodes,
    )


DATASETS = [
    Dataset("voeten-unga", ["rcid", "date", "unres", "iso2", "vote"], _voeten, whole=True),
    Dataset("undl-votes", ["date", "resolution", "undl_record", "title", "url", *_STATES], _library),
    Dataset("es11-votes", ["resolution", "date", "title", "iso2", "vote", "status", "evidence"], _compiled),
]
