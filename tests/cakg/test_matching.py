"""Names in tables are matched to our things."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cakg.cli import main
from cakg.links.matching import Matcher
from cakg.store.local import LocalStore
from cakg.vocabulary import ID

pytestmark = pytest.mark.slow

MATCHED = {
    # Names as people write them, in several scripts
    "kassym-jomart-tokayev": "Токаев; Tokayev; Tokaev; Тоқаев; Tokaev, Kassym-Jomart; Kasym-Zhomart Tokaev;"
    " Касымжомарт Токаев; Qasym-Jomart Toqaev; ТОКАЕВ Касым-Жомарт Кемелевич",
    "vladimir-putin": "Путин; Putin, Vladimir; Vladímir Putin; Путин Владимир Владимирович",
    "kazakhstan": "Қазақстан; Kazakhstan; Казахстан; Kasachstan; Kazajistán; 哈萨克斯坦; KAZ; KZ; Q232; id:kazakhstan;"
    " http://www.wikidata.org/entity/Q232; Kazakhstan, Republic of; REPUBLIC OF KAZAKHSTAN; Kazahstan; Kazakstan;"
    " Kazakhstan[12]; Kazakhstan*; Ка\u00adзах\u200bстан; Kазахстан; ＫＡＺＡＫＨＳＴＡＮ; \u00a0Kazakhstan ;"
    " Republic of Kazakstan; Khazakhstan; Qozog'iston; Qozog‘iston; Rep. of Kazakhstan; Kazakhstan, Rep. of;"
    " Kazakhstan (Rep.); KAZAKHSTAN REP",
    "kyrgyzstan": "Kyrgyz Republic; The Kyrgyz Republic; Kirghizia; Киргизия; Кыргызстан; Kirgizstan; Kyrgystan;"
    " Kirgisistan; Кыргызская Республика; Qirg'iziston; Kyrgyz Rep.; Kyrgyzstan (Kirghizia);"
    " Kyrgyz Republic [formerly Kirghizia]; Rep. of Kyrgyzstan; Kyrgyzstan, Rep.",
    "tajikistan": "Тоҷикистон; Ҷумҳурии Тоҷикистон; Tadjikistan; Tadschikistan; Tajikstan; Tadzhikistan; Тожикистон",
    "turkmenistan": "Türkmenistan; Туркмения; Тукменистан; Turkmenistn; Türkmənistan; Turkmenistan, Rep. of",
    "uzbekistan": "Oʻzbekiston; O'zbekiston; Oʻzbekiston Respublikasi; Ozbekiston; Ўзбекистон;"
    " Uzbekstan; Uzbekistan (Republic of)",
    "islamic-state": "ISIS; Islamic State; ИГИЛ; Islamic State of Iraq and the Levant; داعش; Daesh",
    "iran": "Iran (Islamic Republic of); Irán; ایران; IRN; Islamic Republic of Iran; Iran, Islamic Rep.;"
    " Islamic Rep. of Iran; Iran, I.R. of; Iran (Persia)",
    "china": "China, P.R.; P. R. China; People's Rep. of China; China (People's Rep. of)",
    "belarus": "Belarus (Byelorussia); Belarus, Rep.",
    "turkey": "Turkey (Ottoman Empire); Rep. of Türkiye; Turkiye; Republic of Turkey; Turkey (Rep. of)",
    "afghanistan": "Afghanistan, Islamic Rep. of",
    "united-kingdom": "United Kingdom of Great Britain and N. Ireland",
    "georgia": "Georgia; Грузия; Géorgie; საქართველო; GEO; Republic of Georgia",
    "united-states": "U.S.A.; U. S.; USA; US; Vereinigte Staaten; États-Unis",
    "russia": "РФ; Росия; Russie; Rusiya; Russian Federation; kremlin; Russian Fed.; Rus. Fed.; Russia (Soviet Union)",
    "csto": "ОДКБ; ODKB; Collective Security Treaty Organisation",
    "irpt": "Islamic Renaissance Party; ПИВТ; PIVT",
    "european-union": "EU; ЕС; Union européenne",
    "donetsk-peoples-republic": "Donetsk Peoples Republic; ДНР; Donetsk People’s Republic; Donetsk Peoples' Republic",
    "crimea": "Крым; Krym; Crimea",
    "wagner": "ЧВК Вагнер; PMC “Wagner”",
}
NOT_MATCHED = {
    # Another state, and the reason if it is not in the graph
    "turkmenistan": "Türkiye; Turkey; Турция; Turkestan; Turkistan; Turk. Rep. of N. Cyprus",
    "iran": "Irani; Ira; Iraq; Irak; Ирак; Islamic Republic of Iraq; Oran",
    "kazakhstan": "Kurdistan; Казахстана; Kazakhstani",
    "tajikistan": "Tatarstan; TI",
    "russia": "Prussia; Russian; RS; Richard Wagner; Ruslan; Rasha; RUSI; Soviet Union; USSR; Russia (Kaliningrad);"
    " Russia (Crimea); Chechen Rep.; Belarus (Russia)",
    "turkey": "Turk; Турк; Turkmen",
    "pakistan": "Pakistani",
    "kyrgyzstan": "Киргиз; Kirghiz",
    "armenia": "Almania; Romania; Yerevan (Armenia)",
    "united-kingdom": "England",
    "china": "Sina; Indochina; Republic of China; Rep. of China; China, Rep.; China (Taiwan); China (Hong Kong);"
    " Taiwan, Province of China; Hong Kong SAR China; CH; Macao SAR China",
    "georgia": "Atlanta, Georgia; Georgia, USA; South Georgia; Georgia (US); Georgina; GA",
    # Other people, groups and places whose names share words
    "islamic-state": "Islamic Renaissance Party; Islamic State Khorasan Province; ISIS-K; IS; is; Islamic Republic",
    "donetsk-peoples-republic": "Donetsk; Донецк; Donetsk oblast; DPR Korea",
    "afghanistan": "Islamic Emirate of Afghanistan",
    "kassym-jomart-tokayev": "Tokarev; Токарев; Nikolai Tokarev; Tokayeva",
    "dmitry-medvedev": "Viktor Medvedchuk; Evgenia Medvedeva; D. Medvedev; Alexander Medvedev",
    "vladimir-putin": "Igor Putin; Lyudmila Putina; V. Putin; Putina; Vladimir Rutin",
    "temur-umarov": "Doku Umarov; Umarova; Omarov",
    "european-union": "ES; eu",
    "wagner": "Warner; Richard Wagner; Wagner-Rogers",
    "crimea": "Republic of Crimea; Crimean War; Cremea River",
    "uzbekistan": "Islamic Movement of Uzbekistan; Tashkent, Uzbekistan; 704",
    "united-states": "us; United Arab States",
    "mir": "MIRV; Mira; Mur",
    "resolution-of-march-2022": "ES-11/2; A/RES/ES-11/4; ES-1/11",
}


class Run(NamedTuple):
    """The result of a command."""

    code: int
    out: str
    messages: str


def pairs(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(thing, text.removeprefix(" ")) for thing, texts in names.items() for text in texts.split(";")]


@pytest.fixture(scope="module")
def matcher(shipped_graph: LocalStore) -> Matcher:
    return Matcher(shipped_graph)


@pytest.mark.parametrize("thing, text", pairs(MATCHED))
def test_a_name_is_matched(matcher: Matcher, thing: str, text: str) -> None:
    """Script, spelling, word order and case may differ; the match has a reason and a score."""
    match = matcher.match(text)
    assert match.iri == ID[thing], match
    assert match.label
    assert match.kind
    assert 75 < match.score <= 100
    assert ": " in match.how


@pytest.mark.parametrize("thing, text", pairs(NOT_MATCHED))
def test_a_name_is_not_matched_to_another_thing(matcher: Matcher, thing: str, text: str) -> None:
    """A wrong match is worse than none."""
    assert matcher.match(text).iri != ID[thing]


@pytest.mark.parametrize(
    "text, how, candidates",
    [
        ("Moscow", "ambiguous: 2 meanings", ["id:moscow", "id:russia"]),
        ("Kiev", "ambiguous: 2 meanings", ["id:kyiv", "id:ukraine"]),
        ("Toshkent", "ambiguous: 2 meanings", ["id:tashkent", "id:uzbekistan"]),
        ("Душанбе", "ambiguous: 2 meanings", ["id:dushanbe", "id:government-of-tajikistan"]),
        ("IS", "ambiguous: 2 meanings", ["id:islamic-state", "Iceland (IS)"]),
        ("RS", "unsure: more likely Serbia (RS)", ["id:russia", "fips"]),
        ("705", "unsure: a code of cow: use --codes cow", ["id:kazakhstan"]),
        ("Tokarev", "unsure: too many differences for a short word", ["id:kassym-jomart-tokayev"]),
        ("Russian", "unsure: different ending", ["id:russia"]),
        ("В. Путин", "unsure: a surname with other words", ["id:vladimir-putin"]),
        ("President Kassym-Jomart Tokayev", "unsure: a surname with other words", ["id:kassym-jomart-tokayev"]),
        ("Токаєв", "unsure: only a surname", ["id:kassym-jomart-tokayev"]),
        ("Neuseeland", "not in the graph: New Zealand (NZ)", []),
        ("Korea, Dem. People's Rep.", "not in the graph: North Korea (KP)", []),
        ("Congo, Dem. Rep.", "not in the graph: Congo - Kinshasa (CD)", []),
        ("Venezuela, RB", "not in the graph: Venezuela (VE)", []),
        ("Lao PDR", "not in the graph: Laos (LA)", []),
        ("Myanmar (Burma)", "not in the graph: Myanmar (Burma) (MM)", []),
        (
            "Kabul (Afghanistan)",
            "unsure: the words in brackets may say where a place of this name is",
            ["id:afghanistan"],
        ),
        ("Baku (AZ)", "unsure: the words in brackets may say where a place of this name is", ["id:azerbaijan"]),
        ("Georgia (Atlanta)", "unsure: the words in brackets are unknown", ["id:georgia"]),
        ("Xanadu", "not found", []),
        (" ", "empty", []),
    ],
)
def test_an_uncertain_name_has_a_reason(matcher: Matcher, text: str, how: str, candidates: list[str]) -> None:
    """Candidates are listed with the reason against them."""
    match = matcher.match(text)
    assert (match.iri, match.score, match.how) == ("", 0, how)
    assert [part for part in candidates if part not in match.candidates] == []
    assert bool(match.candidates) == bool(candidates)


def test_a_kind_tells_the_city_from_the_government(shipped_graph: LocalStore) -> None:
    """Things of other kinds are no candidates, and neither are the world's states if no state is wanted."""
    assert Matcher(shipped_graph, ["place"]).match("Moscow").iri == ID["moscow"]
    assert Matcher(shipped_graph, ["state"]).match("Moscow").iri == ID["russia"]
    assert Matcher(shipped_graph, ["organisation"]).match("IS").iri == ID["islamic-state"]


