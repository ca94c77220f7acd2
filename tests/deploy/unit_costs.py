"""Measures what one socket, post, hearing and delivery cost, for the capacity model.

Part of ``make scaling``: it starts two processes with PostgreSQL and Redis and opens sockets to
both. Then it lets people behave as the model takes them to, so that the model can be held against
it. CPU is the processes' own accounting, so other work on the machine moves it little.
"""

import asyncio
import json
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import redis
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tests.bench.machine import cpu_seconds, resident_bytes
from tests.bench.tree import present
from tests.deploy.installation import Installation, installed
from tests.services import Redis

SOCKETS = 2_000
PEOPLE = 110  # each with as many sockets on a process as are allowed, or fewer
POSTS = 200  # in each measurement
# Posts a second, one by one: as many as come to each process at 100,000 sockets. Without pauses
# the same costs less, for caches are warm and posts share a commit and a frame; with longer ones
# more.
CALM_RATE = 50.0
MANY_POSTS, MANY_IN_FLIGHT = 3_000, 200  # a busy server, where a commit holds many
CONNECTS_AT_ONCE = 16
IDLE_SECONDS = 5.0
HEAD_ROOMS, HEAD_SECONDS = 20_000, 3.0
# A working hour as the model has it, with more posts so that they are not lost in the rest.
SHAPED_ROOM_PEOPLE = 5  # with all their sockets about a hundred hearers in each room
SHAPED_SECONDS, HEARTBEAT_SECONDS = 10, 20.0
SHAPED_RATES = {"shaped": 40.0, "brisk": 100.0}  # posts a second
PINGS = 500
DEADLINE_SECONDS = 60.0  # for one measurement
PAIR = 2  # sockets that hear a post in a room of two, one at each process
TEXT = "word " * 39 + "words"
TOLD = (b'{"type":"events"', b'{"type":"room.synced"')  # live, or read after a gap
POSTED = b'"client_id"'  # once in each message


class Ear(WSListener):  # type: ignore[misc]
    """A socket that counts what it hears."""

    def __init__(self, heard: "Heard", name: str) -> None:
        self.heard, self.name = heard, name
        self.received = 0  # frames; a ping that names fewer would be a slow reader's
        self.welcomed = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Say hello. Source: picows."""
        self.transport = transport
        self.say({"type": "hello", "ref": "h"})

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count. Source: picows."""
        payload = frame.get_payload_as_bytes()
        if payload.startswith(TOLD):
            self.heard.posts += payload.count(POSTED)
        self.heard.acks += payload.startswith(b'{"type":"ack"')
        self.received += 1
        self.heard.pongs += payload.startswith(b'{"type":"pong"')
        if payload.startswith(b'{"type":"welcome"') and not self.welcomed.done():
            self.welcomed.set_result(None)

    def say(self, frame: dict[str, object]) -> None:
        """Send a frame."""
        self.transport.send(WSMsgType.TEXT, json.dumps(frame).encode())

    def post(self, room: int, ref: str) -> None:
        """Post one message."""
        frame = {"type": "message.post", "ref": ref, "room": room, "text": TEXT}
        self.say(frame | {"client_id": str(uuid.uuid4())})

    def ping(self) -> None:
        """Ping, naming what was received."""
        self.say({"type": "ping", "ref": "p", "received": self.received})


