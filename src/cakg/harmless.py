r"""Makes text from outside harmless where it is shown: in a terminal, a page, a spreadsheet, JSON or Markdown.

Labels, quotes, addresses, file names and arguments may contain characters that control a terminal, change the direction
of text or are invisible, and texts that a spreadsheet runs as a formula or Markdown turns into a link. Such a character
is shown as an escape, ``\u202e``, and nothing is dropped: readers see that a text is odd, and that two names differ.
"""

from __future__ import annotations

import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, BinaryIO, cast

# Controls, direction overrides, characters without a glyph, line separators, lone surrogates, and code points that are
# no characters. XML forbids some of them.
_CONTROLS = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_HIDDEN = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
# Joiners and marks are left alone in the scripts that need them: Persian is spelt with U+200C.
_JOINERS = "\u061c\u180b-\u180f\u200b-\u200f"
_JOINED = (
    "\u0590-\u061b\u061d-\u109f\u1780-\u180a\u1810-\u18af\ua840-\ua9ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
)
"""Scripts written from right to left, scripts of South and Southeast Asia, Mongolian, and emoji."""
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTED = "0-9#*\xa9\xae\u0600-\ufdff\ufe10-\U000e00ff"
"""What a variation selector may follow; it has a meaning only after symbols, emoji, CJK and Mongolian."""
_UNSEEN = re.compile(f"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0{_SELECTORS}]")
"""Those of the characters above that Python calls printable."""

_NUMBER = r"[+-]?(?:[0-9][0-9.,'\u00a0\u202f ]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s?%?|[+-]?[iI][nN][fF]"
_SIGNS = r"[=+\-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]"
"""Signs that begin a formula, also in the forms of East Asian keyboards."""
_FORMULA = re.compile(
    rf"""^(?!\s*(?:{_NUMBER})\s*\Z)(?=[\s"']*{_SIGNS}|[\t\r\n])"""
    rf"""|(?<=[;\t\r\n])(?!(?:{_NUMBER})\s*(?:[;\t\r\n]|\Z))(?="*{_SIGNS})"""
)

_MARKUP = re.compile(r"[\\`*_\[\]{}<|~$]|&(?=#?\w+;)|(?<=/)/|(?<![0-9])\.(?=\w)|\.(?=[^\W\d_])")
"""Marks of emphasis, code, links and HTML; and slashes and dots of addresses, which GitHub turns into links."""
_BLOCK = re.compile(r"^([ \t]*(?:[0-9]+(?=[.)]))?)([#=+>%:(.)-])", re.MULTILINE)
"""Marks of headings, lists and other blocks at the start of a line."""
_WEB = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}


def visible(text: str) -> str:
    r"""Return *text* with harmful characters written as ``\u001b`` or ``\U000e0041``; it is safe in any terminal.

    A byte of a file name or an argument that is not UTF-8 is written as ``\xff``. Newlines and tabs are left alone.
    """
    return _replaced(text, _escape)


def shortened(text: str, most: int = 300) -> str:
    """Return *text* on one line for a message: :func:`visible`, with an ellipsis if longer than *most* characters."""
    # What is left out is not made visible, since a text from outside may be long.
    shown = " ".join(visible(text[: 4 * most]).split())
    return shown if len(shown) <= most and len(text) <= 4 * most else f"{shown[: most - 1]}…"


def is_text(text: str) -> bool:
    """Return whether *text* can be encoded: it has no lone surrogate, as in arguments that are not UTF-8."""
    return text.isascii() or not re.search("[\ud800-\udfff]", text)


def visible_in_json(text: str) -> str:
    r"""Return JSON in which harmful characters of texts are written as ``\u001b``: it means the same."""
    return _replaced(text, _json_escape)


def visible_data(data: Any) -> Any:
    """Return *data*, made of dictionaries, lists and texts, with :func:`visible` texts and keys."""
    if isinstance(data, str):
        return visible(data)
    if isinstance(data, Mapping):
        return {visible_data(name): visible_data(value) for name, value in data.items()}
    return [visible_data(value) for value in data] if isinstance(data, list | tuple) else data


def in_spreadsheet(text: str) -> str:
    """Return the text of a cell with an apostrophe where a spreadsheet would start a formula; numbers stay the same.

    A program in a language with decimal commas splits lines at semicolons, so formulas after one count too.
    """
    return _FORMULA.sub("'", visible(text))


def in_markdown(text: str, links: Iterable[str] = ()) -> str:
    """Return *text* so that Markdown shows it unchanged: without links, mentions, pictures, HTML or blocks.

    Only the web addresses in *links* become links.
    """
    if web := [re.escape(visible(one)) for one in links if _WEB.fullmatch(one)]:
        parts = re.split(f"({'|'.join(web)})", visible(text))
        return "".join(f"<{part}>" if place % 2 else in_markdown(part) for place, part in enumerate(parts))
    escaped = _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), visible(text))
    escaped = _BLOCK.sub(r"\1\\\2", escaped)
    return re.sub(r"@(?=\w)", "@&#8288;", escaped)  # GitHub links an address even if the sign is escaped


def standard_output() -> BinaryIO:
    """Return standard output for bytes; in a terminal, harmful characters are shown as escapes, whatever the format."""
    return cast("BinaryIO", _Terminal()) if sys.stdout.isatty() else sys.stdout.buffer


class _Terminal:
    """The part of a binary file that writers of output use."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("surrogateescape").decode

    def write(self, data: bytes) -> int:
        """Write *data*; bytes that are not UTF-8 are shown as escapes too."""
        sys.stdout.buffer.write(visible(self._decode(data)).encode())
        return len(data)


def _replaced(text: str, escape: Callable[[re.Match[str]], str]) -> str:
    # Compiling the pattern takes 5 ms, and most texts do not need it.
    if text.replace("\n", "").isprintable() and (text.isascii() or not _UNSEEN.search(text)):
        return text
    return _harmful().sub(escape, text)


@cache
def _harmful() -> re.Pattern[str]:
    return re.compile(
        rf"[{_CONTROLS}{_HIDDEN}{_NO_CHARACTERS}]|\r(?!\n)|(?<![{_JOINED}])[{_JOINERS}](?![{_JOINED}])"
        rf"|(?<![{_SELECTED}])[{_SELECTORS}]"
    )


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # Python's stand-in for a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    code = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{code[place : place + 4]}" for place in range(0, len(code), 4))
