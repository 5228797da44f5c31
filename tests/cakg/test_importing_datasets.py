"""Votes, pacts, memberships and conflict years become statements, claims and rows."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.datasets.registry import DATASETS
from cakg.paths import shipped
from cakg.store.local import LocalStore

pytestmark = pytest.mark.slow

VOETEN = "rcid,session,date,unres,iso2,vote,cown\n"
COMPILED = "resolution,date,title,tally_yes_no_abstain,iso2,vote,status,evidence\n"
ATOP = "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n"
COW = "ccode,year,igo,code,iso2,status\n"
UCDP = (
    "conflict_id,year,side_b,gwno_a,gwno_b,gwno_a_2nd,gwno_b_2nd,intensity_level,"
    "incompatibility,territory_name,start_date,end_date\n"
)
UCDP_25 = (
    "conflict_id,year,side_b,gwno_a,gwno_b,gwno_a_2nd,gwno_b_2nd,intensity_level,incompatibility,territory_name,"
    "start_date,start_date2,ep_end_date\n9,2010,Group,702,,,,1,2,,1992-05-05,{0},{1}\n"
)
STATEMENTS = """
SELECT ?name ?label ?subject ?predicate ?object ?earliest ?latest ?detail WHERE {
  ?statement a cakg:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; rdfs:label ?label .
  OPTIONAL { ?statement cakg:earliest ?earliest } OPTIONAL { ?statement cakg:latest ?latest }
  OPTIONAL { ?statement cakg:obligation|cakg:membership|cakg:intensity ?d }
  BIND (STRAFTER(STR(?statement), "stmt/") AS ?name) BIND (STRAFTER(STR(?s), "id/") AS ?subject)
  BIND (STRAFTER(STR(?p), "#") AS ?predicate) BIND (STRAFTER(STR(?o), "id/") AS ?object)
  BIND (REPLACE(STR(?d), "^.*/", "") AS ?detail)
} ORDER BY ?name"""


class Imported:
    """The result of an import: the exit code, the messages, and the triples to ask."""

    def __init__(self, code: int, messages: str, output: Path) -> None:
        self.code, self.messages = code, messages
        store = pyoxigraph.Store()
        store.load(output.read_bytes() if output.exists() else b"", format=pyoxigraph.RdfFormat.N_TRIPLES)
        self.graph = LocalStore(store)

    def statements(self) -> list[dict[str, str]]:
        """Return every statement by its name."""
        return [{name: term.value for name, term in row.items()} for row in self.graph.select(STATEMENTS).dicts()]

    def columns(self, *columns: str) -> list[tuple[str, ...]]:
        """Return these columns of the statements; missing values are empty."""
        return [tuple(row.get(column, "") for column in columns) for row in self.statements()]

    def values(self, sparql: str) -> list[str]:
        """Return the first column of a SELECT."""
        return [row[0].value for row in self.graph.select(sparql).rows if row[0]]


@pytest.fixture
def imported(tmp_path: Path, shipped_store: str, capsys: pytest.CaptureFixture[str]) -> Callable[[str, str], Imported]:
    """Import the text of a file as a dataset of this name."""

    def run(name: str, text: str) -> Imported:
        source, output = tmp_path / "rows.csv", tmp_path / "rows.nt"
        source.write_text(text, encoding="utf-8")
        code = main(["link", "import", name, str(source), "-o", str(output), "--graph", shipped_store])
        return Imported(code, capsys.readouterr().err, output)

    return run


# ---- Votes -------------------------------------------------------------------


def test_a_vote_is_a_statement_on_the_resolution(imported):
    """Codes and words, old and new forms of the number, floats and whole numbers mean the same."""
    found = imported(
        "voeten-unga",
        VOETEN
        + "5309.0,68.0,2014-03-27,R/68/262,KZ,abstain,705\n5309,68,2014-03-27,R/68/262,RU,3,365\n"
        + "9079.0,74.0,2020-01-14,A/RES/74/267,TJ,yes,702\n9080,74,2020-01-15,A/RES/ES-10/19,GE,8.0,372\n",
    )

    assert found.columns("name", "predicate", "earliest", "latest") == [
        ("georgia-absent-from-unga-es-10-19-2020-01-15", "absentFrom", "2020-01-15", "2020-01-15"),
        ("kazakhstan-abstained-on-unga-68-262-2014-03-27", "abstainedOn", "2014-03-27", "2014-03-27"),
        ("russia-voted-against-unga-68-262-2014-03-27", "votedAgainst", "2014-03-27", "2014-03-27"),
        ("tajikistan-voted-for-unga-74-267-2020-01-14", "votedFor", "2020-01-14", "2020-01-14"),
    ]
    assert found.columns("label")[2] == ("Vote of Russia against General Assembly resolution 68/262, 27 March 2014",)


def test_a_vote_has_a_claim_of_the_dataset_and_a_row(imported):
    """The speaker is the author of the dataset, and the row has the key of the vote."""
    found = imported("voeten-unga", VOETEN + "5309,68,2014-03-27,R/68/262,KZ,abstain,705\n")

    assert found.graph.ask("""ASK {
      claim:voeten-unga-5309-kz a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:erik-voeten ;
        cakg:affirms stmt:kazakhstan-abstained-on-unga-68-262-2014-03-27 ; cakg:passage passage:voeten-unga-5309-kz .
      passage:voeten-unga-5309-kz a cakg:Row ; cakg:source source:voeten-unga ; cakg:record "rcid 5309, KZ" }""")


def test_several_roll_calls_for_one_number_are_separate_votes(imported):
    """The table does not say which is the vote on the resolution; a vote without a number is on the roll call too."""
    found = imported(
        "voeten-unga",
        VOETEN
        + "5047,64,2010-09-07,R/64/296,RU,no,365\n5866,64,2010-09-07,A/RES/64/296,RU,yes,365\n"
        + "5890,66,2011-11-18,,RU,no,365\n",
    )

    assert found.columns("predicate", "object") == [
        ("votedAgainst", "unga-roll-call-5047"),
        ("votedAgainst", "unga-roll-call-5890"),
        ("votedFor", "unga-roll-call-5866"),
    ]
    assert found.graph.ask("ASK { id:unga-roll-call-5866 cakg:concerns id:unga-64-296 }")
    assert found.values("SELECT ?label { id:unga-64-296 rdfs:label ?label FILTER (LANG(?label) = 'en') }") == [
        "General Assembly resolution 64/296"
    ]


def test_states_that_are_no_members_or_not_in_the_graph_are_counted(imported):
    """Neither is a fault of the file."""
    found = imported(
        "voeten-unga",
        VOETEN
        + "5309,68,2014-03-27,R/68/262,KZ,9,705\n5309,68,2014-03-27,R/68/262,BR,1,140\n"
        + "5309,68,2014-03-27,R/68/262,RU,3,365\n",
    )

    assert found.columns("subject") == [("russia",)]
    assert found.code == 0
    assert "rows.csv: 3 rows read, 0 rejected" in found.messages
    assert "iso2 is not in the graph: left out: 1 row, first on line 3" in found.messages
    assert "vote says that the state was not a member: left out: 1 row, first on line 2" in found.messages


@pytest.mark.parametrize(
    "row",
    [
        "5309,68,2014-02-30,R/68/262,KZ,abstain,705",
        "5309,68,2014-03-27,68/262,KZ,abstain,705",
        "5309,68,2014-03-27,R/68/262,KZ,maybe,705",
        "first,68,2014-03-27,R/68/262,KZ,abstain,705",
    ],
    ids=["day", "number", "vote", "roll call"],
)
def test_a_row_with_a_bad_cell_is_rejected(row, imported):
    found = imported("voeten-unga", VOETEN + row + "\n5309,68,2014-03-27,R/68/262,RU,no,365\n")

    assert found.code == 1
    assert "rows.csv: 1 row read, 1 rejected" in found.messages
    assert found.columns("subject") == [("russia",)]


def test_the_digital_library_has_absences_and_titles(imported):
    """A row has a column for each state; an empty cell means nothing. A resolution concerns what its title names."""
    states = "AF,AM,AZ,BY,CN,GE,KG,KZ,RU,TJ,TM,UA,US,UZ"
    title = "Problem in the Autonomous Republic of Crimea (Ukraine) : resolution / adopted by the General Assembly"
    found = imported(
        "undl-votes",
        f"date,resolution,undl_record,title,url,{states}\n"
        f"2014-03-27,A/RES/68/262,767565,{title},https://digitallibrary.un.org/record/767565?ln=en,X,,,,,Y,,A,N,,,,,\n",
    )

    assert found.columns("subject", "predicate") == [
        ("afghanistan", "absentFrom"),
        ("georgia", "votedFor"),
        ("kazakhstan", "abstainedOn"),
        ("russia", "votedAgainst"),
    ]
    assert found.values("SELECT ?what { id:unga-68-262 cakg:concerns ?what } ORDER BY ?what") == [
        f"https://w3id.org/cakg/id/{name}" for name in ("crimea", "ukraine", "un-general-assembly")
    ]
    assert found.values("SELECT ?title { id:unga-68-262 dcterms:title ?title }") == [title.partition(" : ")[0]]
    assert found.graph.ask("ASK { passage:undl-votes-767565-kz schema:url ?address }")


def test_two_datasets_share_the_same_statement(imported):
    """Each has its own claim and row."""
    one = imported("voeten-unga", VOETEN + "5309,68,2014-03-27,R/68/262,KZ,abstain,705\n")
    other = imported(
        "es11-votes", COMPILED + "A/RES/68/262,2014-03-27,Title,1-1-1,KZ,abstain,verified-1,https://a.example/b\n"
    )

    assert one.statements() == other.statements()
    claims = "SELECT ?claim { ?claim a cakg:Claim }"
    assert one.values(claims) != other.values(claims)


def test_a_compiled_vote_has_its_reports_as_evidence(imported):
    """A report without an address is kept as text; a vote without a report is left out."""
    found = imported(
        "es11-votes",
        COMPILED
        + "A/RES/ES-11/1,2022-03-02,Aggression against Ukraine (preamble names Russia),141-5-35,KZ,abstain,verified-2+,"
        + "github a/b@c0ffee data/votes.csv ; https://press.example/1 (list cut off)\n"
        + "A/RES/ES-11/1,2022-03-02,Aggression against Ukraine,141-5-35,RU,no,verified-1,A mirror (two lists only)\n"
        + "A/RES/ES-11/1,2022-03-02,Aggression against Ukraine,141-5-35,TJ,abstain,unverified-memory,\n",
    )

    assert found.columns("subject") == [("kazakhstan",), ("russia",)]
    assert found.values("SELECT ?it { ?row cakg:evidence ?it } ORDER BY STR(?it)") == [
        "A mirror (two lists only)",
        "https://github.com/a/b/blob/c0ffee/data/votes.csv",
        "https://press.example/1",
    ]
    assert found.values("SELECT ?note { ?row skos:note ?note }") == ["list cut off"]
    assert found.values("SELECT DISTINCT ?title { ?it dcterms:title ?title }") == ["Aggression against Ukraine"]
    assert "says that no report gives the vote: left out: 1 row" in found.messages


def test_the_numbers_of_the_catalogue_are_resolutions(imported, tmp_path):
    """Parts in brackets, special sessions and numbers before 1976 are read; drafts and other organs are put aside."""
    resolutions = {
        "A/RES/55/98": "55/98",
        "A/RES/55/99[A]": "55/99A",
        "A/RES/41/38[B-C]": "41/38B-C",
        "A/RES/48/75 L": "48/75L",
        "A/RES/48/76 [L]": "48/76L",
        "A/RES/377(V)[A]": "377(V)A",
        "A/RES/3379(XXX)": "3379(XXX)",
        "A/RES/2(ES-II)": "2(ES-II)",
        "A/RES/S-10/2": "S-10/2",
        "A/RES/ES-10/2": "ES-10/2",
    }
    others = ["A/RES/71/L.3", "A/RES/55/99[a]", "A/RES/55/99[]", "A/RES/75/1/Rev.1", "S/RES/2787", "A/75/L.1", ""]
    rows = [f"{at},KAZ,X,A,2000-11-20 00:00:00,55,{name}\n" for at, name in enumerate([*resolutions, *others], 1)]
    head = "undl_id,ms_code,ms_name,ms_vote,date,session,resolution\n"
    found = imported("undl-votes", head + "".join(rows))

    labels = found.values("SELECT ?label { ?it a cakg:Event ; rdfs:label ?label FILTER (LANG(?label) = 'en') }")
    assert {*labels} == {f"General Assembly resolution {number}" for number in resolutions.values()}
    assert {"A/RES/55/99[A]", "55/99A"} <= {*found.values("SELECT ?name { id:unga-55-99a skos:altLabel ?name }")}
    rejects = (tmp_path / "rows.nt.rejects.tsv").read_text().splitlines()
    assert (found.code, len(rejects)) == (1, len(others))
    assert "resolution 'A/RES/71/L.3' is not the number of a resolution of the General Assembly" in rejects[0]


def test_a_broken_address_is_left_out(imported):
    """The output stays valid whatever is in the cell."""
    addresses = ["https://a.example/\x1b", "https://a.example:p/", "https://[a/", "https://a.example/%zz", "ftp://a/"]
    row = "{},KAZ,A,2000-11-20,A/RES/55/9,{}\n"
    rows = [row.format(at, address) for at, address in enumerate([*addresses, "https://a.example/7?ln=en"], 1)]
    found = imported("undl-votes", "undl_id,ms_code,ms_vote,date,resolution,undl_link\n" + "".join(rows))

    assert found.code == 0
    assert found.values("SELECT ?it { ?row schema:url ?it }") == ["https://a.example/7?ln=en"]


def test_the_makers_own_tables_of_votes_give_the_same_statement(imported):
    """The tables have different codes of states and votes, and different columns; the import names the form."""
    dataverse = imported(
        "voeten-unga",
        "rcid,ccode,member,vote,Country,year,session,date,unres\n5309,705,1,2,KAZ,2013,68,2014-03-27,R/68/262\n"
        "5309,140,1,1,BRA,2013,68,2014-03-27,R/68/262\n5309,705,0,9,KAZ,2013,68,2014-03-27,R/68/262\n",
    )
    library = imported(
        "undl-votes",
        "undl_id,ms_code,ms_name,ms_vote,date,session,resolution\n767565,KAZ,KAZAKHSTAN,A,2014-03-27,68,A/RES/68/262\n",
    )
    package = imported(
        "voeten-unga",
        '"","rcid","country","country_code","vote","date","unres"\n"1",5309,"K","KZ","abstain",2014-03-27,"R/68/262"\n',
    )

    assert dataverse.columns("name") == [("kazakhstan-abstained-on-unga-68-262-2014-03-27",)]
    assert dataverse.statements() == library.statements() == package.statements()
    assert "rows.csv read as Harvard Dataverse, UNVotes" in dataverse.messages
    assert "ccode is not in the graph: left out: 1 row, first on line 3" in dataverse.messages


@pytest.mark.parametrize(
    "name, text",
    [
        ("undl-votes", "undl_id,ms_code,ms_vote,date,resolution\n7,KAZ,{},2000-11-20,A/RES/55/9\n"),
        ("voeten-unga", "rcid,ccode,vote,date,unres\n7,705,{},2000-11-20,R/55/9\n"),
    ],
)
def test_a_vote_has_the_codes_of_its_own_table(name, text, imported):
    """A code of another table, or none, is not read as this table's."""
    wrong = {"undl-votes": ["1", "NV", "yes", ""], "voeten-unga": ["Y", "A", "4", ""]}[name]
    head, row = text.splitlines()
    good = {"undl-votes": "Y", "voeten-unga": "1"}[name]
    found = imported(name, "\n".join([head, *map(row.format, [*wrong, good])]) + "\n")

    assert (found.code, f"rows.csv: 1 row read, {len(wrong)} rejected" in found.messages) == (1, True)


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("undl-votes", "undl_id,ms_code,ms_vote,date,resolution\n7,KAZ,Q,2000-11-20,A/RES/55/9\n", "ms_vote is not a"),
        ("voeten-unga", "RCID,ccode,vote,date,unres\nx,705,1,2000-11-20,R/55/9\n", "RCID is not a number"),
        ("atop-5", "mem1,mem2,year,Defense,offense,neutral,nonagg,consul\n365,705,2000,.,0,0,0,0\n", "Defense is nei"),
        ("ucdp-prio", UCDP_25.format("20/09/2010", ""), "start_date2 is not a day of the calendar"),
        ("ucdp-prio", UCDP_25.partition("\n")[0] + "\n", "has no rows below its header"),
    ],
)
def test_messages_name_the_columns_of_the_file(name, text, message, imported):
    """Our names of its columns may be those of other columns in the file."""
    found = imported(name, text)

    assert found.code == 2
    assert message in found.messages


