"""The forms of each dataset that can be imported: the columns of the makers' files, by release.

A file is recognised by its columns, in any order and case, among others. A form maps the columns of a file to ours, so
that a mapping needs to know only ours. Columns that mean something else in another release are never read as the old
ones. Only columns that a codebook, a package or a published file of the makers shows are listed; each form says which.
Has no imports from other libraries, so that the help can list the forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Form(NamedTuple):
    """A known form of a dataset's files."""

    name: str
    columns: Mapping[str, str]
    """Our names of the columns, each with its name in the file; a file must have all of them."""
    optional: Mapping[str, str] = {}
    """Columns that a file may lack; what they say is then left out."""
    wide: tuple[str, str, str] | None = None
    """Our names of the variable and of the value of columns such as one for each state, and what they are for."""
    without: Mapping[str, str] = {}
    """Columns that such a file does not have, each with what they would mean."""
    shown_by: str = ""
    """Where the columns are listed."""


class Unread(NamedTuple):
    """A known form that is not read, the columns that it is recognised by, and what to do."""

    name: str
    columns: Sequence[str]
    remedy: str


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


def _renamed(names: str) -> dict[str, str]:
    """Return ``ours=theirs`` pairs as a dictionary."""
    return dict(pair.split("=") for pair in names.split())


_CONFLICT = _same(
    "conflict_id year side_b intensity_level incompatibility territory_name gwno_a gwno_b gwno_a_2nd gwno_b_2nd"
)
_DYADIC = "the UCDP Dyadic Dataset has it, with a row for each pair of parties"
_FIRST_DEATH = "in files with it, start_date is the first death of the conflict, not the start of the episode"
_ROLL_CALL = _same("rcid date unres vote")
_OBLIGATIONS = _renamed(
    "atop_defense=defense atop_offense=offense atop_neutral=neutral atop_nonagg=nonagg atop_consul=consul"
)
_EVENT = _same("GLOBALEVENTID SQLDATE Actor1Code Actor2Code EventCode DATEADDED")
_EVENT_DETAILS = "Actor1CountryCode Actor2CountryCode ActionGeo_CountryCode ActionGeo_FeatureID SOURCEURL"
_JOIN = "join un_votes and un_roll_calls by rcid, as in R: merge(un_votes, un_roll_calls)"
_PAIRS = "import the pairs of states by year: atop5_1ddyr.csv or atop5_1dy.csv"

