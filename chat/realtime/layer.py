"""This process's one channel on the layer, and a canary that proves it is being heard."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from chat import metrics
from chat.pipeline.health import CANARY_LATE, health
from chat.pipeline.publish import EVERYONE, Publisher

logger = logging.getLogger(__name__)

CANARY_SECONDS = 1.0  # between canaries: three missing mean a dead layer
SUBSCRIBE_SECONDS = 0.5  # that anybody waits for a subscription; it goes on without them
BROKEN_SECONDS = 0.05  # after what could not be read: a flood of it may not take the loop
REBUILD_SECONDS = 2.0  # for closing a dead layer's connections
RENEW_SECONDS = 3_600.0  # group membership expires after a day in some layers


class Ear:
    """Receives what other processes tell. The layer may drop, delay or die at any time."""

    def __init__(self, publisher: Publisher, hear: Callable[[dict[str, Any]], None]) -> None:
        self._publisher = publisher
        self._hear = hear
        self._layer = get_channel_layer()
        self._channel: str | None = None
        self._groups: set[str] = {EVERYONE}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._receiver: asyncio.Task[None] | None = None
        self._renewed_at = time.monotonic()

    async def start(self) -> None:
        """Begin to listen; a layer that is dead now is tried again with each canary."""
        await self._within(SUBSCRIBE_SECONDS, self._build())

    async def _build(self) -> None:
        self._channel = await self._layer.new_channel()
        self._receiver = asyncio.create_task(self._receive(self._channel))
        for group in tuple(self._groups):
            await self._layer.group_add(group, self._channel)

    async def _receive(self, channel: str) -> None:
        while True:
            try:
                self._receive_one(await self._layer.receive(channel))
            except Exception:  # whatever came, forged or broken, the next must be heard
                logger.exception("a message of the layer could not be read")
                await asyncio.sleep(BROKEN_SECONDS)

    def _receive_one(self, message: dict[str, Any]) -> None:
        if message.get("origin") != self._publisher.origin:
            self._hear(message)
        elif message["type"] == "canary":
            health.canary_at = time.monotonic()

    async def join(self, *groups: str) -> None:
        """Listen to groups too; waits a moment for the layer, but not for a dead one."""
        new = [group for group in groups if group not in self._groups]
        self._groups.update(new)
        if new and self._channel is not None:
            await self._within(SUBSCRIBE_SECONDS, self._add(new, self._channel))

    async def _add(self, groups: list[str], channel: str) -> None:
        for group in groups:
            await self._layer.group_add(group, channel)

    async def leave(self, group: str) -> None:
        """Stop listening to a group."""
        self._groups.discard(group)
        if self._channel is not None:
            await self._within(SUBSCRIBE_SECONDS, self._discard(group, self._channel))

    async def _discard(self, group: str, channel: str) -> None:
        if group not in self._groups:
            await self._layer.group_discard(group, channel)

    async def _within(self, seconds: float, work: Any) -> None:
        """Wait so long for work, then let it go on by itself; its errors only count."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        await asyncio.wait({task}, timeout=seconds)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            metrics.PUBLISH_ERRORS.inc()

    async def watch(self) -> None:
        """Send ourselves a canary once a second; rebuild a layer that does not return it."""
        failed_at = time.monotonic()
        while True:
            self._publisher.send(EVERYONE, {"type": "canary", "origin": self._publisher.origin})
            await asyncio.sleep(CANARY_SECONDS)
            now = time.monotonic()
            age = now - (health.canary_at or failed_at)
            metrics.CANARY_SECONDS.set(age)
            if age > CANARY_LATE and now - failed_at > CANARY_LATE:
                failed_at = now
                await self._rebuild()
            if now - self._renewed_at > RENEW_SECONDS:
                self._renewed_at = now
                await self.renew()

    async def renew(self) -> None:
        """Join every group again, before a layer lets the membership expire."""
        if self._channel is not None:
            await self._within(REBUILD_SECONDS, self._add(sorted(self._groups), self._channel))

    async def _rebuild(self) -> None:
        """Drop connections that may look alive and are not, and make new ones."""
        logger.warning("the channel layer is silent; its connections are made anew")
        await self.stop()
        await self._within(REBUILD_SECONDS, self._layer.flush())
        await self._within(REBUILD_SECONDS, self._build())

    async def stop(self) -> None:
        """Stop listening."""
        self._channel = None
        if self._receiver is not None:
            self._receiver.cancel()
            await asyncio.wait({self._receiver}, timeout=REBUILD_SECONDS)
            self._receiver = None