@pytest.mark.parametrize("missing", ["", "NA", "NaN", "nan", "<NA>", "NaT", "None", "NULL", "null"])
def test_a_missing_value_is_none(missing, imported):
    """Programs write it in different ways."""
    found = imported("ucdp-prio", UCDP_25.format("2010-09-09", missing))

    assert found.columns("subject", "earliest", "latest") == [("tajikistan", "2010-09-09", "2010-12-31")]


# ---- Pacts and memberships ------------------------------------------------------


def test_a_run_of_years_is_one_pact(imported):
    """Both directions of a pair give one pact, and a gap ends it. The first and last year of the file give no date."""
    pact = {1999: "1", 2000: "1", 2002: "1", 2003: "1"}
    rows = [f"{a},{b},{year}.0,{on},0,0,0,0" for a, b in ((365, 705), (705, 365)) for year, on in pact.items()]
    rows.append("2.0,365.0,2001,0,0,0,1.0,0")
    found = imported("atop-5", ATOP + "\n".join(rows) + "\n")

    assert found.columns("name", "predicate", "earliest", "latest", "detail") == [
        ("russia-and-kazakhstan-pact-of-defence-from-2002", "alliedWith", "2002-01-01", "", "defence"),
        ("russia-and-kazakhstan-pact-of-defence-until-2000", "alliedWith", "", "2000-12-31", "defence"),
        (
            "united-states-and-russia-pact-of-non-aggression-2001-2001",
            "pactWith",
            "2001-01-01",
            "2001-12-31",
            "non-aggression",
        ),
    ]
    assert found.values("SELECT ?record { ?row cakg:record ?record } ORDER BY ?record")[1] == (
        "ccode 365 and 705, 1999–2000, atop_defense"
    )


