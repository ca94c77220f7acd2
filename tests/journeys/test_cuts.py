"""Clients whose connection breaks again and again hear everything all the same."""

import asyncio

from tests.journeys.site import CROWD, Site
from tests.journeys.stream import online, streaming

CUT_SECONDS = 2.0  # that each cut lasts, and that the connection holds between two
CUTS = {"cluster-uvicorn": 5}  # twenty seconds there, elsewhere a sample
SAMPLE = 1


async def test_repeated_cuts_of_two_seconds_lose_nothing(site: Site) -> None:
    members = ("bob", *CROWD[:6])
    rooms = [await site.room(*members) for _ in range(2)]
    clients = [site.client(name, first=n) for n, name in enumerate(members)]
    unlucky, lucky = clients[1:], clients[:1]
    async with online(*clients), site.caller("ann") as rest:
        writers = [*lucky, *unlucky[:2], rest]
        async with streaming(site, rooms, writers, clients) as stream:
            for _ in range(CUTS.get(site.mode, SAMPLE)):
                missed = len(stream.acks)
                for client in unlucky:
                    client.cut()
                await asyncio.sleep(CUT_SECONDS)  # the fault itself, not a wait for luck
                assert len(stream.acks) > missed, "nothing was missed"
                for client in unlucky:
                    client.restore()
                await asyncio.sleep(CUT_SECONDS)
        rounds = CUTS.get(site.mode, SAMPLE)
        assert all(client.connects >= rounds + 1 for client in unlucky)
        assert all(writer.acks for writer in writers)
        rows = site.rows(rooms)
        delivered = sum((row.room, row.seq) in c.shown for c in clients for row in rows)
        assert delivered == len(rows) * len(clients) > 0
