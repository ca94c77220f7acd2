"""Several Redis share the rooms between them; without one of them its rooms are only late."""

import asyncio
import statistics
import time
from collections.abc import Iterator

import httpx
import pytest
import redis
from channels_redis.utils import _consistent_hash

from tests import checker
from tests.clients import Client
from tests.deploy.installation import Installation, installed
from tests.journeys.site import CROWD, in_thread
from tests.journeys.stream import Stream, online, streaming
from tests.server import wait_until
from tests.services import AppServer, Redis

pytestmark = pytest.mark.timeout(240)  # processes are restarted, also on a busy machine
MEMBERS = ("bob", *CROWD[:3])
ROOMS_OF_A_SHARD = 2
TESTS = 4  # that each want rooms of their own
POSTS = 40  # in each stage
LATE_SECONDS = 3.0  # from ack to delivery where a shard is dead
NOTICE_SECONDS = 12.0  # until /readyz says that the layer is degraded, or alive again
PREFIX = "chat"  # what names in Redis begin with unless configured
EVERYONE = "everyone"  # the group of every process, on which the canaries fly


@pytest.fixture(scope="module")
def shards() -> Iterator[list[Redis]]:
    with Redis() as first, Redis() as second:
        yield [first, second]


@pytest.fixture(scope="module")
def site(shards: list[Redis], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    urls = ",".join(shard.url for shard in shards)
    with installed(tmp_path_factory.mktemp("site"), urls) as made:
        yield made


@pytest.fixture(scope="module")
def unused(site: Installation) -> dict[int, list[int]]:
    """Rooms for every test, by shard; which shard a room is on is decided by its id."""

    async def make() -> dict[int, list[int]]:
        rooms: dict[int, list[int]] = {0: [], 1: []}
        while min(map(len, rooms.values())) < ROOMS_OF_A_SHARD * TESTS:
            room = await site.room(*MEMBERS)
            rooms[shard_of(f"room.{room}")].append(room)
        return rooms

    return asyncio.run(make())


@pytest.fixture
def by_shard(unused: dict[int, list[int]]) -> dict[int, list[int]]:
    """Some rooms on each shard in which nobody has written yet."""
    return {
        shard: [rooms.pop() for _ in range(ROOMS_OF_A_SHARD)] for shard, rooms in unused.items()
    }


def shard_of(group: str) -> int:
    """Which of the two Redis carries a group."""
    return int(_consistent_hash(f"{PREFIX}__group__{group}", 2))


def heard_on(shard: Redis) -> set[str]:
    """The channels that anybody listens to on a Redis."""
    with redis.Redis.from_url(shard.url, decode_responses=True) as connection:
        return set(connection.pubsub_channels())


async def until_layer_is(site: Installation, word: str) -> None:
    """Waits until every process says so of its layer."""
    for server in site.servers:
        what = f"a layer that is {word}"
        await in_thread(wait_until, lambda s=server: layer_of(s) == word, what, NOTICE_SECONDS)


def layer_of(server: AppServer) -> str:
    """What a process says of its layer."""
    return str(httpx.get(f"{server.url}/readyz", trust_env=False).json()["layer"])


def lateness(stream: Stream, rooms: list[int], since: float, clients: list[Client]) -> list[float]:
    """Seconds from ack to appearance of what was written to some rooms since then."""
    acks = [ack for ack in stream.acks if ack.room in rooms and ack.acked_at >= since]
    return [late for client in clients for late in checker.latenesses(acks, client.shown)]


async def test_rooms_are_spread_and_heard_on_their_own_shard(
    site: Installation, shards: list[Redis], by_shard: dict[int, list[int]]
) -> None:
    async with online(bob := site.at(1, "bob")), site.caller_at(0, "ann") as ann:
        for number, shard in enumerate(shards):
            names = {f"{PREFIX}__group__room.{room}" for room in by_shard[number]}
            others = {f"{PREFIX}__group__room.{room}" for room in by_shard[1 - number]}
            assert names <= heard_on(shard)
            assert not others & heard_on(shard)
        for room in by_shard[0] + by_shard[1]:
            ack = await ann.post(room, "through a shard")
            await bob.until_at(room, ack.seq, LATE_SECONDS)


@pytest.mark.parametrize("fault", ["kill", "pause"])
async def test_a_dead_shard_makes_its_rooms_late_and_closes_nothing(
    site: Installation, shards: list[Redis], by_shard: dict[int, list[int]], fault: str
) -> None:
    dead, rooms = 1 - shard_of(EVERYONE), by_shard[0] + by_shard[1]
    clients = [site.at(number % 2, name) for number, name in enumerate(MEMBERS)]
    async with online(*clients):
        async with streaming(site, rooms, clients, clients) as stream:
            await stream.reach(POSTS)
            since = time.monotonic()
            await in_thread(getattr(shards[dead], fault))
            await stream.reach(2 * POSTS)
            await in_thread(shards[dead].start if fault == "kill" else shards[dead].resume)
            await stream.reach(POSTS)
        assert not any(client.closes or client.refusals for client in clients)
        late = {number: lateness(stream, by_shard[number], since, clients) for number in (0, 1)}
        assert max(map(max, late.values())) <= LATE_SECONDS
        if fault == "kill":  # a silent shard holds up what waits behind it, a refusing one does not
            assert statistics.median(late[1 - dead]) < statistics.median(late[dead])


async def test_without_the_shard_of_everyone_all_rooms_are_late_and_nothing_closes(
    site: Installation, shards: list[Redis], by_shard: dict[int, list[int]]
) -> None:
    dead, rooms = shards[shard_of(EVERYONE)], by_shard[0] + by_shard[1]
    clients = [site.at(number % 2, name) for number, name in enumerate(MEMBERS)]
    async with online(*clients):
        await until_layer_is(site, "alive")
        async with streaming(site, rooms, clients, clients) as stream:
            await stream.reach(POSTS)
            since = time.monotonic()
            await in_thread(dead.kill)
            await until_layer_is(site, "degraded")
            await stream.reach(POSTS)
            await in_thread(dead.start)
            await until_layer_is(site, "alive")
            await stream.reach(POSTS)
        assert not any(client.closes or client.refusals for client in clients)
        assert max(lateness(stream, rooms, since, clients)) <= LATE_SECONDS
