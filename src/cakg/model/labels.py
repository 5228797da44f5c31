"""Labels and definitions of nodes; a passage is labelled with its source and place."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal

from cakg.store.protocol import Engine, Term
from cakg.store.rows import rows, texts, values_of
from cakg.vocabulary import PASSAGE, shorten


def labels(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return the label of each of *iris*: in English, else in any language, else the shortened IRI.

    The label of a passage is its source's short name with its place, ``ASIA-Plus 2022 11.1``, or with the identifier
    of the row, ``Voeten 2020, rcid 4829, KAZ``.
    """
    wanted = sorted(set(iris))
    passages = [iri for iri in wanted if iri.startswith(PASSAGE.iri)]
    called = _best(engine, [iri for iri in wanted if not iri.startswith(PASSAGE.iri)], "rdfs:label|skos:prefLabel")
    if passages:
        rows = texts(
            engine,
            f"""SELECT * WHERE {{
              VALUES ?iri {{ {values_of(passages)} }} ?iri cakg:source ?source . ?source cakg:shortName ?name .
              OPTIONAL {{ ?iri cakg:paragraph ?paragraph }}
              OPTIONAL {{ ?iri cakg:sentence ?sentence }}
              OPTIONAL {{ ?iri cakg:record ?record }}
            }}""",
        )
        parts = ("name", "record", "paragraph", "sentence")
        called |= {row["iri"]: passage_label(*(row.get(part, "") for part in parts)) for row in rows}
    return {iri: called.get(iri) or shorten(iri) for iri in wanted}


def passage_label(source: str, record: str, paragraph: str, sentence: str) -> str:
    """Return the label of a passage, given its source's short name and the parts of its place; any may be empty."""
    place = f", {record}" if record else f" {paragraph}.{sentence}" if paragraph and sentence else ""
    return source + place


def definitions(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return the one-line description of each of *iris* that has one."""
    return _best(engine, sorted(set(iris)), "skos:definition")


def best_text(texts: Iterable[Term]) -> str:
    """Return one of several literals: in English, else without a language, else any. Empty if all are blank."""
    literals = (one for one in texts if isinstance(one, Literal) and one.value.strip())
    ranked = [({"en": 0, None: 1}.get(one.language, 2), one.value) for one in literals]
    return min(ranked)[1] if ranked else ""


def _best(engine: Engine, iris: list[str], path: str) -> dict[str, str]:
    """Return the :func:`best_text` at the end of *path* for each of *iris* that has one."""
    if not iris:
        return {}
    query = f"SELECT ?iri ?text WHERE {{ VALUES ?iri {{ {values_of(iris)} }} ?iri {path} ?text }}"
    texts: dict[str, list[Term]] = {}
    for iri, text in rows(engine, query):
        if iri and text:
            texts.setdefault(iri.value, []).append(text)
    return {iri: best_text(those) for iri, those in texts.items()}
