"""Redis may come and go: no socket closes, no send is refused, every post arrives."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests import checker
from tests.journeys.site import CROWD, Site, in_thread
from tests.journeys.stream import online, spread, streaming

POSTS = 40  # in each stage
LATE_SECONDS = 3.0  # from ack to delivery with a dead layer
HEAL_SECONDS = 8.0  # until a returned Redis is used again

CLUSTERS = pytest.mark.parametrize(
    "installation", ["cluster-uvicorn", "cluster-daphne"], indirect=True
)


async def polite_restart(site: Site) -> None:
    """Redis is shut down and started."""
    assert site.redis is not None
    await in_thread(site.redis.restart)


async def crash(site: Site) -> None:
    """Redis is killed and started again."""
    assert site.redis is not None
    await in_thread(site.redis.kill)
    await in_thread(site.redis.start)


@CLUSTERS
@pytest.mark.parametrize("fault", [polite_restart, crash])
async def test_a_redis_restart_costs_nothing_but_a_moment(
    site: Site, fault: Callable[[Site], Awaitable[None]]
) -> None:
    members = ("bob", *CROWD[:5])
    rooms = [await site.room(*members) for _ in range(2)]
    clients = [site.client(name, first=n) for n, name in enumerate(members)]
    async with online(*clients), site.caller("ann") as rest:
        await spread(site, clients)
        async with streaming(site, rooms, [*clients[:3], rest], clients) as stream:
            await stream.reach(POSTS)
            await fault(site)
            await stream.reach(POSTS)
        assert not any(client.closes or client.refusals for client in clients)
        assert set(rest.answers) == {201}
        late = [checker.latenesses(stream.acks, client.shown) for client in clients]
        assert sum(map(len, late)) >= 2 * POSTS * len(clients)
        assert max(map(max, late)) <= LATE_SECONDS


@CLUSTERS
async def test_without_redis_everything_arrives_within_seconds(site: Site) -> None:
    assert site.redis is not None
    members = ("bob", *CROWD[:5])
    room = await site.room(*members)
    clients = [site.client(name, first=n) for n, name in enumerate(members)]
    async with online(*clients):
        await spread(site, clients)
        await in_thread(site.redis.stop)
        async with streaming(site, [room], clients[:3], clients) as stream:
            await stream.reach(POSTS)
        late = [checker.latenesses(stream.acks, client.shown) for client in clients]
        assert max(map(max, late)) <= LATE_SECONDS
        assert any(client.ready.is_set() for client in clients)
        newcomer = site.client(CROWD[6])
        async with online(newcomer):
            assert newcomer.connects == 1
        await in_thread(site.redis.start)
        await layers_alive(site)
        ack = await clients[0].post(room, "healed")
        asked = time.monotonic()
        await asyncio.gather(*(client.until_at(room, ack.seq) for client in clients))
        assert time.monotonic() - asked < LATE_SECONDS
        assert not any(client.closes or client.refusals for client in clients)


async def layers_alive(site: Site) -> None:
    """Waits until no process calls its layer degraded."""
    async with asyncio.timeout(HEAL_SECONDS), httpx.AsyncClient(trust_env=False) as http:
        good = 0
        while good < 4:  # in a row: processes behind one port answer in turn
            url = site.urls[good % len(site.urls)]
            answer = await http.get(f"{url}/readyz", headers={"Connection": "close"})
            assert answer.status_code == 200, answer.text
            good = good + 1 if answer.json()["layer"] == "alive" else 0
            await asyncio.sleep(0.1)