def test_a_promise_without_help_is_a_pact_but_no_alliance(imported):
    """A promise not to attack, to stay neutral or to consult does not make two states allies."""
    found = imported("atop-5", ATOP + "2,701,2000,0,0,1,1,1\n2,701,2001,0,1,0,0,0\n")

    assert {(row["predicate"], row["detail"]) for row in found.statements()} == {
        ("pactWith", "neutrality"),
        ("pactWith", "non-aggression"),
        ("pactWith", "consultation"),
        ("alliedWith", "offence"),
    }


def test_each_kind_of_membership_has_its_years(imported):
    """There is no statement for years before the foundation, without membership or without data."""
    codes = {1991: "1.0", 1992: "1.0", 1993: "2.0", 1994: "0.0", 1995: "-9.0", 1996: "-1.0"}
    found = imported("cow-igo-3", COW + "".join(f"369.0,{year}.0,cis,{code},UA,x\n" for year, code in codes.items()))

    assert found.columns("label", "object", "earliest", "latest", "detail") == [
        (
            "Associate membership of Ukraine in CIS, 1993",
            "commonwealth-of-independent-states",
            "1993-01-01",
            "1993-12-31",
            "associate",
        ),
        (
            "Full membership of Ukraine in CIS until 1992",
            "commonwealth-of-independent-states",
            "",
            "1992-12-31",
            "full",
        ),
    ]


