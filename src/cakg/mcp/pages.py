"""The tools that show parts of the graph: find, about and compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cakg.errors import UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.mcp.references import iri_of, statement_of
from cakg.mcp.writing import MOST_OTHERS, Reply, Slice, Writer, data_of, window
from cakg.model.claims import Statement
from cakg.pages.compare import Comparison
from cakg.pages.page import Page, RowSummary, Section
from cakg.pages.points import Point
from cakg.vocabulary import STMT, expand, shorten


def find(kg: KnowledgeGraph, text: str, at: Slice, *, datasets: bool) -> Reply:
    """Return the things, sources, statements and questions whose names have the words of *text*."""
    found = kg.find(text)
    things = window(found.things, data_of, at)
    sources = window(found.sources, data_of, at)
    matching = [iri for one in (*found.statements, *(found.rows if datasets else ())) if (iri := expand(one.name))]
    known = kg.records.statements(matching[at.offset : at.offset + at.limit])
    statements = window([known.get(iri) for iri in matching], data_of, at)  # an incomplete one has no record
    questions = [{"name": one.name, "summary": one.summary} for one in found.questions]
    asked = window(questions, data_of, at)

    left_out = [
        line
        for what, those in (("things", things), ("sources", sources), ("statements", statements), ("questions", asked))
        for line in those.left_out(what)
        if those.items or not at.offset
    ]
    if found.rows and not datasets:
        left_out.append(f"{len(found.rows)} statements that only datasets make: datasets=true includes them.")
    writer = Writer()
    writer.add(found.note)
    for heading, group in (("Things", things), ("Sources", sources)):
        if group.items:
            writer.heading(heading)
            writer.add(*(f"{one.name}: {one.text}" for one in group.items), indent=2)
    if records := [one for one in statements.items if one]:
        writer.heading("Statements")
        for one in records:
            writer.statement(one)
    if asked.items:
        writer.heading("Questions")
        writer.add(*(f"{each['name']}: {each['summary']}" for each in asked.items), indent=2)
    if found.similar:
        writer.heading(f"Similar words in names: {'; '.join(found.similar)}")
    data = {
        "things": things.data,
        "sources": sources.data,
        "statements": [one for one in statements.data if one],
        "questions": asked.data,
        "note": data_of(found.note),
        "similar": data_of(found.similar),
    }
    return writer.reply(kg.records.edition, data, left_out)


def page(kg: KnowledgeGraph, name: str, *, profile: str, told_by: str, datasets: bool) -> Page:
    """Return the page of a thing or a statement; an unknown statement is an error with similar ones.

    With *told_by*, its statements have their statuses too, since nobody should quote one without it.
    """
    try:
        found = kg.about(name, profile=profile, told_by=told_by or None, datasets=datasets)
    except UnknownThingError as error:
        if not error.candidates and iri_of(name).startswith(STMT.iri):
            statement_of(kg, name)
        raise
    if not told_by:
        return found
    known = kg.records.statements(one.iri for one in found.statements)
    sections = (
        section._replace(statements=tuple(one._replace(status=known[one.iri].status) for one in section.statements))
        for section in found.sections
    )
    return found._replace(sections=tuple(sections))


def about(kg: KnowledgeGraph, page: Page, at: Slice) -> Reply:
    """Return the statements on the page of a thing, or a statement with its claims and related statements."""
    listed = [(section, one) for section in page.sections for one in section.statements]
    shown = window(listed, lambda each: data_of(each[1]), at)
    sections = _sections(shown.items, shown.data)

    writer = Writer()
    status = _status(page)
    writer.add(f"{page.label}{f' [{status}]' if status else ''} ({shorten(page.iri)}, {page.kind})")
    also = ", ".join(map(str, page.names[:MOST_OTHERS]))
    writer.add(page.definition, f"Also known as: {also}" if also else "", indent=2)
    writer.add(*(f"Editors' note: {note}" for note in page.notes[:MOST_OTHERS]), indent=2)
    writer.add(page.limits, "" if listed else page.silence)
    before: Section | None = None
    for section, one in shown.items:
        if section is not before:
            writer.heading(f"{section.heading}{f' ({section.part})' if section.part else ''}")
            before = section
        writer.statement(one)
    if page.rows:
        writer.heading("Only in datasets: numbers of statements, which datasets=true lists")
        writer.add(*(_in_words(row) for row in page.rows), indent=2)
    left_out = shown.left_out("statements")
    if (most := max(map(len, (page.names, page.notes, page.identifiers)))) > MOST_OTHERS:
        left_out.append(f"Of names, notes and identifiers, up to {most}, the first {MOST_OTHERS} are here.")
    return writer.reply(kg.records.edition, {**_head(page), "sections": sections}, left_out)


def compare(kg: KnowledgeGraph, one: str, other: str, at: Slice, *, part: str) -> Reply:
    """Return where two sources agree and disagree, or the statements that only one of them makes."""
    found = kg.compare(one, other)
    alone = {"only_one": found.only_one, "only_other": found.only_other}.get(part, ())
    points = window([] if part != "points" else _in_order(found), _point, at)
    statements = window(alone, data_of, at)

    writer = Writer()
    writer.add(f"{found.one} and {found.other}")
    writer.add(*(f"{heading}: {len(those)}. {note}".strip() for heading, note, those in found.sections), indent=2)
    writer.add(
        f"Only in {found.one}: {len(found.only_one)}", f"Only in {found.other}: {len(found.only_other)}", indent=2
    )
    for point in points.items:
        writer.heading(f"{point.relation}: {point.title}")
        writer.add(point.explanation, indent=2)
        writer.claims(point.claims)
    if alone:
        writer.heading(f"Only in {found.one if part == 'only_one' else found.other}")
        for each in statements.items:
            writer.statement(each)
    left_out = points.left_out("points") + statements.left_out("statements")
    if part == "points":
        left_out.append("Statements of only one source: part=only_one and part=only_other list them.")
    sections = [{"heading": heading, "note": note, "points": len(those)} for heading, note, those in found.sections]
    data = {
        "one": data_of(found.one),
        "other": data_of(found.other),
        "sections": sections,
        "only_one": len(found.only_one),
        "only_other": len(found.only_other),
        "points": points.data,
        "statements": statements.data,
    }
    return writer.reply(kg.records.edition, data, left_out)


def _sections(shown: Sequence[tuple[Section, Statement]], data: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the sections that have statements among those *shown*, in JSON."""
    found: list[dict[str, Any]] = []
    before: Section | None = None
    for (section, _), one in zip(shown, data, strict=True):
        if section is not before:
            head = {"heading": section.heading, "part": section.part, "relation": section.relation}
            found.append({**data_of(head), "statements": []})
            before = section
        found[-1]["statements"].append(one)
    return found


