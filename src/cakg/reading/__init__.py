"""Reads tables of text from files of any origin: packed or plain, with lines above the header."""

from cakg.reading.packed import parts
from cakg.reading.table import LONGEST_ROW, SEPARATORS, Header, NoHeaderError, Record, read_table, text_of

__all__ = ["LONGEST_ROW", "SEPARATORS", "Header", "NoHeaderError", "Record", "parts", "read_table", "text_of"]
