"""This process's one channel on the layer, and canaries that prove each shard is being heard."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from chat import metrics
from chat.pipeline.health import CANARY_LATE, health
from chat.pipeline.publish import EVERYONE, Publisher

logger = logging.getLogger(__name__)

CANARY_SECONDS = 1.0  # between canaries: three missing mean a dead shard
SUBSCRIBE_SECONDS = 0.5  # that anybody waits for a subscription; it goes on without them
BROKEN_SECONDS = 0.05  # after what could not be read: a flood of it may not take the loop
REBUILD_SECONDS = 2.0  # for closing a dead shard's connections
RENEW_SECONDS = 3_600.0  # group membership expires after a day in some layers


class Ear:
    """Receives what other processes tell. A shard may drop, delay or die at any time."""

    def __init__(self, publisher: Publisher, hear: Callable[[dict[str, Any]], None]) -> None:
        self._publisher = publisher
        self._hear = hear
        self._shards = publisher.shards
        self._channel: str | None = None
        shards, name = range(self._shards.count), f"canary.{publisher.origin}"
        self._canaries = [self._shards.name_on(shard, name) for shard in shards]
        self._heard: list[float | None] = [None for _ in shards]  # when each returned a canary
        self._groups: set[str] = {EVERYONE, *self._canaries}
        self._owed: set[str] = set()  # groups that are yet to be joined
        self._tasks: set[asyncio.Task[Any]] = set()
        self._receiver: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen; a shard that is dead now is tried again with each canary."""
        await self._within(SUBSCRIBE_SECONDS, self._build())

    async def _build(self) -> None:
        self._channel = await self._shards.layer.new_channel()
        self._receiver = asyncio.create_task(self._receive(self._channel))
        self._owed = set(self._groups)
        await self._within(SUBSCRIBE_SECONDS, *map(self._add, range(self._shards.count)))

    # --- Hearing -----------------------------------------------------------------------------

    async def _receive(self, channel: str) -> None:
        while True:
            try:
                self._receive_one(await self._shards.layer.receive(channel))
            except Exception:  # whatever came, forged or broken, the next must be heard
                logger.exception("a message of the layer could not be read")
                await asyncio.sleep(BROKEN_SECONDS)

    def _receive_one(self, message: dict[str, Any]) -> None:
        if message.get("origin") != self._publisher.origin:
            self._hear(message)
        elif message["type"] == "canary":
            self._heard[message["shard"]] = time.monotonic()
            heard = [at for at in self._heard if at is not None]
            if len(heard) == self._shards.count:
                health.canary_at = min(heard)

    def _silent(self, shard: int) -> bool:
        """Whether a shard that returned canaries no longer does."""
        heard = self._heard[shard]
        return heard is not None and time.monotonic() - heard > CANARY_LATE

    # --- Groups ------------------------------------------------------------------------------

    async def join(self, *groups: str) -> None:
        """Listen to groups too; waits a moment for their shards, but not for a silent one."""
        new = [group for group in groups if group not in self._groups]
        self._groups.update(new)
        self._owed.update(new)
        if new and self._channel is not None:
            shards = {self._shards.of(group) for group in new}
            works = {shard: self._add(shard) for shard in shards}
            for shard in filter(self._silent, shards):
                self._spawn(works.pop(shard))
            await self._within(SUBSCRIBE_SECONDS, *works.values())

    async def _add(self, shard: int) -> None:
        """Join the groups of a shard that are owed; those that fail stay so."""
        for group in [group for group in self._owed if self._shards.of(group) == shard]:
            if group in self._owed and self._channel is not None:
                await self._shards.layer.group_add(group, self._channel)
                self._owed.discard(group)

    async def leave(self, *groups: str) -> None:
        """Stop listening to groups; a layer that is away keeps nobody for long."""
        self._groups.difference_update(groups)
        self._owed.difference_update(groups)
        if self._channel is not None:
            await self._within(SUBSCRIBE_SECONDS, self._discard(groups, self._channel))

    async def _discard(self, groups: tuple[str, ...], channel: str) -> None:
        """Let go of groups, but for those that were joined again meanwhile."""
        for group in groups:
            if group not in self._groups:
                await self._shards.layer.group_discard(group, channel)

    async def _within(self, seconds: float, *works: Coroutine[Any, Any, None]) -> None:
        """Wait so long for works, then let them go on by themselves; their errors only count."""
        if tasks := [self._spawn(work) for work in works]:
            await asyncio.wait(tasks, timeout=seconds)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            metrics.PUBLISH_ERRORS.inc()

    # --- Keeping it alive --------------------------------------------------------------------

    async def watch(self) -> None:
        """Watch each shard by itself: one that is dead delays no canary of the others."""
        await asyncio.gather(*map(self._watch, range(self._shards.count)), self._keep_joined())

    async def _watch(self, shard: int) -> None:
        """Send ourselves a canary once a second; make a shard anew that does not return it."""
        canary = {"type": "canary", "origin": self._publisher.origin, "shard": shard}
        made_at = time.monotonic()
        while True:
            self._publisher.send(self._canaries[shard], canary)
            await asyncio.sleep(CANARY_SECONDS)
            now = time.monotonic()
            metrics.CANARY_SECONDS.set(now - (health.canary_at or made_at))
            if now - max(self._heard[shard] or made_at, made_at) > CANARY_LATE:
                made_at = now
                await self._rebuild(shard)
            elif self._owed:
                await self._within(SUBSCRIBE_SECONDS, self._add(shard))

    async def _rebuild(self, shard: int) -> None:
        """Drop connections that may look alive and are not, and make new ones."""
        logger.warning("shard %d of the channel layer is silent; its connections are new", shard)
        if not self._shards.apart:
            await self.stop()
            await self._within(REBUILD_SECONDS, self._shards.layer.flush())
            await self._within(REBUILD_SECONDS, self._build())
            return
        await self._within(REBUILD_SECONDS, self._shards.layer.renew(shard))
        self._owed.update(group for group in self._groups if self._shards.of(group) == shard)
        await self._within(REBUILD_SECONDS, self._add(shard))

    async def _keep_joined(self) -> None:
        """Join every group again now and then, before a layer lets the membership expire."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            self._owed.update(self._groups)

    async def stop(self) -> None:
        """Stop listening."""
        self._channel = None
        if self._receiver is not None:
            self._receiver.cancel()
            await asyncio.wait({self._receiver}, timeout=REBUILD_SECONDS)
            self._receiver = None