def test_an_organisation_outside_the_graph_is_left_out_and_counted(imported):
    found = imported("cow-igo-3", COW + "705,2000,un,1,KZ,full\n705,2000,opec,1,KZ,full\n")

    assert found.columns("object") == [("united-nations",)]
    assert "igo is not in the graph: left out: 1 row, first on line 3" in found.messages


def test_both_wide_forms_of_memberships_are_read(imported):
    """One has a column for each organisation, the other for each state; years at intervals do not end a membership."""
    by_state = imported(
        "cow-igo-3",
        "ccode,year,state,AAAID,CIS,CSTO\n"
        + "".join(f"705,{year},kazakhstan,0,1,{int(year > 2002)}\n" for year in (1995, 2000, 2005)),
    )
    by_organisation = imported(
        "cow-igo-3",
        "ioname,orgname,year,kazakhstan,spain\n"
        + "".join(f"CIS,x,{year},1,0\nCSTO,x,{year},{int(year > 2002)},0\n" for year in (1995, 2000, 2005)),
    )

    assert by_state.columns("label") == [
        ("Full membership of Kazakhstan in CIS",),
        ("Full membership of Kazakhstan in CSTO from 2005",),
    ]
    assert by_state.statements() == by_organisation.statements()


def test_a_bad_code_in_a_wide_form_is_named_with_its_column(imported, tmp_path):
    found = imported("cow-igo-3", "ccode,year,state,CIS,CSTO\n705,2000,k,1,5\n705,2001,k,1,1\n")

    assert found.code == 1
    assert "csto '5' is not a membership code" in (tmp_path / "rows.nt.rejects.tsv").read_text()


