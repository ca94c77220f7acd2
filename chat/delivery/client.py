"""Fetches a page of the public web, and nothing else, within narrow bounds.

Nothing here can be switched on by the environment or by an answer: no cookies, no proxies, no
credentials, no redirects but those followed below. Each is a page that a stranger named.
"""

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import httpcore

from chat.delivery.connecting import CheckedBackend, Dial, Resolve, dial, resolve
from chat.delivery.refusal import Refusal
from chat.delivery.targets import Target, target_of

FETCH_SECONDS = 5.0  # for all of a page: looking up, connecting, redirects and reading
PAGE_BYTES = 524_288  # of a page, decompressed; what describes it stands at its beginning
REDIRECTS = 3  # a shortener, its https and the page's own www
CHUNK_BYTES = 65_536  # decompressed at once, so that a bomb is noticed in time
CHUNKS = 4_096  # of a page; one in crumbs takes more time than it is worth

HEADERS = [
    (b"accept", b"text/html"),
    (b"accept-encoding", b"gzip"),
    (b"accept-language", b"en;q=0.8, *;q=0.5"),
    (b"connection", b"close"),
    (b"user-agent", b"chat-link-preview/1.0 (bot; shows a link's title to its readers)"),
]
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head\s*>|<body[\s>]", re.IGNORECASE)
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Page:
    """The beginning of a page: where it was found, its bytes and the charset it was sent with."""

    host: str
    body: bytes
    charset: str | None


class Client:
    """Fetches pages; what it resolves and connects with can be given, for tests."""

    def __init__(self, resolve: Resolve = resolve, dial: Dial = dial) -> None:
        self._backend = CheckedBackend(resolve, dial)

    async def fetch(self, url: str) -> Page:
        """Return the beginning of a page; raises Refusal, whatever the reason."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await self._follow(target_of(url))
        except TimeoutError:
            raise Refusal("it takes too long") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise Refusal(f"it cannot be read: {type(error).__name__}") from error

    async def _follow(self, target: Target) -> Page:
        """Fetch, and go on where a redirect leads: each step is checked like the first."""
        for _ in range(REDIRECTS + 1):
            found = await self._get(target)
            if isinstance(found, Page):
                return found
            target = found
        raise Refusal("it leads on too often")

    async def _get(self, target: Target) -> Page | Target:
        """Return the page at a target, or where it has moved; raises Refusal."""
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        async with (
            # A pool of one connection: nothing is kept from one page to the next.
            httpcore.AsyncConnectionPool(network_backend=self._backend) as pool,
            pool.stream("GET", url, headers=[(b"host", _authority(target)), *HEADERS]) as response,
        ):
            headers = {name.lower(): value for name, value in response.headers}
            if response.status in _MOVED:
                return target.beyond(_text(headers.get(b"location", b"")))
            if response.status != 200:
                raise Refusal(f"it answers {response.status}")
            kind = _text(headers.get(b"content-type", b""))
            if kind.partition(";")[0].strip().lower() != "text/html":
                raise Refusal("it is no page")
            encoding = _text(headers.get(b"content-encoding", b"identity")).strip().lower()
            body = await _beginning(_decoded(response.aiter_stream(), encoding))
        charset = _CHARSET.search(kind)
        return Page(target.host, body, charset[1] if charset else None)


def _authority(target: Target) -> bytes:
    """Return the host as a request names it."""
    return (f"[{target.host}]" if ":" in target.host else target.host).encode()


def _text(value: bytes) -> str:
    """Return a header as text; raises Refusal."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Refusal("its answer is not well-formed") from None


async def _beginning(chunks: AsyncGenerator[bytes, None]) -> bytes:
    """Read up to the end of the head, or as far as a page is read at all."""
    body = bytearray()
    async with aclosing(chunks):
        async for chunk in chunks:
            looked_at = max(0, len(body) - 16)  # an end that lies across two chunks
            body += chunk
            if len(body) >= PAGE_BYTES or _HEAD_END.search(body, looked_at):
                break
    return bytes(body[:PAGE_BYTES])


async def _decoded(chunks: AsyncIterator[bytes], encoding: str) -> AsyncGenerator[bytes, None]:
    """Yield a body piece by piece, decompressed in small steps; raises Refusal.

    No more is taken in than a page may have, also where it decompresses to nothing.
    """
    if encoding not in {"identity", "gzip"}:
        raise Refusal("it is compressed in a way that was not asked for")
    gzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding == "gzip" else None
    taken = count = 0
    async for chunk in chunks:
        rest, taken, count = chunk, taken + len(chunk), count + 1
        if count > CHUNKS:
            raise Refusal("it comes in crumbs")
        try:
            while rest and gzip:
                yield gzip.decompress(rest, CHUNK_BYTES)
                rest = gzip.unconsumed_tail
        except zlib.error:
            raise Refusal("it is not compressed as it says") from None
        if rest:
            yield rest
        if taken >= PAGE_BYTES:
            return
