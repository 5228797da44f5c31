"""What can go wrong with an endpoint, in words: statuses, its own explanation, how long it asks clients to wait.

Does not send requests and does not read answers.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

from cakg.harmless import shortened

CHECK_ADDRESS = "check that this is the address of a SPARQL query service; many end in /query or /sparql"
ASK_FOR_LESS = "ask for less: add a LIMIT or conditions, or divide the query; or try again later"
TRY_LATER = "try again later"
NAME_YOURSELF = (
    "some endpoints block programs that do not name a contact (`cakg link enrich --contact ADDRESS`) or that ask too"
    " often; otherwise ask its operators for access"
)
WAIT = "wait, then try again"
_READ = 1 << 14
"""How many bytes of an answer are searched for an explanation."""

_STATUSES = {
    400: ("does not accept the request", "check the query"),
    401: ("needs a user name and a password", "put them into the address: https://NAME:PASSWORD@HOST/PATH"),
    403: ("refuses the request", NAME_YOURSELF),
    404: ("has no page at this address", CHECK_ADDRESS),
    405: ("takes no queries at this address", CHECK_ADDRESS),
    406: ("cannot answer in a format that cakg reads", "it must offer SPARQL results as JSON, and triples as Turtle"),
    407: ("cannot be reached: the proxy needs a password", "put it into the address of the proxy, in http_proxy"),
    408: ("did not get the query in time", TRY_LATER),
    410: ("has no page at this address any more", CHECK_ADDRESS),
    413: ("does not accept a query of this length", "divide the query"),
    414: ("does not accept a query of this length", "divide the query"),
    415: ("does not accept queries in the form of SPARQL 1.1", CHECK_ADDRESS),
    429: ("gets too many requests", WAIT),
    500: (
        "failed to answer the query",
        "try a simpler query, or the same again later; its operators can see the cause",
    ),
    502: ("is not available at present", TRY_LATER),
    503: ("is not available at present", TRY_LATER),
    504: ("is not available at present, or needs too long for the query", ASK_FOR_LESS),
}
_LATE = re.compile(
    r"time-?out|timed[ -]out|time ?limit|deadline exceeded|estimated execution time|S1TAT|too long"
    r"|longer than [0-9.]+ ?s"
    r"|query[\w ]{0,30}(?:cancell?ed|interrupted|aborted)",
    re.IGNORECASE,
)
"""How endpoints say that a query took too long: Blazegraph, Virtuoso, Jena, QLever, Oxigraph and others."""
_MUCH = re.compile(
    r"larger than [0-9.]+ ?[kmg]i?b|(?:more|too much|out of|not enough) memory|memory (?:limit|exceeded|exhausted)",
    re.IGNORECASE,
)
"""How endpoints say that a query, or its answer, needs too much."""
_BLOCKED = re.compile(r"user-?agent|robot|captcha|blocked|access denied", re.IGNORECASE)
_BUSY = re.compile(r"too many requests|rate.?limit|overload|too busy", re.IGNORECASE)
_NO_TEXT = re.compile(r"(?is)<(head|script|style|title)\b.*?</\1\s*>|<!--.*?-->")
_INLINE = re.compile(r"(?i)</?(?:a|abbr|b|code|em|i|small|span|strong|tt|u)\b[^<>]{0,999}>")
_TAG = re.compile(r"<[/!?]?\w[^<>]{0,999}>?")
_ECHO = re.compile(r"(?i)\W*(?:sparql[- ]?)?query(?:str|string)?\W*[:=]")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]*)?\s*(?:s|sec|seconds)?(?:\s*,\s*[0-9]+(?:\.[0-9]*)?)*+", re.ASCII)
"""Seconds; a proxy may have joined several headers with commas."""
_FRAME = re.compile(r"at \S+\(|File \"|Traceback |\.\.\. \d+ more")
_KEYS = ("message", "detailedMessage", "exception", "error", "detail", "description", "reason", "title")
"""The keys under which endpoints explain an error in JSON."""


class Fault(Exception):
    """An endpoint gives no complete answer. *what* continues a sentence that begins with its address."""

    def __init__(self, what: str, remedy: str = CHECK_ADDRESS) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def of_status(code: int, reason: str, explanation: str, *, again: str = "", named: bool = False) -> Fault:
    """Return the fault that a status means. With *named*, the request had a user name."""
    if code in (400, 500, 503, 504) and is_late(explanation):
        what, remedy = "ended the query because it took too long", ASK_FOR_LESS
    elif code in (400, 500, 503) and needs_much(explanation):
        what, remedy = "ended the query because it needed too much", ASK_FOR_LESS
    elif code == 401 and named:
        what, remedy = "does not accept the user name and the password", "check them in the address"
    else:
        kind = "does not work at present" if code >= 500 else "does not answer the query"
        what, remedy = _STATUSES.get(code, (kind, TRY_LATER if code >= 500 else CHECK_ADDRESS))
    if code not in (401, 429):
        remedy = advice(explanation, remedy)
    said = f": {explanation}" if explanation else ""
    return Fault(f"{what}{again}: it returned {code} {shortened(reason)}".rstrip() + said, remedy)


def is_late(explanation: str) -> bool:
    """Return whether an endpoint explains that the query took too long."""
    return _LATE.search(explanation) is not None


def needs_much(explanation: str) -> bool:
    """Return whether an endpoint explains that the query, or its answer, needed too much memory."""
    return _MUCH.search(explanation) is not None


def advice(explanation: str, otherwise: str) -> str:
    """Return what to do after an endpoint's *explanation*; *otherwise* if it is of no known kind."""
    kinds = ((_LATE, ASK_FOR_LESS), (_MUCH, ASK_FOR_LESS), (_BLOCKED, NAME_YOURSELF), (_BUSY, WAIT))
    return next((remedy for kind, remedy in kinds if kind.search(explanation)), otherwise)