# ---- Conflicts -----------------------------------------------------------------


@pytest.mark.parametrize(
    "precision, end, days",
    [
        ("1", "2010-12-24,1", ("2010-09-09", "2010-12-24")),
        ("1", ",", ("2010-09-09", "2010-12-31")),
        ("5", "2010-12-24,5", ("2010-01-01", "2010-12-31")),
        ("", "2010-12-24,", ("2010-09-09", "2010-12-24")),
    ],
)
def test_the_days_of_a_conflict_are_those_of_the_episode(precision, end, days, imported):
    """The start of the conflict is another column. A day that is not exact bounds nothing but its year."""
    found = imported(
        "ucdp-prio",
        "conflict_id,side_b,incompatibility,territory_name,year,intensity_level,start_date,start_prec,start_date2,"
        "start_prec2,ep_end,ep_end_date,ep_end_prec,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,version\n"
        f"7,Group One,2,,2010,1,1992-05-05,1,2010-09-09,{precision},0,{end},702,,,,25.1\n"
        "8,Faraway Front,2,,2010,1,1992-05-05,1,2010-09-09,1,0,,,500,,,,25.1\n",
    )

    assert found.columns("subject", "object", "earliest", "latest") == [("tajikistan", "ucdp-group-one", *days)]
    assert found.values("SELECT ?name { ?it a cakg:Group ; rdfs:label ?name }") == ["Group One"]
    assert "read as UCDP/PRIO Armed Conflict Dataset" in found.messages


