"""Starts the process's life with its first request, and ends it with the server's lifespan."""

import gc
from collections.abc import MutableMapping
from typing import Any

from chat.pipeline.health import health
from chat.realtime.life import Life

Frame = MutableMapping[str, Any]

# Objects made before the collector looks for cycles, and its rounds before it looks further: a
# batch of commands makes thousands, which reference counting frees, and no cycles.
COLLECT_AFTER = (10_000, 20, 20)


class Alive:
    """An ASGI layer: every server works, with the lifespan protocol (uvicorn) or without."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Frame, receive: Any, send: Any) -> None:
        """Pass on what is not lifespan. Source: the ASGI specification."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await Life.start()
        if any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
            health.forwarded()
        if scope["type"] == "http":
            send = _last_on_its_connection(send)
        await self._application(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                Life.begin()
                _spare_the_collector()
                await send({"type": "lifespan.startup.complete"})
            elif kind == "lifespan.shutdown":
                await (await Life.start()).stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _last_on_its_connection(send: Any) -> Any:
    """Let a draining process keep no connection: what a balancer sent on one would be cut off."""

    async def announce(frame: Frame) -> None:
        if health.draining and frame["type"] == "http.response.start":
            frame = {**frame, "headers": [*frame.get("headers", ()), (b"connection", b"close")]}
        await send(frame)

    return announce


def _spare_the_collector() -> None:
    """Keep the garbage collector from visiting what was imported: it lives as long as we do."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
