"""Describes a directory of tables as a Data Package, the format of https://datapackage.org (Frictionless)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from cakg.columnar.layout import TABLES
from cakg.columnar.schema import Column, Table
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.model.sources import Source
from cakg.vocabulary import BASE, GRAPH

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = "cakg-tables"
"""The name of every package that cakg writes, by which such a directory is known."""


class Written(NamedTuple):
    """A file of a table."""

    rows: int
    size: int
    """In bytes."""
    sha256: str


def file_name(table: str) -> str:
    """Return the name of the file of a table."""
    return f"{table}.parquet"


def descriptor(records: Records, written: Mapping[str, Written], program: str) -> bytes:
    """Return the description of the tables *written*, by name, as JSON; the same graph gives the same bytes.

    *program* is the name and version of what wrote them.
    """
    rights = Rights(records)
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": NAME,
        "id": GRAPH,
        "title": rights.name,
        "description": rights.scope,
        "homepage": BASE,
        "version": records.version,
        "contentHash": records.content_hash,
        "program": program,
        "licenses": _licences(rights),
        "contributors": [{"title": rights.creator, "roles": ["creator"]}] if rights.creator else [],
        "sources": [_source(one) for one in records.sources_with_passages],
        "resources": [_resource(table, written[table.name]) for table in TABLES],
    }
    kept = {name: value for name, value in package.items() if value not in ("", [])}
    return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")


def schema(table: Table) -> dict[str, Any]:
    """Return the schema of a table: fields, primary key, foreign keys."""
    keys = [
        {"fields": [column.name], "reference": {"resource": column.refers, "fields": [_key_of(column)]}}
        for column in table.foreign
    ]
    return {
        "fields": [_field(column, table) for column in table.columns],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
    }


def _resource(table: Table, written: Written) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": file_name(table.name),
        "description": table.text,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "rowCount": written.rows,
        "schema": schema(table),
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    kind = "string" if column.type == "node" else column.type
    required = {"constraints": {"required": True}} if column.name in table.key else {}
    return {"name": column.name, "type": kind, "description": column.text, **required}


def _key_of(column: Column) -> str:
    [table] = (table for table in TABLES if table.name == column.refers)
    return table.key[0]


def _licences(rights: Rights) -> list[dict[str, str]]:
    return [{"path": rights.licence_iri, "title": rights.licence}] if rights.licence_iri else []


def _source(source: Source) -> dict[str, str]:
    terms = {"path": source.address, "licence": source.licence if source.dataset else ""}
    return {"title": source.citation, **{name: text for name, text in terms.items() if text}}