def _head(page: Page) -> dict[str, Any]:
    """Return a page without its sections."""
    content = {
        "name": shorten(page.iri),
        "label": page.label,
        "kind": page.kind,
        "status": _status(page) or None,
        "definition": page.definition,
        "names": [one.text for one in page.names[:MOST_OTHERS]],
        "notes": page.notes[:MOST_OTHERS],
        "identifiers": [
            {"list": one.list, "identifier": one.identifier, "address": one.address}
            for one in page.identifiers[:MOST_OTHERS]
            if one.identifier
        ],
        "limits": page.limits,
        "silence": "" if page.sections else page.silence,
        "summary": page.summary,
        "in_datasets": [
            {
                "predicate": row.predicate,
                "role": row.role,
                "things": len(row.others) + row.more,
                "datasets": [one.label for one in row.sources],
            }
            for row in page.rows
        ],
    }
    found: dict[str, Any] = data_of(content)
    return found


def _status(page: Page) -> str:
    """Return the status of the statement that a page is about; empty for the page of a thing."""
    return next((one.status.label for one in page.statements if one.iri == page.iri), "")


def _in_words(row: RowSummary) -> str:
    fewer = row._replace(others=(), more=len(row.others) + row.more)
    return f"{fewer.text} – {', '.join(one.label for one in row.sources)}"


def _in_order(found: Comparison) -> list[Point]:
    return [point for _, _, points in found.sections for point in points]


def _point(one: Point) -> Any:
    return data_of(one)
