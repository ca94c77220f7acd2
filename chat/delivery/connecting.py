"""Opens connections to checked addresses alone: the place that nothing can go around.

A name is resolved once for each connection, every address that comes back is checked, and the
connection is made to a checked address and not to the name. So a name that answers differently a
moment later changes nothing. TLS and the request go on speaking to the name.
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore

from chat.delivery.addresses import is_open
from chat.delivery.refusal import Refusal

TRIED_ADDRESSES = 3  # of one name; the next in turn where one does not answer
CONNECT_SECONDS = 2.0  # for one address, so that the next has a chance

Resolve = Callable[[str, int], Awaitable[list[str]]]  # from name and port to addresses
Dial = Callable[[str, int, float], Awaitable[httpcore.AsyncNetworkStream]]


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """The network as the client sees it. Source: httpcore's network backends."""

    def __init__(self, resolve: Resolve, dial: Dial) -> None:
        self._resolve = resolve
        self._dial = dial

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # as httpcore calls it; ours is shorter
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers; raises Refusal."""
        addresses = await self._resolve(host, port)
        if not addresses or not all(map(is_open, addresses)):
            raise Refusal("it is not on the public internet")
        for address in addresses[:TRIED_ADDRESSES]:
            try:
                return await self._dial(address, port, CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        raise Refusal("it does not answer")

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Refuse: a page is never behind a file. Raises Refusal."""
        raise Refusal("it is not on the web")

    async def sleep(self, seconds: float) -> None:
        """Wait. Source: httpcore's network backends."""
        await asyncio.sleep(seconds)


async def dial(address: str, port: int, seconds: float) -> httpcore.AsyncNetworkStream:
    """Open a connection to an address; raises httpcore's ConnectError and ConnectTimeout."""
    return await httpcore.AnyIOBackend().connect_tcp(address, port, timeout=seconds)


async def resolve(host: str, port: int) -> list[str]:
    """Return every address of a host, as the system resolves it; none where it does not.

    In a thread that nobody waits for, neither here past the caller's time nor when the process
    ends: a name server that says nothing would hold both for as long as it likes.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError):
            addresses = []
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, addresses)

    def tell(addresses: list[str]) -> None:
        if not answer.done():
            answer.set_result(addresses)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    return await answer
