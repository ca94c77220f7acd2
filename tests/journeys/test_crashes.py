"""kill -9 of a process in mid-stream: nothing acked is lost, doubled or reordered."""

import asyncio
import os
import signal

from tests.clients import Client
from tests.journeys.site import CROWD, SUPERVISOR_SECONDS, Site, in_thread
from tests.journeys.stream import online, spread, streaming
from tests.server import wait_until

POSTS = 40  # before and after the crash


async def crash(site: Site, victim: int) -> None:
    """Kills the process as the kernel would, and lets whoever is there to do so restart it."""
    if site.mode == "cluster-uvicorn":
        os.kill(victim, signal.SIGKILL)  # its supervisor must start another
        return
    server = next(server for server in site.servers if server.pid == victim)
    await in_thread(server.kill)
    if not site.cluster:  # there is no other to go to
        await in_thread(server.start)


async def test_a_crash_loses_doubles_and_reorders_nothing(site: Site) -> None:
    members = ("bob", *CROWD[:6])
    rooms = [await site.room(*members) for _ in range(2)]
    clients = [site.client(name, first=n) for n, name in enumerate(members)]
    async with online(*clients), site.caller("ann") as rest:
        await spread(site, clients)
        victim = site.processes()[0]
        held = [client for client in clients if site.process_of(client) == victim]
        async with streaming(site, rooms, [*clients[:4], rest], clients) as stream:
            await stream.reach(POSTS)
            await crash(site, victim)
            await gone(held)
            await stream.reach(POSTS)
        assert len(stream.acks) >= 2 * POSTS
        assert len(held) >= 2
        assert all(client.connects >= 2 for client in held)
        spared = [client for client in clients if client not in held]
        assert not any(client.closes for client in spared)
        assert bool(spared) == site.cluster
        if site.mode == "cluster-uvicorn":
            await in_thread(
                wait_until,
                lambda: len(site.processes()) == 2 and victim not in site.processes(),
                "the successor's start",
                SUPERVISOR_SECONDS,
            )


async def gone(clients: list[Client]) -> None:
    """Waits until each has noticed that its process is dead."""
    await asyncio.gather(*(c.until(lambda c=c: 1006 in c.closes, "the crash") for c in clients))


async def test_what_was_acked_right_before_a_crash_is_there_after_it(site: Site) -> None:
    room = await site.room("bob")
    async with online(bob := site.client("bob")):
        for turn in range(2):
            victim = site.process_of(bob)
            acks = await asyncio.gather(*(bob.post(room, f"{turn}/{n}") for n in range(20)))
            await crash(site, victim)
            stored = {(row.seq, row.text) for row in site.rows([room])}
            assert {(ack.seq, ack.text) for ack in acks} <= stored
            await bob.until(lambda n=turn: len(bob.closes) > n, "the crash")
            await bob.welcomed()
            if site.cluster:
                await in_thread(site.mend)
        assert len(bob.acks) == 40
