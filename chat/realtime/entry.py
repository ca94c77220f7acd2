"""Lets a socket in: where it comes from, whom its credential stands for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from chat.protocol.actors import Actor
from chat.protocol.closes import BARRED, SIGNED_OUT
from chat.queries.credentials import Holder, holders_of_sessions, holders_of_tokens
from chat.queries.secrets import hash_key

PORTS = {"http": 80, "https": 443}
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Credential:
    """What a socket came with: a session key or a token, never both."""

    session: str | None = None
    token: str | None = None


def credential_of(scope: dict[str, Any]) -> Credential | None:
    """Return the credential of a handshake; None where there is none that may be used.

    A cookie counts only from a configured origin: no other site may speak in its visitor's
    name. A bearer token counts from anywhere, for no browser adds it by itself.
    """
    headers = {name.lower(): value for name, value in scope["headers"]}
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credential(token=token.strip())
    if not _is_ours(headers):
        return None
    key = cookie(headers.get(b"cookie", b"").decode("latin-1"), settings.SESSION_COOKIE_NAME)
    return Credential(session=key) if key else None


def cookie(header: str, name: str) -> str:
    """Return the value of a cookie, empty without one; the last counts, as it does for pages.

    Split by hand: keys of sessions are never quoted, and `http.cookies` took a tenth of a connect.
    """
    value = ""
    for part in header.split(";"):
        key, _, given = part.partition("=")
        if key.strip() == name:
            value = given.strip()
    return value


def _is_ours(headers: dict[bytes, bytes]) -> bool:
    """Whether a handshake comes from a page of ours: scheme, host and port are compared.

    Without configured origins the server speaks to its own machine alone, on whichever port it
    was started: then a page's origin must be the very address it connects to.
    """
    origin = normal_origin(headers.get(b"origin", b"").decode("latin-1"))
    ours = {normal_origin(o) for o in settings.CHAT_ORIGINS}
    if settings.CHAT_LOOPBACK:
        here = normal_origin(f"http://{headers.get(b'host', b'').decode('latin-1')}")
        if here is not None and here[1] in LOOPBACK:
            ours.add(here)
    return origin is not None and origin in ours


@lru_cache(256)  # a herd comes from the same few
def normal_origin(origin: str) -> tuple[str, str, int] | None:
    """Return (scheme, host, port) of an origin; None for what is none. Never raises."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in PORTS or not parts.hostname or not bare:
        return None
    return parts.scheme, parts.hostname.lower(), port or PORTS[parts.scheme]


Admitted = tuple[Actor, datetime | None] | int


def admit(credentials: list[Credential]) -> dict[Credential, Admitted]:
    """Return whom each credential stands for and when it ends, or the code to close with."""
    keys = {c: hash_key(c.token if c.token is not None else c.session or "") for c in credentials}
    by_session = holders_of_sessions([keys[c] for c in credentials if c.token is None])
    by_token = holders_of_tokens([keys[c] for c in credentials if c.token is not None])
    return {
        c: _admitted((by_session if c.token is None else by_token).get(key))
        for c, key in keys.items()
    }


def _admitted(holder: Holder | None) -> Admitted:
    if holder is None:
        return SIGNED_OUT
    return BARRED if holder.barred else (holder.actor, holder.ends_at)


async def refuse_handshake(
    scope: dict[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]
) -> bool:
    """Answer a handshake with 503, so that a balancer tries another process. Source: ASGI.

    Returns False where the server cannot: then the socket is accepted and closed with a code.
    """
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        return False
    headers = [(b"retry-after", b"1"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})
    return True