@pytest.mark.parametrize(
    "system, text, thing",
    [
        ("cow", "705", "kazakhstan"),
        ("cow", "705.0", "kazakhstan"),
        ("isonum", "51", "armenia"),
        ("isonum", "051", "armenia"),
        ("fips", "RS", "russia"),
        ("iso3", "kaz", "kazakhstan"),
    ],
)
def test_a_column_of_codes_is_read_in_its_own_system(
    shipped_graph: LocalStore, system: str, text: str, thing: str
) -> None:
    """A code may be another state's in another system; zeros that a spreadsheet lost or added do not matter."""
    assert Matcher(shipped_graph, system=system).match(text).iri == ID[thing]
    assert Matcher(shipped_graph, system=system).match("Russia").how == "not found"


# ---- Tables ---------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, shipped_store: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Match a column of a table and return the result."""

    def run_command(table: str | bytes, column: str, *options: str, encoding: str = "utf-8") -> Run:
        path = tmp_path / "names.csv"
        path.write_bytes(table if isinstance(table, bytes) else table.encode(encoding))
        code = main(["link", "table", str(path), "--column", column, "--graph", shipped_store, *options])
        return Run(code, *capsys.readouterr())

    return run_command


TABLE = [["страна", " n "], ["Казахстан", "007"], ['"a ""b"""', "  x "], [], ["Moscow", ""]]


