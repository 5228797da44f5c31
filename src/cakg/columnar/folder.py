"""Writes the tables of a graph as Parquet files into a folder, with a description of them."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from cakg.columnar import package
from cakg.columnar.tables import Tables
from cakg.files import sync
from cakg.model.records import Records

_LEVEL = 9
"""How strongly Zstandard compresses: a tenth smaller than its default, and a few percent of the time."""
_ROWS = 250_000
"""The rows of a group, of which a query can skip those whose keys it does not need."""


def is_tables(folder: Path) -> bool:
    """Return whether *folder* has the tables that :func:`write` has written, and nothing else."""
    try:
        found = json.loads((folder / package.FILE).read_bytes())
        files = {package.FILE, *(one["path"] for one in found["resources"])}
        return found["name"] == package.NAME and {one.name for one in folder.iterdir()} <= files
    except (OSError, ValueError, TypeError, KeyError):
        return False


def write(records: Records, folder: Path, program: str) -> int:
    """Write all tables into the empty *folder*, and return their number. Raises OSError.

    The same graph gives the same bytes. *program* is the name and version of this program.
    """
    written: dict[str, package.Written] = {}
    about = {"cakg:version": records.version, "cakg:contentHash": records.content_hash}
    for name, frame in Tables(records).items():
        content = BytesIO()  # polars would report a full disk in words of its own
        frame.write_parquet(
            content,
            compression="zstd",
            compression_level=_LEVEL,
            row_group_size=_ROWS,
            statistics=frame.height > _ROWS,  # they let a query skip groups; a small table has only one
            metadata=about,
        )
        data = content.getvalue()
        _write(folder / package.file_name(name), data)
        written[name] = package.Written(frame.height, len(data), sha256(data).hexdigest())
    _write(folder / package.FILE, package.descriptor(records, written, program))
    return len(written)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    sync(path)
