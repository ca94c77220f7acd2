"""Starts the process's life with its first request, and ends it with the server's lifespan."""

from collections.abc import MutableMapping
from typing import Any

from chat.realtime.life import Life


class Alive:
    """An ASGI layer: every server works, with the lifespan protocol (uvicorn) or without."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Pass on what is not lifespan. Source: the ASGI specification."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await Life.start()
        await self._application(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                Life.begin()
                await send({"type": "lifespan.startup.complete"})
            elif kind == "lifespan.shutdown":
                await (await Life.start()).stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