FORMS: dict[str, list[Form]] = {
    "atop-5": [
        Form(
            "ATOP 5 directed dyad-years (ddyr)",
            _renamed("ccode1=stateA ccode2=stateB year=year") | _OBLIGATIONS,
            shown_by="code that reads atop5_0ddyr.csv and atop5_1ddyr.csv",
        ),
        Form(
            "ATOP 5 dyad-years (dy)",
            _renamed("ccode1=mem1 ccode2=mem2 year=year") | _OBLIGATIONS,
            shown_by="code that reads atop5_1dy.csv",
        ),
        Form(
            "extract with ccode1, ccode2 and columns that begin with atop_",
            _same("ccode1 ccode2 year") | _same(" ".join(_OBLIGATIONS)),
        ),
    ],
    "cow-igo-3": [
        Form("extract, one row for each state, year and organisation", _same("ccode year igo code")),
        Form(
            "Correlates of War IGO 3, state by year (state_year_formatv3)",
            _same("ccode year state"),
            wide=("igo", "code", "an organisation, such as CIS"),
            without={"ioname": "it names one organisation", "ccode1": "the dyadic form has pairs of states"},
            shown_by="the documentation of R igoR, state_year_format3",
        ),
        Form(
            "Correlates of War IGO 3, organisation by year (igo_year_formatv3)",
            _renamed("igo=ioname year=year"),
            wide=("state", "code", "a state, such as kazakhstan"),
            without={"ccode": "it names one state"},
            shown_by="the documentation of R igoR, igo_year_format3",
        ),
    ],
    "es11-votes": [Form("the editors' compilation", _same("resolution date title vote status iso2 evidence"))],
    "gdelt-2": [
        Form(
            "GDELT 2.0 events with a header (BigQuery, gdeltPyR)",
            _EVENT,
            optional=_same(_EVENT_DETAILS),
            shown_by="published queries of gdelt-bq.gdeltv2.events and column lists of GDELT 2.0",
        ),
        Form(
            "GDELT 2.0 events with the header of the codebook",
            _EVENT | {"GLOBALEVENTID": "GlobalEventID", "SQLDATE": "Day"},
            optional=_same(_EVENT_DETAILS),
            shown_by="published column lists after the GDELT 2.0 event codebook",
        ),
    ],
    "ucdp-prio": [
        Form(
            "UCDP/PRIO Armed Conflict Dataset, releases 20.1 to 25.1",
            _CONFLICT | _renamed("start_date=start_date2 end_date=ep_end_date"),
            optional=_renamed("start_prec=start_prec2 end_prec=ep_end_prec"),
            without={"dyad_id": _DYADIC},
            shown_by="quotations of the codebook, R peacesciencer (20.1, 25.1), code for ucdp-prio-acd-221.csv",
        ),
        Form(
            "extract with start_date and end_date",
            _CONFLICT | _same("start_date end_date"),
            without={
                "start_date2": _FIRST_DEATH,
                "start_prec2": _FIRST_DEATH,
                "ep_end_date": _FIRST_DEATH,
                "dyad_id": _DYADIC,
            },
        ),
    ],
    "undl-votes": [
        Form(
            "UN Digital Library, General Assembly voting data, March 2025 to February 2026",
            _renamed("undl_record=undl_id iso3=ms_code vote=ms_vote date=date resolution=resolution"),
            optional=_renamed("title=title url=undl_link"),
            shown_by="published files of record 4060887, with and without vote_note",
        ),
        Form(
            "extract, one row for each resolution",
            _same("date resolution undl_record title url"),
            wide=("iso2", "vote", "a state by its ISO code, such as KZ"),
        ),
    ],
    "voeten-unga": [
        Form(
            "Harvard Dataverse, UNVotes",
            _ROLL_CALL | _same("ccode"),
            shown_by="code of the makers and R unvotes, which read UNVotes",
        ),
        Form(
            "R unvotes, un_votes joined with un_roll_calls",
            _ROLL_CALL | {"iso2": "country_code"},
            shown_by="the documentation and data-raw/un-data.R of R unvotes",
        ),
        Form("extract with iso2", _ROLL_CALL | _same("iso2")),
    ],
}
"""The forms of each dataset; the first that fits a file is used."""

UNREAD: dict[str, list[Unread]] = {
    "atop-5": [
        Unread("ATOP's table of members", ("atopid", "member", "yrent"), _PAIRS),
        Unread("ATOP's table of alliances", ("atopid", "begyr"), _PAIRS),
    ],
    "cow-igo-3": [
        Unread("the dyadic form", ("ccode1", "ccode2"), "import state_year_formatv3 or igo_year_formatv3"),
    ],
    "ucdp-prio": [
        Unread("the UCDP Dyadic Dataset", ("dyad_id",), "import the UCDP/PRIO Armed Conflict Dataset"),
    ],
    "undl-votes": [
        Unread("version 1 of September 2024, with other codes", ("ms_codes", "ms_votes"), "download the current file"),
    ],
    "voeten-unga": [
        Unread("un_votes of R unvotes without the roll calls", ("rcid", "country_code", "vote"), _JOIN),
        Unread("un_roll_calls of R unvotes without the votes", ("rcid", "unres", "date"), _JOIN),
        Unread(
            "a table without rcid; resid is another number, which begins again in each session",
            ("resid", "vote"),
            "add rcid",
        ),
    ],
}
"""Known forms that are not read, for the message."""

LAYOUTS = {
    57: "a GDELT 1.0 file without addresses",
    58: "a GDELT 1.0 file",
    16: "a GDELT 2.0 table of mentions",
    27: "a GDELT 2.0 knowledge graph",
}
"""What a GDELT file without a header is, by the number of its columns; only event exports of GDELT 2.0 are read."""
