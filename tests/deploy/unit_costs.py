"""Measures what one socket, post, hearing and delivery cost, for the capacity model.

Run as ``python -m tests.deploy.unit_costs FILE``: it starts two processes with PostgreSQL and
Redis, opens sockets to both, and writes FILE, which ``python -m tests.bench.model FILE`` reads.
CPU is the processes' own accounting, so other work on the machine moves it little.
"""

import asyncio
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

import redis
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tests.bench.machine import cpu_seconds, resident_bytes
from tests.deploy.installation import Installation, installed
from tests.services import Redis

SOCKETS = 2_000
PEOPLE = 110  # each with as many sockets on a process as are allowed, or fewer
POSTS = 300  # in each measurement
IN_FLIGHT = 4  # posts: a quiet server, where batches save little
MANY_POSTS, MANY_IN_FLIGHT = 3_000, 200  # a busy server, where a commit holds many
CONNECTS_AT_ONCE = 16
IDLE_SECONDS = 5.0
DEADLINE_SECONDS = 60.0  # for one measurement
PAIR = 2  # sockets that hear a post in a room of two, one at each process
TEXT = "word " * 39 + "words"
TOLD = (b'{"type":"events"', b'{"type":"room.synced"')  # live, or read after a gap
POSTED = b'"client_id"'  # once in each message


class Ear(WSListener):  # type: ignore[misc]
    """A socket that counts what it hears."""

    def __init__(self, heard: "Heard") -> None:
        self.heard = heard
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
            lambda: Ear(self.heard),
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

    async def post(
        self, room: int, hearers: int, posts: int = POSTS, in_flight: int = IN_FLIGHT
    ) -> None:
        """Post at the first process and wait until everybody has heard everything."""
        start, acks = self.heard.posts, self.heard.acks
        ear = next(iter(self.ears[0]))
        for sent in range(posts):
            await self.heard.until(
                lambda h, n=sent - in_flight: h.acks - acks > n and h.posts - start >= n * hearers
            )
            frame = {"type": "message.post", "ref": str(sent), "room": room, "text": TEXT}
            ear.say(frame | {"client_id": str(uuid.uuid4())})
        await self.heard.until(lambda h: h.posts - start >= posts * hearers)

    async def ping(self) -> None:
        """Let every socket ping once."""
        start = self.heard.pongs
        for ear in self.ears[0] + self.ears[1]:
            ear.say({"type": "ping", "ref": "p", "received": ear.received})
        await self.heard.until(lambda h: h.pongs - start >= SOCKETS)

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
    hall, pair = await bench.site.room(*names), await bench.site.room(names[0], names[1])
    alone = await bench.site.room(names[0])
    for at in (0, 1):
        await bench.open(at, names[at])
    small = {
        room: await bench.cost(lambda r=room, h=hearers: bench.post(r, h))
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
    pinging = await bench.cost(bench.ping)
    began = time.monotonic()
    loud = await bench.cost(lambda: bench.post(hall, SOCKETS + PAIR))
    seconds = time.monotonic() - began
    return {
        "cpu_us_per_post": 1e6 * small[alone][0] / POSTS,
        "cpu_us_per_post_batched": 1e6 * many[0] / MANY_POSTS,
        "cpu_us_per_hearing": 1e6 * small[pair][1] / POSTS,
        "cpu_us_per_delivery": 1e6 * (sum(loud) - sum(small[pair])) / POSTS / SOCKETS,
        "cpu_us_per_connect": 1e6 * sum(opening) / SOCKETS,
        "cpu_us_per_ping": 1e6 * sum(pinging) / SOCKETS,
        "cpu_us_per_idle_socket_second": 1e6 * sum(idle) / IDLE_SECONDS / SOCKETS,
        "bytes_per_socket": memory / SOCKETS,
        "redis_bytes_in_per_post": taken,
        "redis_bytes_out_per_post_and_process": given / 2,
        "checked_sockets": SOCKETS,
        "checked_processes": 2,
        "checked_posts_per_second": POSTS / seconds,
        "checked_cores": sum(loud) / seconds,
        "checked_connects_per_second": SOCKETS / opened,
    }


async def bytes_of(bench: Bench, room: int) -> tuple[float, float]:
    """Bytes into and out of Redis for a post that two processes hear, without idle traffic."""
    before = bench.passed()
    await asyncio.sleep(IDLE_SECONDS)
    idle = [(b - a) / IDLE_SECONDS for a, b in zip(before, bench.passed(), strict=True)]
    began, before = time.monotonic(), bench.passed()
    await bench.post(room, PAIR)
    seconds, after = time.monotonic() - began, bench.passed()
    own = [b - a - rate * seconds for a, b, rate in zip(before, after, idle, strict=True)]
    return own[0] / POSTS, own[1] / POSTS


def main(target: Path) -> None:
    """Set up, measure, write."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        store = stack.enter_context(Redis())
        site = stack.enter_context(installed(Path(folder), store.url))
        found = uvloop.run(measure(Bench(site, store)))
    rounded = {name: round(figure, 2) for name, figure in found.items()}
    target.write_text(json.dumps(rounded, indent=2) + "\n")
    print(target.read_text())  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