def explanation(body: bytes, media_type: str, sparql: str, *, skip: str = "") -> str:
    """Return the first line of *body* that explains an error, safe to print; empty if there is none.

    A line that mentions a time-out comes first. Lines that repeat the query *sparql*, the status or the words in
    *skip*, and the lines of a program's stack, explain nothing.
    """
    text = body[:_READ].decode("utf-8", "replace").replace("\0", " ")
    if text.lstrip().startswith("{"):
        text = _from_json(body) or text
    if "html" in media_type or text.lstrip().startswith("<"):
        text = html.unescape(_TAG.sub("\n", _INLINE.sub("", _NO_TEXT.sub("\n", text))))
    query = " ".join(sparql.split())
    status = re.compile(
        rf"(?i)(?:https?|status|error|code|nginx|[\W\d_]|{'|'.join(map(re.escape, skip.split())) or '#'})*+"
    )
    lines = [line for line in _lines(text, query) if not status.fullmatch(line)]
    first = " ".join(lines[: 2 if lines and lines[0].endswith(":") else 1])
    return next(filter(is_late, lines), shortened(first))


def _lines(text: str, query: str) -> Iterator[str]:
    for raw in text.splitlines():
        bare = " ".join(raw.split())
        if not _FRAME.match(bare) and not _ECHO.match(bare) and bare not in query:
            yield shortened(bare.replace(query, "…") if query else bare)


def _from_json(body: bytes) -> str:
    """Return the message in a JSON object of a usual form; empty if there is none."""
    try:
        found = json.loads(body[:_READ], strict=False)
    except (ValueError, RecursionError):
        return ""
    for _ in range(3):
        if not isinstance(found, dict):
            break
        found = next((found[key] for key in _KEYS if found.get(key)), "")
    return found if isinstance(found, str) else ""


def seconds_to_wait(retry_after: Sequence[str], now: float) -> float | None:
    """Return the seconds in the headers ``Retry-After``, the longest if there are several; None if there are none.

    A header has seconds or a date, which is in UTC if it has no zone; a date in the past means no pause. Other text is
    ignored.
    """
    return max((found for one in retry_after if (found := _seconds(one.strip(), now)) is not None), default=None)


def _seconds(text: str, now: float) -> float | None:
    if numbers := _NUMBERS.fullmatch(text) and re.findall(r"[0-9]+(?:\.[0-9]+)?", text):
        return max(map(float, numbers))
    try:
        when = parsedate_to_datetime(text)
        return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