def test_a_state_that_joins_with_troops_supports_a_side(imported):
    """Georgia fought South Ossetia in 2008; Russia's troops make it a supporter, not a side."""
    found = imported(
        "ucdp-prio",
        UCDP + "393,2008,Republic of South Ossetia,372,,,365,1,1,South Ossetia,12-08-2008,09-11-2008\n",
    )

    assert found.columns("subject", "predicate", "object", "earliest", "latest", "detail") == [
        ("georgia", "inConflictWith", "south-ossetia", "2008-08-12", "2008-11-09", "minor"),
        ("russia", "supports", "south-ossetia", "2008-08-12", "2008-11-09", ""),
    ]
    assert found.values("SELECT DISTINCT ?record { ?row cakg:record ?record }") == [
        "conflict 393 over South Ossetia, 2008"
    ]


def test_a_conflict_of_governments_is_between_states(imported):
    """The dates are those of the fighting within each year; days may be written in two forms."""
    row = "13324,{},Government of Tajikistan,703,702,,,1,1,Common Border,{},{}\n"
    found = imported(
        "ucdp-prio", UCDP + row.format(2021, "2021-05-01", "") + row.format(2022, "01-05-2021", "18-09-2022")
    )

    assert found.columns("name", "earliest", "latest") == [
        ("kyrgyzstan-in-conflict-with-tajikistan-2021-05-01-2021-12-31-minor", "2021-05-01", "2021-12-31"),
        ("kyrgyzstan-in-conflict-with-tajikistan-2022-01-01-2022-09-18-minor", "2022-01-01", "2022-09-18"),
    ]