@pytest.mark.parametrize(
    "encoding, name",
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1251", "cp1251"), ("koi8-r", "koi8_r")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_keeps_its_columns(
    run: Callable[..., Run], tmp_path: Path, encoding: str, name: str, delimiter: str
) -> None:
    """Cells, order, empty lines and line ends stay in any encoding and with any delimiter; six columns are added."""
    text = "".join(delimiter.join(line) + "\r\n" for line in TABLE)
    code, _, messages = run(text, "страна", "-o", str(tmp_path / "out.csv"), encoding=encoding)
    written = (tmp_path / "out.csv").read_bytes()

    assert code == 0
    assert f"read as {name}\n" in messages
    assert written.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    lines = written.decode("utf-8-sig").split("\r\n")
    assert [line.startswith(kept) for line, kept in zip(lines, text.split("\r\n"), strict=True)] == [True] * 6
    assert lines[0].endswith(
        delimiter.join(["", "cakg_iri", "cakg_label", "cakg_kind", "cakg_score", "cakg_how", "cakg_candidates"])
    )
    assert lines[1].split(delimiter)[2:5] == [ID["kazakhstan"], "Kazakhstan", "state"]


def test_a_table_of_one_column_is_not_split(run: Callable[..., Run]) -> None:
    """Its commas belong to the names, whether or not they are quoted."""
    _, out, _ = run('name\nAtlanta, Georgia\n"Tokaev, K."\n', "name")

    assert [row[0] for row in csv.reader(out.splitlines())] == ["name", "Atlanta, Georgia", "Tokaev, K."]


