"""A stream of posts and those who watch it: the load under which faults are played."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from tests import checker
from tests.checker import Ack
from tests.clients import DEADLINE_SECONDS, Client
from tests.journeys.site import Site


class Poster(Protocol):
    """Whoever posts until it is acked, by socket or by REST."""

    acks: list[Ack]

    async def post(self, room: int, text: str, client_id: str | None = None) -> Ack:
        """Posts once, with retries."""


@dataclass
class Stream:
    """Writers that post without a pause, each its own numbered texts, round the rooms."""

    site: Site
    rooms: Sequence[int]
    writers: Sequence[Poster]
    observers: Sequence[Client]
    since: dict[int, int] = field(default_factory=dict)
    stopping: bool = False
    acked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def acks(self) -> list[Ack]:
        """Every ack so far."""
        return [ack for writer in self.writers for ack in writer.acks]

    async def reach(self, count: int, seconds: float = DEADLINE_SECONDS) -> None:
        """Waits until so many more posts were acked."""
        goal = len(self.acks) + count
        async with asyncio.timeout(seconds):
            while len(self.acks) < goal:
                self.acked.clear()
                await self.acked.wait()

    async def write(self, writer: Poster, number: int) -> None:
        """One writer's work."""
        turn = 0
        while not self.stopping:
            room = self.rooms[(number + turn) % len(self.rooms)]
            await writer.post(room, f"writer {number} says {turn}")
            self.acked.set()
            turn += 1

    async def settle(self, seconds: float = DEADLINE_SECONDS) -> None:
        """Waits until every observer has heard all there is."""
        heads = self.site.heads(self.rooms)
        for observer in self.observers:
            for room, head in heads.items():
                await observer.until_at(room, head, seconds)

    def verdict(self) -> Counter[str]:
        """Asserts that nothing was lost, doubled, reordered; returns what was looked at."""
        rows, acks = self.site.rows(self.rooms), self.acks
        assert checker.lost(acks, rows) == []
        assert checker.doubled(rows) == []
        assert checker.doubled_acks(acks) == []
        assert checker.ack_order(acks) == []
        assert {row.client_id for row in rows} == {ack.client_id for ack in acks}
        for observer in self.observers:
            assert checker.inversions(observer.steps) == []
            assert checker.skips(observer.steps) == []
            assert observer.repeats == []
            assert checker.undelivered(observer.shown, rows, self.since) == []
            shown = [seen for seen in observer.shown.values() if seen.room in self.since]
            assert checker.divergences(shown, rows) == []
        looked = Counter(acks=len(acks), rows=len(rows))
        looked["shown"] = sum(len(observer.shown) for observer in self.observers)
        assert looked["acks"] > 0
        assert looked["shown"] >= len(rows) * len(self.observers) > 0
        return looked


@asynccontextmanager
async def streaming(
    site: Site, rooms: Sequence[int], writers: Sequence[Poster], observers: Sequence[Client]
) -> AsyncIterator[Stream]:
    """Lets the writers write during the block; then all is acked, heard and judged."""
    stream = Stream(site, rooms, writers, observers, site.heads(rooms))
    async with asyncio.TaskGroup() as group:
        for number, writer in enumerate(writers):
            group.create_task(stream.write(writer, number))
        try:
            yield stream
        finally:
            stream.stopping = True
    await stream.settle()
    stream.verdict()


@asynccontextmanager
async def online(*clients: Client) -> AsyncIterator[None]:
    """Clients that are connected during the block."""
    try:
        await asyncio.gather(*(client.start() for client in clients))
        yield
    finally:
        await asyncio.gather(*(client.stop() for client in clients))


async def spread(site: Site, clients: Sequence[Client], at_least: int = 2) -> Counter[int]:
    """Reconnects clients until each process holds some; returns how many each holds."""
    for _ in range(2 * len(clients)):
        held = Counter(dict.fromkeys(site.processes(), 0))
        held.update(site.process_of(client) for client in clients)
        if all(count >= at_least for count in held.values()):
            return held
        crowded = held.most_common(1)[0][0]
        await move(site, next(c for c in clients if site.process_of(c) == crowded), crowded)
    raise AssertionError(f"the processes hold {held}")


async def move(site: Site, client: Client, crowded: int) -> None:
    """Reconnects a client; a crowded worker behind a shared port is frozen meanwhile."""
    seen = client.connects
    frozen = site.mode == "cluster-uvicorn"
    if frozen:
        os.kill(crowded, signal.SIGSTOP)
    try:
        client.cut()
        client.restore()
        await client.until(lambda: client.connects > seen, "the reconnect")
        await client.welcomed()
    finally:
        if frozen:
            os.kill(crowded, signal.SIGCONT)
