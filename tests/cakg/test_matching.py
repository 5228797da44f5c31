"""Names in other people's tables, matched to our things."""

from __future__ import annotations

from pathlib import Path

import pytest

from cakg.cli import main
from cakg.cli.link_table import read
from cakg.errors import BadValueError
from cakg.links.matching import Matcher
from cakg.store.local import LocalStore
from cakg.vocabulary import ID

MATCHED = {
    # What people write, in the scripts they write it in
    "kassym-jomart-tokayev": "Токаев; Tokayev; Tokaev; Тоқаев; Tokaev, Kassym-Jomart; Kasym-Zhomart Tokaev;"
    " Касымжомарт Токаев; Qasym-Jomart Toqaev; ТОКАЕВ Касым-Жомарт Кемелевич",
    "vladimir-putin": "Путин; Putin, Vladimir; Vladímir Putin; Путин Владимир Владимирович",
    "kazakhstan": "Қазақстан; Kazakhstan; Казахстан; Kasachstan; Kazajistán; 哈萨克斯坦; KAZ; KZ; Q232; id:kazakhstan;"
    " http://www.wikidata.org/entity/Q232; Kazakhstan, Republic of; REPUBLIC OF KAZAKHSTAN; Kazahstan; Kazakstan;"
    " Kazakhstan[12]; Kazakhstan*; Ка\u00adзах\u200bстан; Kазахстан; ＫＡＺＡＫＨＳＴＡＮ; \u00a0Kazakhstan ;"
    " Republic of Kazakstan; Khazakhstan; Qozog'iston; Qozog‘iston",
    "kyrgyzstan": "Kyrgyz Republic; The Kyrgyz Republic; Kirghizia; Киргизия; Кыргызстан; Kirgizstan; Kyrgystan;"
    " Kirgisistan; Кыргызская Республика; Qirg'iziston",
    "tajikistan": "Тоҷикистон; Ҷумҳурии Тоҷикистон; Tadjikistan; Tadschikistan; Tajikstan; Tadzhikistan; Тожикистон",
    "turkmenistan": "Türkmenistan; Туркмения; Тукменистан; Turkmenistn; Türkmənistan",
    "uzbekistan": "Oʻzbekiston; O'zbekiston; Oʻzbekiston Respublikasi; Ozbekiston; Ўзбекистон;"
    " Uzbekstan; Uzbekistan (Republic of)",
    "islamic-state": "ISIS; Islamic State; ИГИЛ; Islamic State of Iraq and the Levant; داعش; Daesh",
    "iran": "Iran (Islamic Republic of); Irán; ایران; IRN; Islamic Republic of Iran",
    "georgia": "Georgia; Грузия; Géorgie; საქართველო; GEO; Republic of Georgia",
    "united-states": "U.S.A.; U. S.; USA; US; Vereinigte Staaten; États-Unis",
    "russia": "РФ; Росия; Russie; Rusiya; Russian Federation; kremlin",
    "csto": "ОДКБ; ODKB; Collective Security Treaty Organisation",
    "irpt": "Islamic Renaissance Party; ПИВТ; PIVT",
    "european-union": "EU; ЕС; Union européenne",
    "donetsk-peoples-republic": "Donetsk Peoples Republic; ДНР; Donetsk People’s Republic; Donetsk Peoples' Republic",
    "crimea": "Крым; Krym; Crimea",
    "wagner": "ЧВК Вагнер; PMC “Wagner”",
}
NOT_MATCHED = {
    # Another state, and how it is said that the graph does not have it, if it does not
    "turkmenistan": "Türkiye; Turkey; Турция; Turkestan; Turkistan",
    "iran": "Irani; Ira; Iraq; Irak; Ирак; Islamic Republic of Iraq; Oran",
    "kazakhstan": "Kurdistan; Казахстана; Kazakhstani",
    "tajikistan": "Tatarstan; TI",
    "russia": "Prussia; Russian; RS; Richard Wagner; Ruslan; Rasha; RUSI",
    "turkey": "Turk; Турк; Turkmen",
    "pakistan": "Pakistani",
    "kyrgyzstan": "Киргиз; Kirghiz",
    "armenia": "Almania; Romania",
    "united-kingdom": "England",
    "china": "Sina; Indochina; Republic of China; Taiwan, Province of China; Hong Kong SAR China; CH; Macao SAR China",
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


def pairs(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(thing, text.removeprefix(" ")) for thing, texts in names.items() for text in texts.split(";")]


@pytest.fixture(scope="module")
def matcher(shipped_graph: LocalStore) -> Matcher:
    return Matcher(shipped_graph)


@pytest.mark.parametrize("thing, text", pairs(MATCHED))
def test_a_name_is_matched(matcher: Matcher, thing: str, text: str) -> None:
    """Whatever the script, the spelling, the order of words and the case; the reason and the score stand with it."""
    match = matcher.match(text)
    assert match.iri == ID[thing], match
    assert match.label
    assert match.kind
    assert 75 < match.score <= 100
    assert ": " in match.how


@pytest.mark.parametrize("thing, text", pairs(NOT_MATCHED))
def test_a_name_is_not_matched_to_what_it_does_not_mean(matcher: Matcher, thing: str, text: str) -> None:
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
        ("RS", "unsure: rather Serbia (RS)", ["id:russia", "fips"]),
        ("705", "unsure: a code where --codes cow says so", ["id:kazakhstan"]),
        ("Tokarev", "unsure: much differs for so short a word", ["id:kassym-jomart-tokayev"]),
        ("Russian", "unsure: another ending", ["id:russia"]),
        ("В. Путин", "unsure: a surname with other words", ["id:vladimir-putin"]),
        ("President Kassym-Jomart Tokayev", "unsure: a surname with other words", ["id:kassym-jomart-tokayev"]),
        ("Токаєв", "unsure: a surname alone", ["id:kassym-jomart-tokayev"]),
        ("Neuseeland", "not in the graph: New Zealand (NZ)", []),
        ("Xanadu", "not found", []),
        (" ", "empty", []),
    ],
)
def test_what_is_not_certain_says_why(matcher: Matcher, text: str, how: str, candidates: list[str]) -> None:
    """Candidates are named with the reason that speaks against them."""
    match = matcher.match(text)
    assert (match.iri, match.score, match.how) == ("", 0, how)
    assert [part for part in candidates if part not in match.candidates] == []
    assert bool(match.candidates) == bool(candidates)