def test_a_turkish_table_keeps_its_letters(run: Callable[..., Run]) -> None:
    """They are not taken for Icelandic ones."""
    table = "ülke,yer\nKırgızistan,Bişkek\nTürkiye,Ağrı ve Şanlıurfa\n"
    _, out, messages = run(table, "ülke", encoding="cp1254")

    assert "read as cp1254\n" in messages
    assert [line.startswith(row) for line, row in zip(out.splitlines(), table.splitlines(), strict=True)] == [True] * 3


@pytest.mark.parametrize("above, lines", [("sep=;\n", 1), ("Title; and more\n\nNote\n", 3)])
def test_lines_above_the_header_are_left_out(run: Callable[..., Run], above: str, lines: int) -> None:
    """The summary counts them; the case of the column does not matter."""
    code, out, messages = run(f"{above}Country;n\nKazakhstan;1\n", "country")

    assert (code, out.splitlines()[0].startswith("Country;n;cakg_iri;")) == (0, True)
    assert out.splitlines()[1].startswith(f"Kazakhstan;1;{ID['kazakhstan']};")
    assert f"{lines} line{'s' if lines > 1 else ''} above the header left out" in messages


def test_a_table_may_have_any_file_name(tmp_path: Path, shipped_store: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is not UTF-8 is shown with escapes."""
    path = tmp_path / os.fsdecode(b"a\xff.csv")
    path.write_text("name\nIran\n")

    assert main(["link", "table", str(path), "--column", "name", "--graph", shipped_store]) == 0
    assert main(["link", "table", str(path), "--column", "x", "--graph", shipped_store]) == 2
    assert "no column is called 'x'" in capsys.readouterr().err


def test_a_cell_may_have_any_length(run: Callable[..., Run]) -> None:
    assert run(f"name\n{'x' * 200_000}\n", "name").out.splitlines()[1].startswith("x" * 200_000)


def test_a_table_is_not_overwritten(run: Callable[..., Run], tmp_path: Path) -> None:
    same = f"{tmp_path}/../{tmp_path.name}/names.csv"

    assert run("страна\nИран\n", "страна", "-o", same, encoding="cp1251").code == 2
    assert (tmp_path / "names.csv").read_bytes() == "страна\nИран\n".encode("cp1251")


def test_the_summary_counts_outcomes_and_lists_doubtful_names(run: Callable[..., Run], tmp_path: Path) -> None:
    """The table goes to the file, the summary to standard error."""
    output = tmp_path / "out.csv"
    table = f"name,n\nMoscow,1\nMoscow ,2\nUzbekstan,3\n\nXanadu,4\n{'x' * 99},5\n"
    code, out, messages = run(table, "name", "-o", str(output))

    assert (code, out) == (0, "")
    assert "5 rows, 4 names, read as utf-8\n" in messages
    assert "1 ambiguous\n         'Moscow': Moscow (id:moscow) 100" in messages
    assert "1 by fuzzy\n         'Uzbekstan': Uzbekistan\n" in messages
    assert f"2 not found\n         'Xanadu'\n         '{'x' * 60}…'\n" in messages
    assert "--kind KIND" in messages
    assert len(output.read_text(encoding="utf-8").splitlines()) == 7


def test_a_table_may_be_matched_twice_and_be_ragged(run: Callable[..., Run]) -> None:
    """The second time its columns get other names; rows of another length are filled up and counted."""
    _, first, messages = run("a,b\nRussia\nIran,Fidschi,more\n", "a")
    assert "2 rows with more or fewer cells" in messages

    code, out, _ = run(first, "b")
    assert code == 0
    header, russia, iran = out.splitlines()
    assert header.startswith("a,b,,cakg_iri,")
    assert header.endswith("cakg2_how,cakg2_candidates")
    assert russia.startswith(f"Russia,,,{ID['russia']},Russia,")
    assert iran.startswith(f"Iran,Fidschi,more,{ID['iran']},Iran,")
    assert iran.endswith("0,not in the graph: Fiji (FJ),")


def test_a_kind_and_a_system_are_options(run: Callable[..., Run]) -> None:
    assert f"Moscow,{ID['moscow']}," in run("name\nMoscow\n", "name", "--kind", "place").out
    assert f"705,{ID['kazakhstan']}," in run("code\n705\n", "code", "--codes", "cow").out


@pytest.mark.parametrize(
    "table, problem",
    [
        (b"", "is empty"),
        (b"land,year\nIran,2022\n", "no column is called 'country' its columns are land, year"),
        (b"countrie;year\nIran;2022\n", "did you mean countrie?"),
        (b"country,country\nIran,Iraq\n", "2 columns are called 'country'"),
        (b"PK\x03\x04\x14\x00\x06\x00\xd9country", "is damaged or cut off"),
        (b"country\0", "is not a text file"),
        ("country\nКазахстан\n".encode() + b"\xff\n", "byte 27 is not utf-8, and no other encoding fits"),
        (b'country,year\n"Iran,2022\nIraq,2022\n', "line 3: unexpected end of data"),
        (b'country,year\n"Iran" (Tehran),2022\n', "line 2: ',' expected after"),
        (b'"country\nIran\n', "line 2: unexpected end of data"),
    ],
)
def test_an_unsuitable_file_is_refused(run: Callable[..., Run], tmp_path: Path, table: bytes, problem: str) -> None:
    """The message names the file; for a missing column it lists those that exist."""
    code, out, messages = run(table, "country")

    assert (code, out) == (2, "")
    assert problem in re.sub(r"\s+", " ", messages)
    assert str(tmp_path / "names.csv") in messages
