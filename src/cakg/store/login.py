"""The user name and the password for a store, and how they are sent: as its challenge asks, Basic or Digest.

Neither is ever shown. Nothing is sent before the store asks for it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, cast
from urllib.request import Request, parse_http_list, parse_keqv_list

from cakg.errors import BadValueError

if TYPE_CHECKING:
    from cakg.store.exchange import Exchange, Reply

USER, PASSWORD = "CAKG_USER", "CAKG_PASSWORD"
"""The environment variables with the user name and the password."""
_SCHEMES = re.compile(r"(?:^|,)\s*(?=(?:Basic|Digest)(?:\s|$))", re.IGNORECASE)
_HASHES = {"md5": "md5", "sha-256": "sha256"}
"""The algorithms of Digest that are known, with their names in hashlib."""


@dataclass
class Login:
    """A user name and a password; both are empty for a store that asks for none."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    _challenge: dict[str, str] | None = field(default=None, repr=False)
    _count: int = field(default=0, repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str], user: str = "", password: str = "") -> Login:
        """Return the login in *environment*, or else *user* and *password*, which are those of an address.

        Raises :class:`BadValueError` if only the password is set.
        """
        name, secret = environment.get(USER, ""), environment.get(PASSWORD, "")
        if secret and not name:
            raise BadValueError(f"{PASSWORD} is set and {USER} is not", remedy=f"set {USER} to the user name")
        return cls(name, secret) if name else cls(user, password)

    def __bool__(self) -> bool:
        """Return whether there is a user name."""
        return bool(self.user)

    def send(self, exchange: Exchange, request: Request) -> Reply:
        """Return the reply to *request*; if the store asks for a login, send the request again with it."""
        self.authorise(request)
        reply = exchange.send(request)
        if reply.status == 401 and self.take(reply.headers.get_all("WWW-Authenticate", [])):
            self.authorise(request)
            with suppress(AttributeError):
                cast("IO[bytes]", request.data).seek(0)  # a file; bytes have no position
            reply = exchange.send(request)
        return reply

    def take(self, challenges: Sequence[str]) -> bool:
        """Use the challenge of a store for all later requests; return whether one of *challenges* can be answered.

        *challenges* are the headers ``WWW-Authenticate`` of an answer with the status 401.
        """
        known = [one for header in challenges for one in map(_parsed, _SCHEMES.split(header)) if _is_known(one)]
        if not known or not self:
            return False
        self._challenge = min(known, key=lambda one: one["scheme"] != "digest")  # Basic only if nothing else is offered
        self._count = 0
        return True

    def authorise(self, request: Request) -> None:
        """Add the header that the challenge asks for to *request*; none before there was a challenge."""
        if self._challenge is not None:
            request.add_unredirected_header("Authorization", self._header(request, self._challenge))

    @property
    def sends_password(self) -> bool:
        """Whether the password itself is sent, as Basic does."""
        return self._challenge is not None and self._challenge["scheme"] == "basic"

    def _header(self, request: Request, challenge: dict[str, str]) -> str:
        if challenge["scheme"] == "basic":
            return f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"
        algorithm = challenge.get("algorithm", "MD5")

        def digest(*parts: str) -> str:
            return hashlib.new(_HASHES[algorithm.lower()], ":".join(parts).encode(), usedforsecurity=False).hexdigest()

        self._count += 1
        count, own, realm, nonce = f"{self._count:08x}", secrets.token_hex(8), challenge["realm"], challenge["nonce"]
        user = digest(self.user, realm, self.password)
        asked = digest(request.get_method(), request.selector)
        fields = {"username": self.user, "realm": realm, "nonce": nonce, "uri": request.selector}
        if "qop" in challenge:
            fields |= {"response": digest(user, nonce, count, own, "auth", asked), "cnonce": own}
        else:
            fields |= {"response": digest(user, nonce, asked)}
        fields |= {"opaque": challenge["opaque"]} if "opaque" in challenge else {}
        quoted = [f'{name}="{_escaped(value)}"' for name, value in fields.items()]
        plain = [f"algorithm={algorithm}", *([f"qop=auth, nc={count}"] if "qop" in challenge else [])]
        return f"Digest {', '.join([*quoted, *plain])}"


def _parsed(text: str) -> dict[str, str]:
    """Return the fields of a challenge, with its ``scheme``."""
    scheme, _, rest = text.strip().partition(" ")
    pairs = [one for one in parse_http_list(rest) if "=" in one]
    return {name.lower(): value for name, value in parse_keqv_list(pairs).items()} | {"scheme": scheme.lower()}


def _is_known(challenge: Mapping[str, str]) -> bool:
    if challenge["scheme"] != "digest":
        return challenge["scheme"] == "basic"
    kinds = [one.strip().lower() for one in challenge.get("qop", "auth").split(",")]
    return (
        challenge.get("algorithm", "MD5").lower() in _HASHES
        and "auth" in kinds
        and "nonce" in challenge
        and ("realm" in challenge)
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
