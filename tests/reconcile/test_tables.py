"""Suggestions, new columns for a table, and previews."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cakg.reconcile.service import Reconciliation

Get = Callable[..., Any]
BASE = "https://graph.example/here"


def ids(answer: dict[str, Any]) -> list[str]:
    return [one["id"] for one in answer["result"]]


def test_things_are_suggested_while_a_name_is_typed(get: Get) -> None:
    """A word of any name in any script may begin with the text; identifiers and similar names count too."""
    assert ids(get("suggest/entity", prefix="kaz")) == ["kazakhstan"]
    assert ids(get("suggest/entity", prefix="аста")) == ["astana", "kazakhstan"]
    assert ids(get("suggest/entity", prefix="security")) == ["treaty-organisation"]
    assert ids(get("suggest/entity", prefix="treaty-organisation")) == ["treaty-organisation"]
    assert ids(get("suggest/entity", prefix="Q813")) == ["kyrgyzstan"]
    assert ids(get("suggest/entity", prefix="Kirgisistan")) == ["kyrgyzstan"]
    assert ids(get("suggest/entity", prefix="zakh")) == []
    assert ids(get("suggest/entity", prefix="x" * 10_000)) == []
    [one] = get("suggest/entity", prefix="kaz")["result"]
    assert one == {
        "id": "kazakhstan",
        "name": "Kazakhstan",
        "description": "A state of Central Asia.",
        "notable": [{"id": "cakg:State", "name": "state"}],
    }


def test_suggestions_are_read_page_by_page(shipped_service: Reconciliation) -> None:
    """With a cursor, the pages together have every thing once."""
    seen: list[str] = []
    while page := ids(shipped_service.suggest_entities("", len(seen))):
        seen += page
    assert sorted(seen) == sorted(shipped_service.ids)
    assert ids(shipped_service.suggest_entities("", 10**8)) == []


def test_types_and_properties_are_suggested(get: Get) -> None:
    """Names in both languages of the ontology and identifiers count; types have the broader ones."""
    assert ids(get("suggest/type", prefix="госуд")) == ["cakg:State"]
    assert "kind:city" in ids(get("suggest/type", prefix="kind:"))
    [city] = get("suggest/type", prefix="city")["result"]
    assert city["broader"][0]["id"] == "cakg:Place"
    assert city["broader"][0]["broader"] == [
        {"id": "cakg:Thing", "name": "thing", "description": city["broader"][0]["broader"][0]["description"]}
    ]
    assert ids(get("suggest/property", prefix="wiki")) == ["wikidata"]
    assert ids(get("suggest/property", prefix="russian")) == ["names-ru"]
    assert ids(get("suggest/property", prefix="iso 3166 al")) == ["iso2", "iso3"]


def test_properties_are_proposed_for_a_type(get: Get) -> None:
    """Only properties that things of the type have; as many as wanted."""
    proposed = get("properties", type="cakg:State")
    assert proposed["type"] == "cakg:State"
    names = [one["id"] for one in proposed["properties"]]
    assert {"label", "names-ru", "wikidata", "cow"} <= set(names)
    assert "cow" not in [one["id"] for one in get("properties", type="kind:city")["properties"]]
    assert get("properties", type="cakg:State", limit="2")["properties"] == proposed["properties"][:2]
    assert len(get("properties")["properties"]) >= len(names)


def test_a_table_is_extended(get: Get) -> None:
    """Each thing has its values, labels before aliases; an item of Wikidata names the service it is from."""
    wanted = [{"id": one} for one in ("wikidata", "names-ru", "type", "iri", "definition")]
    found = get(extend={"ids": ["kazakhstan", "astana", "nothing"], "properties": wanted})
    assert [one["id"] for one in found["meta"]] == ["wikidata", "names-ru", "type", "iri", "definition"]
    assert [one.get("service", "")[:8] for one in found["meta"]] == ["https://", "", "", "", ""]
    assert found["rows"]["kazakhstan"] == {
        "wikidata": [{"id": "Q232", "name": "Kazakhstan"}],
        "names-ru": [{"str": "Казахстан"}, {"str": "Астана"}],
        "type": [{"str": "state"}],
        "iri": [{"str": "https://w3id.org/cakg/id/kazakhstan"}],
        "definition": [{"str": "A state of Central Asia."}],
    }
    assert found["rows"]["astana"]["type"] == [{"str": "place"}, {"str": "city"}]
    assert set(map(str, found["rows"]["nothing"].values())) == {"[]"}


def test_the_number_of_values_can_be_limited(get: Get) -> None:
    """The setting is in the manifest; 0 and an empty text mean all values."""
    [setting] = get()["extend"]["property_settings"]

    def number(limit: object) -> int:
        wanted = [{"id": "names-ru", "settings": {setting["name"]: limit}}]
        return len(get(extend={"ids": ["kazakhstan"], "properties": wanted})["rows"]["kazakhstan"]["names-ru"])

    assert [number(limit) for limit in (1, "1", 1.0, 0, "", None, 99)] == [1, 1, 1, 2, 2, 2, 2]


def test_identifiers_from_candidates_work_everywhere(service: Reconciliation, get: Get) -> None:
    """A thing of another namespace has the name of its page as identifier, and an IRI will do in its place."""
    [candidate] = get(queries={"q": {"query": "A far object"}})["q"]["result"]
    assert re.fullmatch(r"[a-z0-9-]+", candidate["id"])
    for id in (candidate["id"], "https://elsewhere.example/Thing/1"):
        rows = get(extend={"ids": [id], "properties": [{"id": "label"}]})["rows"]
        assert rows[id]["label"] == [{"str": "A far object"}]
        assert service.thing(id) == "https://elsewhere.example/Thing/1"
    assert service.thing("id:kazakhstan") == service.thing("kazakhstan")


def test_the_preview_describes_a_thing(service: Reconciliation) -> None:
    """It has the names, the kind and the identifiers, links to the page, and loads nothing."""
    content = service.answer("preview", {"id": ["kazakhstan"]}, base=BASE)
    page = content.body.decode()
    assert content.media_type.startswith("text/html")
    assert f'href="{BASE}/thing/kazakhstan"' in page
    for text in ("A state of Central Asia.", "Қазақстан", "Wikidata", "Q232", "705", "id:kazakhstan"):
        assert text in page
    assert not re.search(r"<script|<img|src=|@import|url\(", page)
    assert "default-src 'none'" in page


def test_the_preview_shows_odd_labels_as_text(service: Reconciliation) -> None:
    """Nothing in a label becomes a part of the page."""
    page = service.answer("preview", {"id": ["odd"]}, base=BASE).body.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