def test_groups_are_found_by_name_and_a_side_of_several_is_supported_as_a_whole(imported):
    """Names and numbers in a cell are in different orders, and the row does not say who of several was supported."""
    found = imported("ucdp-prio", UCDP + '13306,2016,"DPR, LPR",369,,,365,1,3,Novorossiya,18-09-2014,\n')

    assert found.columns("subject", "predicate", "object", "earliest") == [
        ("russia", "supports", "dpr-and-lpr", "2016-01-01"),
        ("ukraine", "inConflictWith", "donetsk-peoples-republic", "2016-01-01"),
        ("ukraine", "inConflictWith", "luhansk-peoples-republic", "2016-01-01"),
    ]
    assert found.values("SELECT ?record { ?row cakg:record ?record }") == [
        "conflict 13306 over government and Novorossiya, 2016"
    ]


def test_a_party_outside_the_graph_becomes_a_group(imported):
    """It has the name in the dataset; a side of several parties is no group itself."""
    found = imported("ucdp-prio", UCDP + '900,2000,"First Front, Second Front",365,,,704,2,2,,01-02-2000,\n')

    assert found.columns("subject", "object", "detail") == [
        ("russia", "ucdp-first-front", "war"),
        ("russia", "ucdp-second-front", "war"),
    ]
    assert found.values("SELECT ?label { ?group a cakg:Group ; rdfs:label ?label } ORDER BY ?label") == [
        "First Front",
        "Second Front",
    ]


def test_states_outside_the_graph_are_left_out_and_counted(imported):
    found = imported("ucdp-prio", UCDP + '333,2004,Taleban,700,,"2, 210, 770",,1,2,,27-04-1978,\n')

    assert found.columns("subject", "predicate", "object") == [
        ("afghanistan", "inConflictWith", "taliban"),
        ("pakistan", "supports", "afghanistan"),
        ("united-states", "supports", "afghanistan"),
    ]
    assert "gwno_a_2nd has a state that is not in the graph: left out: 1 row" in found.messages


@pytest.mark.parametrize("year", ["٢٠٠٨", "0000", "9999", "08", "2008.5", "2.008e3"])
def test_only_years_are_years(year, imported):
    """Digits of other scripts and years that a date cannot have are rejected; 2008.0 is 2008."""
    row = "333,{},Taleban,700,,,,1,2,,27-04-1978,\n"
    found = imported("ucdp-prio", UCDP + row.format(year) + row.format("2008.0"))

    assert (found.code, "year is not a year of four digits: 1 row" in found.messages) == (1, True)
    assert found.columns("earliest") == [("2008-01-01",)]


