"""Reads the parameters and bodies of requests for services."""

from __future__ import annotations

from email.message import Message
from urllib.parse import parse_qsl

from cakg.errors import CakgError
from cakg.web.services import Request

FORM = "application/x-www-form-urlencoded"
"""The media type of parameters in a body."""
_MOST_PARAMETERS = 1_000


class RequestError(CakgError):
    """A request that is not one of the protocol; *status* is that of HTTP."""

    def __init__(self, status: int, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.status = status
        """The status of the answer."""


def pairs(text: str, where: str) -> dict[str, list[str]]:
    """Return the parameters in *text*, which is that of the *where*. Raises :class:`RequestError`."""
    try:
        found = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        what = "are not UTF-8" if isinstance(error, UnicodeError) else "are too many"
        raise RequestError(400, f"the parameters in the {where} {what}") from error
    given: dict[str, list[str]] = {}
    for name, value in found:
        given.setdefault(name, []).append(value)
    return given


def media_type(request: Request) -> str:
    """Return the media type of the body, in small letters; empty if it is not named.

    Raises :class:`RequestError` if it is in another encoding than UTF-8.
    """
    named = request.headers.get(b"content-type", b"").decode("latin-1")
    message = Message()
    message["content-type"] = named
    charset = (message.get_content_charset() or "").lower()
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RequestError(415, f"the body is in {charset}, and cakg reads UTF-8")
    return message.get_content_type() if named else ""


def text_of(request: Request) -> str:
    """Return the body as text. Raises :class:`RequestError` if it is not UTF-8."""
    try:
        return request.body.decode()
    except UnicodeDecodeError as error:
        raise RequestError(400, "the body is not UTF-8") from error
