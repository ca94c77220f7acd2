"""P7: who reads nothing, or a kibibyte a second, costs the others nothing and loses nothing."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from tests.faults.load import Load, loaded
from tests.faults.people import ENDINGS
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, adopt, scenario
from tests.faults.sizes import MEGABYTE, memory
from tests.faults.stage import Stage, staged, until
from tests.faults.trials import ended

HELLO = '{"type":"hello","ref":"1"}'
STALLED = 200  # enough to tell what they cost from what a server grows by itself
GONE_SECONDS = 45.0  # until a crowd sent home is noticed: whose window was shut, after thirty
STALL_SECONDS = 60.0  # within which the server must have let go of who reads nothing
WARM_SECONDS = 30.0  # of the same posts before: what rooms remember and caches keep is full then
ROUNDS = 60  # of long posts, one into each room: more than any socket may have waiting
ROUND_SECONDS = 0.5  # from one round to the next
LONG = "words" * 1_500  # fills buffers quickly
TINY_BUFFER = 4_096  # bytes
GROWTH_MIB = 2.0  # for each hundred who stall, beyond what the same posts cost without them


@scenario("P7", "readers that read nothing")
async def stalled(run: Run, report: Report) -> None:
    """Stalled sockets are dropped within a minute, and what they add to memory is small."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        await load.more(100, 60)
        await dismissed(stage, await crowd(stage))  # what a crowd needs is there from now on
        await posting(stage, load, int(WARM_SECONDS / ROUND_SECONDS))
        readers = await crowd(stage)
        reading = [asyncio.create_task(read(reader)) for reader in readers]
        control = await growth(stage, lambda: posting(stage, load, ROUNDS))
        await dismissed(stage, readers)
        await asyncio.gather(*reading)
        slow = await crowd(stage)
        stage.faults += STALLED
        began = time.monotonic()

        async def dropped() -> None:
            await posting(stage, load, ROUNDS)
            with suppress(AssertionError):
                left = began + STALL_SECONDS - time.monotonic()
                await until(lambda: not held_by(stage, slow), "their end", left, poll=0.5)

        grown = await growth(stage, dropped)
        took, left = time.monotonic() - began, held_by(stage, slow)
        await dismissed(stage, slow)
        adopt(report, await ended(stage, load, "P7", "stalled", 12.0))
        if load.closes():
            report.violations["closed"] = [f"others were closed: {load.closes()}"]
    report.violations["zombie"] = [f"port {port} is still held" for port in left]
    each, without = (size / MEGABYTE * 100 / STALLED for size in (grown, control))
    report.figures["stalled"] = STALLED
    report.figures["all dropped after s"] = round(took, 1)
    report.figures["RSS growth MiB per 100"] = round(each, 1)
    report.figures["the same while they read"] = round(without, 1)
    if each - without > GROWTH_MIB:
        report.violations["memory"] = [f"{each - without:.1f} MiB for each hundred"]


async def growth(stage: Stage, work: Callable[[], Awaitable[None]]) -> int:
    """Bytes by which the chat's memory grew at most while something was done."""
    before = most = memory(stage)
    task = asyncio.ensure_future(work())
    while not task.done():
        await asyncio.wait({task}, timeout=ROUND_SECONDS)
        most = max(most, memory(stage))
    await task
    return most - before


async def posting(stage: Stage, load: Load, rounds: int) -> None:
    """Posts long texts into every room, one after the other, at an even pace."""
    for _ in range(rounds):
        pause = asyncio.create_task(asyncio.sleep(ROUND_SECONDS))
        for room in stage.rooms:
            await load.speakers[0].post(room, LONG)
        await pause


async def crowd(stage: Stage) -> list[ClientConnection]:
    """Stalled sockets, all opened at once."""
    names = (f"observer{n % 20}" for n in range(STALLED))
    return await asyncio.gather(*(stuck(stage, name, n) for n, name in enumerate(names)))


async def stuck(stage: Stage, name: str, number: int) -> ClientConnection:
    """A socket past the proxy that says hello and then reads nothing."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY_BUFFER)
    raw.setblocking(False)
    server = stage.servers[number % len(stage.servers)]
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", server.port))
    reader = await connect(
        server.socket_url, sock=raw, compression=None, ping_interval=None, proxy=None, max_queue=1,
        additional_headers={"Authorization": f"Bearer {stage.tokens[name]}"},
    )  # fmt: skip
    await reader.send(HELLO)
    await reader.recv()
    reader.transport.pause_reading()
    return reader


async def read(reader: ClientConnection) -> None:
    """Reads on until the end."""
    reader.transport.resume_reading()
    with suppress(*ENDINGS):
        async for _ in reader:
            pass


async def dismissed(stage: Stage, readers: Sequence[ClientConnection]) -> None:
    """Sends a crowd home and waits until the server has noticed."""
    for reader in readers:
        reader.transport.abort()
    await until(lambda: not held_by(stage, readers), "the crowd's end", GONE_SECONDS)


def held_by(stage: Stage, readers: Sequence[ClientConnection]) -> list[int]:
    """The ports of these clients whose connection the server still holds."""
    held = open_ports(stage)
    return [port for reader in readers if (port := reader.local_address[1]) in held]


def open_ports(stage: Stage) -> set[int]:
    """The far ports of all connections that the chat's processes hold."""
    servers = {server.port for server in stage.servers}
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        near, far = (int(end.split(":")[1], 16) for end in parts[1:3])
        if near in servers and parts[9] != "0":  # an inode: a process holds it
            found.add(far)
    return found