class Heard:
    """What all sockets together have heard."""

    posts = acks = pongs = 0

    async def until(self, reached: Callable[["Heard"], bool]) -> None:
        """Wait until enough was heard."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not reached(self):
            await asyncio.sleep(0.002)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{vars(self)}")


@dataclass(frozen=True)
class Hall:
    """A room and who is in it."""

    room: int
    people: frozenset[str]


class Bench:
    """The installation under measurement, and its sockets."""

    def __init__(self, site: Installation, store: Redis) -> None:
        self.site, self.store = site, store
        self.heard = Heard()
        self.ears: list[list[Ear]] = [[], []]

    def people(self) -> list[str]:
        """Make enough people, each with a token."""
        for number in range(PEOPLE):
            name = f"person{number}"
            made = self.site.management.act(
                "token", user=self.site.hire(name), scopes=["read", "write"]
            )
            self.site.tokens[name] = made["secret"]
        return [f"person{number}" for number in range(PEOPLE)]

    async def open(self, at: int, name: str) -> None:
        """Open one socket at a process."""
        _, ear = await ws_connect(
            lambda: Ear(self.heard, name),
            self.site.servers[at].socket_url,
            extra_headers={"Authorization": f"Bearer {self.site.tokens[name]}"},
        )
        await ear.welcomed
        self.ears[at].append(ear)

    async def open_all(self, names: list[str]) -> None:
        """Open the sockets, half of them at each process."""
        gate = asyncio.Semaphore(CONNECTS_AT_ONCE)

        async def one(number: int) -> None:
            async with gate:
                await self.open(number % 2, names[number // 2 % len(names)])

        await asyncio.gather(*(one(number) for number in range(SOCKETS)))

    async def post_calmly(self, room: int, hearers: int) -> None:
        """Post at the first process, one by one, and wait until everybody has heard all."""
        start, ear = self.heard.posts, self.ears[0][0]
        began = time.monotonic()
        for sent in range(POSTS):
            await asyncio.sleep(max(0.0, began + sent / CALM_RATE - time.monotonic()))
            ear.post(room, str(sent))
        await self.heard.until(lambda h: h.posts - start >= POSTS * hearers)

    async def post(self, room: int, hearers: int, posts: int, in_flight: int) -> None:
        """Post at the first process and wait until everybody has heard everything."""
        start, acks = self.heard.posts, self.heard.acks
        ear = next(iter(self.ears[0]))
        for sent in range(posts):
            await self.heard.until(
                lambda h, n=sent - in_flight: h.acks - acks > n and h.posts - start >= n * hearers
            )
            ear.post(room, str(sent))
        await self.heard.until(lambda h: h.posts - start >= posts * hearers)

    async def ping(self) -> None:
        """Let sockets ping, at the rate at which so many do by themselves."""
        start, ears = self.heard.pongs, self.ears[0] + self.ears[1]
        for ear in ears[:PINGS]:
            ear.ping()
            await asyncio.sleep(HEARTBEAT_SECONDS / SOCKETS)
        await self.heard.until(lambda h: h.pongs - start >= PINGS)

    async def cost(self, work: Callable[[], Awaitable[object]]) -> list[float]:
        """CPU seconds that each process spent on some work."""
        before = [cpu_seconds(server.pid) for server in self.site.servers]
        await work()
        after = [cpu_seconds(server.pid) for server in self.site.servers]
        return [b - a for a, b in zip(before, after, strict=True)]

    def passed(self) -> tuple[int, int]:
        """Bytes into and out of Redis so far."""
        with redis.Redis.from_url(self.store.url) as connection:
            told = connection.info("stats")
        return told["total_net_input_bytes"], told["total_net_output_bytes"]


async def measure(bench: Bench) -> dict[str, float]:
    """All units, and what was measured with everything open, to hold the model against."""
    names = bench.people()
    small_rooms = await shaped_rooms(bench, names)
    pair = await bench.site.room(names[0], names[1])
    alone = await bench.site.room(names[0])
    for at in (0, 1):
        await bench.open(at, names[at])
    small = {
        room: await bench.cost(lambda r=room, h=hearers: bench.post_calmly(r, h))
        for room, hearers in ((alone, 1), (pair, PAIR))
    }
    many = await bench.cost(lambda: bench.post(alone, 1, MANY_POSTS, MANY_IN_FLIGHT))
    taken, given = await bytes_of(bench, pair)
    memory = sum(resident_bytes(server.pid) for server in bench.site.servers)
    began = time.monotonic()
    opening = await bench.cost(lambda: bench.open_all(names))
    opened = time.monotonic() - began
    memory = sum(resident_bytes(server.pid) for server in bench.site.servers) - memory
    idle = await bench.cost(lambda: asyncio.sleep(IDLE_SECONDS))
    pinging, pause = await bench.cost(bench.ping), PINGS * HEARTBEAT_SECONDS / SOCKETS
    hall = next(hall for hall in small_rooms if names[0] in hall.people)
    hearers = sum(ear.name in hall.people for ears in bench.ears for ear in ears)
    loud = await bench.cost(lambda: bench.post_calmly(hall.room, hearers))
    waiting = POSTS / CALM_RATE * sum(idle) / IDLE_SECONDS  # what the sockets cost meanwhile
    shaped = [await shaped_hour(bench, small_rooms, name) for name in SHAPED_RATES]
    return (
        shaped[0]
        | shaped[1]
        | {
            "cpu_us_per_post": 1e6 * small[alone][0] / POSTS,
            "cpu_us_per_post_batched": 1e6 * many[0] / MANY_POSTS,
            "cpu_us_per_hearing": 1e6 * small[pair][1] / POSTS,
            "cpu_us_per_delivery": 1e6 * (sum(loud) - sum(small[pair]) - waiting) / POSTS / hearers,
            "cpu_us_per_connect": 1e6 * sum(opening) / SOCKETS,
            "cpu_us_per_ping": 1e6 * (sum(pinging) - pause * sum(idle) / IDLE_SECONDS) / PINGS,
            "cpu_us_per_idle_socket_second": 1e6 * sum(idle) / IDLE_SECONDS / SOCKETS,
            "bytes_per_socket": memory / SOCKETS,
            "redis_bytes_in_per_post": taken,
            "redis_bytes_out_per_post_and_process": given / 2,
            "checked_sockets": SOCKETS,
            "checked_processes": 2,
            "checked_connects_per_second": SOCKETS / opened,
        }
    )


async def bytes_of(bench: Bench, room: int) -> tuple[float, float]:
    """Bytes into and out of Redis for a post that two processes hear, without idle traffic."""
    before = bench.passed()
    await asyncio.sleep(IDLE_SECONDS)
    idle = [(b - a) / IDLE_SECONDS for a, b in zip(before, bench.passed(), strict=True)]
    began, before = time.monotonic(), bench.passed()
    await bench.post_calmly(room, PAIR)
    seconds, after = time.monotonic() - began, bench.passed()
    own = [b - a - rate * seconds for a, b, rate in zip(before, after, idle, strict=True)]
    return own[0] / POSTS, own[1] / POSTS


async def shaped_rooms(bench: Bench, names: list[str]) -> list["Hall"]:
    """Rooms of a few people each."""
    parties = [
        names[first : first + SHAPED_ROOM_PEOPLE]
        for first in range(0, len(names), SHAPED_ROOM_PEOPLE)
    ]
    return [Hall(await bench.site.room(*party), frozenset(party)) for party in parties]


async def shaped_hour(bench: Bench, halls: list["Hall"], name: str) -> dict[str, float]:
    """Posts at a rate all over the rooms while every socket pings; cores, and the load."""
    ears = bench.ears[0] + bench.ears[1]
    there = {hall: [ear for ear in ears if ear.name in hall.people] for hall in halls}
    every = len(ears) / HEARTBEAT_SECONDS
    rate = SHAPED_RATES[name]
    posts = int(SHAPED_SECONDS * rate)
    start, hearers = bench.heard.posts, 0

    async def live() -> None:
        nonlocal hearers
        began, pinged = time.monotonic(), 0
        for sent in range(posts):
            await asyncio.sleep(max(0.0, began + sent / rate - time.monotonic()))
            hall = halls[sent % len(halls)]
            hearers += len(there[hall])
            there[hall][sent % len(there[hall])].post(hall.room, str(sent))
            while pinged < (time.monotonic() - began) * every:
                ears[pinged % len(ears)].ping()
                pinged += 1
        await bench.heard.until(lambda h: h.posts - start >= hearers)

    began = time.monotonic()
    used = await bench.cost(live)
    seconds = time.monotonic() - began
    return {
        f"{name}_posts_per_second": posts / seconds,
        f"{name}_hearers": hearers / posts,
        f"{name}_cores": sum(used) / seconds,
    }


def measured() -> dict[str, float]:
    """Set up, measure, take down."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        store = stack.enter_context(Redis())
        site = stack.enter_context(installed(Path(folder), store.url))
        found = uvloop.run(measure(Bench(site, store)))
        words = (str(HEAD_ROOMS), str(HEAD_SECONDS))
        told = json.loads(present().inside("heads", *words, env=site.env))
    return found | {"head_rows_per_cpu_second": told}