# ---- All -----------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_the_graph_describes_each_dataset(name, shipped_graph):
    """The graph has its author, collection method and citation before any row is imported."""
    assert shipped_graph.ask(f"""ASK {{
      source:{name} a cakg:Dataset ; cakg:author ?who ; cakg:collectionMethod ?how ;
        dcterms:bibliographicCitation ?citation ; dcterms:rights ?rights ; cakg:marksAbsence ?marks }}""")


@pytest.mark.parametrize("name", sorted(DATASETS.keys() - {"gdelt-2"}))
def test_the_page_lists_the_columns_of_each_dataset(name):
    """It tells users what their own files must have."""
    page = (shipped().graph / "datasets" / "README.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))

    assert [column for column in DATASETS[name].columns if f"`{column}`" not in row] == []


@pytest.mark.parametrize("name", sorted(DATASETS.keys() - {"gdelt-2"}))
@pytest.mark.parametrize("cell", ["", "?", "-1", "20080", "2008-0-815", "<a> \\"])
def test_no_cell_breaks_an_import(name, cell, imported):
    """Any row is read or rejected, and the output is valid N-Triples."""
    chosen = DATASETS[name]
    good = {**dict.fromkeys(chosen.columns, ""), "vote": "1", "date": "2014-03-27", "year": "2008", "code": "1"}
    good |= {"rcid": "1", "undl_record": "1", "ccode": "365", "ccode1": "365", "ccode2": "705", "intensity_level": "1"}
    good |= dict.fromkeys((column for column in chosen.columns if column.startswith("atop_")), "1")
    good |= {"conflict_id": "1", "gwno_a": "365", "side_b": "A, B", "iso2": "KZ", "KZ": "Y", "igo": "un"}
    good |= {"resolution": "A/RES/62/249"} if "resolution" in good else {}
    rows = [good, *({**good, column: cell} for column in chosen.columns)]
    lines = [chosen.columns, *([row[column] for column in chosen.columns] for row in rows)]
    found = imported(name, "".join(",".join(f'"{one}"' for one in line) + "\n" for line in lines))

    read, rejected = map(int, re.findall(r"(\d+) rows? read, (\d+) rejected", found.messages)[0])
    assert read + rejected == len(rows)
    assert found.values("SELECT ?row { ?row a cakg:Row }")


@pytest.fixture(scope="module")
def data() -> Path:
    """The folder of the datasets' own files, which are not part of the project."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("CAKG_SHARED", beside)) / "data"
    if not (folder / "unga").is_dir():
        pytest.skip("the datasets' own files are not here: set CAKG_SHARED to the folder that has data/")
    return folder


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """The script that makes the shipped files."""
    spec = importlib.util.spec_from_file_location("make", shipped().graph / "datasets" / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
def test_the_shipped_files_are_what_the_importers_make(data, make, tmp_path):
    """They are equal byte for byte, so that nothing in them was typed by hand."""
    make.main(data, tmp_path)

    made = sorted(path.name for path in tmp_path.glob("*.nt"))
    folder = shipped().graph / "datasets"
    assert made == sorted(path.name for path in folder.glob("*.nt"))
    assert [name for name in made if (tmp_path / name).read_bytes() != (folder / name).read_bytes()] == []


@pytest.mark.shared
def test_every_vote_of_the_real_table_becomes_a_statement(data, imported):
    """30,534 votes, none rejected."""
    text = (data / "unga" / "voeten_unvotes_14states_1992_2019.csv").read_text(encoding="utf-8")
    found = imported("voeten-unga", text)

    assert found.code == 0
    assert "1 file, 30,534 rows read" in found.messages
    assert found.values("SELECT (COUNT(*) AS ?all) { ?statement a cakg:Statement }") == ["30534"]
