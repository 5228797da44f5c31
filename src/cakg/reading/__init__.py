"""Reads tables of text from files of any origin: packed or plain, with lines above the header."""

from cakg.reading.packed import NotATableError, broken, parts, shown
from cakg.reading.table import LONGEST_ROW, SEPARATORS, Header, NoHeaderError, Record, mark_of, read_table, text_of

__all__ = [
    "LONGEST_ROW",
    "SEPARATORS",
    "Header",
    "NoHeaderError",
    "NotATableError",
    "Record",
    "broken",
    "mark_of",
    "parts",
    "read_table",
    "shown",
    "text_of",
]