def test_a_kind_tells_the_city_from_the_government(shipped_graph: LocalStore) -> None:
    """Things of other kinds are not looked at; neither are the world's states where no state is wanted."""
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
    """The same sign means another state elsewhere; zeros that a spreadsheet lost or added do not matter."""
    assert Matcher(shipped_graph, system=system).match(text).iri == ID[thing]
    assert Matcher(shipped_graph, system=system).match("Russia").how == "not found"


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


TABLE = [["страна", " n "], ["Казахстан", "007"], ['"a ""b"""', "  x "], [], ["Moscow", ""]]


@pytest.mark.parametrize(
    "encoding, said",
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1251", "cp1251"), ("koi8-r", "koi8_r")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_keeps_its_columns(tmp_path: Path, matcher: Matcher, encoding: str, said: str, delimiter: str) -> None:
    """Whatever its encoding and delimiter: cells, order, empty lines and ends of lines stay, six columns come."""
    text = "".join(delimiter.join(line) + "\r\n" for line in TABLE)
    found = read(Path(table(tmp_path, text, encoding)), "страна")
    written = found.with_matches({name: matcher.match(name) for name in ("Казахстан", "Moscow", 'a "b"')})

    assert found.encoding == said
    assert written.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    lines = written.decode("utf-8-sig").split("\r\n")
    assert [line.startswith(kept) for line, kept in zip(lines, text.split("\r\n"), strict=True)] == [True] * 6
    assert lines[0].endswith(
        delimiter.join(["", "cakg_iri", "cakg_label", "cakg_kind", "cakg_score", "cakg_how", "cakg_candidates"])
    )
    assert lines[1].split(delimiter)[2:5] == [ID["kazakhstan"], "Kazakhstan", "state"]


def test_a_table_of_one_column_is_not_split(tmp_path: Path) -> None:
    """Its commas belong to the names, whether or not they are quoted."""
    rows = read(Path(table(tmp_path, 'name\nAtlanta, Georgia\n"Tokaev, K."\n')), "name").rows
    assert rows == [["Atlanta, Georgia"], ["Tokaev, K."]]


def test_a_turkish_table_is_read_as_it_is(tmp_path: Path) -> None:
    """Its letters are not taken for Icelandic ones."""
    found = read(Path(table(tmp_path, "ülke,yer\nKırgızistan,Bişkek\nTürkiye,Ağrı ve Şanlıurfa\n", "cp1254")), "ülke")
    assert found.encoding == "cp1254"
    assert found.rows == [["Kırgızistan", "Bişkek"], ["Türkiye", "Ağrı ve Şanlıurfa"]]


def test_a_cell_may_be_as_long_as_it_likes(tmp_path: Path) -> None:
    assert read(Path(table(tmp_path, f"name\n{'x' * 200_000}\n")), "name").rows == [["x" * 200_000]]


def test_the_table_itself_is_not_written_over(tmp_path: Path) -> None:
    given = table(tmp_path, "страна\nИран\n", "cp1251")
    before = Path(given).read_bytes()
    assert main(["link", "table", given, "--column", "страна", "-o", f"{tmp_path}/../{tmp_path.name}/names.csv"]) == 2
    assert Path(given).read_bytes() == before


def test_what_is_left_to_look_at_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answer goes to the file, counts by reason and the doubtful names to standard error."""
    output = tmp_path / "out.csv"
    given = table(tmp_path, f"name,n\nMoscow,1\nMoscow ,2\nUzbekstan,3\n\nXanadu,4\n{'x' * 99},5\n")
    assert main(["link", "table", given, "--column", "name", "-o", str(output)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "5 rows, 4 names, read as utf-8\n" in told.err
    assert "1 ambiguous\n         'Moscow': Moscow (id:moscow) 100" in told.err
    assert "1 by fuzzy\n         'Uzbekstan': Uzbekistan\n" in told.err
    assert f"2 not found\n         'Xanadu'\n         '{'x' * 60}…'\n" in told.err
    assert "--kind KIND" in told.err
    assert len(output.read_text(encoding="utf-8").splitlines()) == 7


def test_a_table_may_be_matched_twice_and_be_ragged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time its columns get other names; rows of another length are filled up and counted."""
    first = tmp_path / "first.csv"
    main(["link", "table", table(tmp_path, "a,b\nRussia\nIran,Fidschi,more\n"), "--column", "a", "-o", str(first)])
    assert "2 rows with more or fewer cells" in capsys.readouterr().err
    assert main(["link", "table", str(first), "--column", "b"]) == 0
    header, russia, iran = capsys.readouterr().out.splitlines()
    assert header.startswith("a,b,,cakg_iri,")
    assert header.endswith("cakg2_how,cakg2_candidates")
    assert russia.startswith(f"Russia,,,{ID['russia']},Russia,")
    assert iran.startswith(f"Iran,Fidschi,more,{ID['iran']},Iran,")
    assert iran.endswith("0,not in the graph: Fiji (FJ),")


@pytest.mark.parametrize(
    "data, said",
    [
        (b"", "is empty"),
        (b"land,year\nIran,2022\n", "no column is called 'country'\n    its columns are land, year"),
        (b"countrie;year\nIran;2022\n", "did you mean countrie?"),
        (b"country,country\nIran,Iraq\n", "2 columns are called 'country'"),
        (b"PK\x03\x04\x14\x00\x06\x00\xd9country", "is no text that can be read"),
        (b"country\0", "is no text that can be read"),
        ("country\nКазахстан\n".encode() + b"\xff\n", "byte 27 is not utf-8, and no other encoding fits"),
        (b'country,year\n"Iran,2022\nIraq,2022\n', "line 3: unexpected end of data"),
        (b'country,year\n"Iran" (Tehran),2022\n', "line 2: ',' expected after"),
        (b'"country\nIran\n', "line 2: unexpected end of data"),
    ],
)
def test_a_file_that_is_no_such_table_says_what_it_is(tmp_path: Path, data: bytes, said: str) -> None:
    """A missing column names those that are there."""
    path = tmp_path / "names.csv"
    path.write_bytes(data)
    with pytest.raises(BadValueError) as caught:
        read(path, "country")
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
