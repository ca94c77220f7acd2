"""Somebody with a browser at every server: signed in once, and wanting to stay so."""

from contextlib import AsyncExitStack
from typing import Self

from tests.clients import Client
from tests.faults.stage import Stage
from tests.journeys.browser import Browser


class Visitor:
    """Signs in by the form at the last server, and keeps a socket at each."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.name = name
        self.servers = stage.servers
        self.browser = Browser([server.url for server in stage.servers])
        self.lines: list[Client] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.browser)
        await self.browser.sign_in(self.name, at=len(self.servers) - 1)
        for server in self.servers:
            line = Client([server.socket_url], cookie=self.browser.cookie, origin=server.url)
            self.lines.append(await self._stack.enter_async_context(line))
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._stack.aclose()

    async def shut_out(self) -> list[str]:
        """What the session was refused so far: pages now, and sockets that were closed."""
        pages = range(len(self.servers))
        found = [f"no page of server {n}" for n in pages if not await self.browser.signed_in(n)]
        closed = [f"closed at server {n}: {x.closes}" for n, x in enumerate(self.lines) if x.closes]
        return found + closed
