"""P7, P17: who reads nothing, and minutes of coming and going."""

import asyncio
import random
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.faults.load import Load, loaded
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, adopt, scenario
from tests.faults.stage import Stage, staged, until
from tests.faults.trials import ended
from tests.server import family

HELLO = '{"type":"hello","ref":"1"}'
MEGABYTE = 1_048_576


# --- P7 ------------------------------------------------------------------------------------------

STALLED = 200  # enough to tell what they cost from what a server grows by itself
STALL_SECONDS = 60.0  # within which the server must have let go of who reads nothing
WARM_SECONDS = 30.0  # of the same posts before: what rooms remember and caches keep is full then
LONG = "words" * 1_500  # fills buffers quickly
TINY_BUFFER = 4_096  # bytes


@scenario("P7", "readers that read nothing")
async def stalled(run: Run, report: Report) -> None:
    """Stalled sockets are dropped within a minute, and cost the others nothing."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        await load.more(100, 60)
        for reader in await crowd(stage):  # threads and connections that a crowd needs are there
            reader.transport.abort()
        await posting(stage, load, WARM_SECONDS, lambda: True)
        slow = await crowd(stage)
        before = memory(stage)  # what an open socket takes is not what a stalled one adds
        stage.faults += STALLED
        began, sizes = time.monotonic(), [before]

        def held() -> bool:
            sizes.append(memory(stage))
            return bool(open_ones(stage, slow))

        await posting(stage, load, STALL_SECONDS, held)
        took, left = time.monotonic() - began, open_ones(stage, slow)
        grown = max(sizes) - before
        for reader in slow:
            reader.transport.abort()
        adopt(report, await ended(stage, load, "P7", "stalled", 12.0))
        if load.closes():
            report.violations["closed"] = [f"others were closed: {load.closes()}"]
    report.violations["zombie"] = [f"port {port} is still held" for port in left]
    report.figures["stalled"] = STALLED
    report.figures["all dropped after s"] = round(took, 1)
    report.figures["RSS growth MiB per 100"] = round(grown / MEGABYTE * 100 / STALLED, 1)


async def posting(stage: Stage, load: Load, seconds: float, more: Callable[[], bool]) -> None:
    """Posts long texts into every room, one after the other, for as long as it is of use."""
    began = time.monotonic()
    while time.monotonic() - began < seconds and more():
        for room in stage.rooms:
            await load.speakers[0].post(room, LONG)


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


def open_ones(stage: Stage, slow: Sequence[ClientConnection]) -> list[int]:
    """The ports of stalled clients whose connection the server still holds."""
    servers = {server.port for server in stage.servers}
    held = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        near, far = (int(end.split(":")[1], 16) for end in parts[1:3])
        if near in servers and parts[9] != "0":  # an inode: a process holds it
            held.add(far)
    return [port for reader in slow if (port := reader.local_address[1]) in held]


def memory(stage: Stage) -> int:
    """Bytes of resident memory of all chat processes."""
    return sum(rss(pid) for server in stage.servers for pid in family(server.pid))


def rss(pid: int) -> int:
    """Bytes of resident memory of a process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4_096
    except OSError:
        return 0


# --- P17 -----------------------------------------------------------------------------------------

CHURN_SECONDS = 300.0
SETTLE_SECONDS = 120.0  # caches and pools fill first, on a busy machine slowly; slopes come after
CHURNERS = 10
SAMPLE_SECONDS = 5.0
SLOPE_MIB = 60.0  # per hour: some minutes cannot show less over the noise of an allocator
FILES = 20  # descriptors more at the end than at the beginning


@scenario("P17", "minutes of coming and going")
async def churn(run: Run, report: Report) -> None:
    """Sockets come and go, half of them by RST; memory, files and connections stay flat."""
    async with staged(run.stores, run.mode, run.seed) as stage:
        stop = asyncio.Event()
        counts = [0, 0]
        work = [asyncio.create_task(churner(stage, n, stop, counts)) for n in range(CHURNERS)]
        samples: list[tuple[float, int, int]] = []
        began = time.monotonic()
        while (passed := time.monotonic() - began) < CHURN_SECONDS:
            if passed > SETTLE_SECONDS:
                samples.append((passed, memory(stage), files(stage)))
            await asyncio.sleep(SAMPLE_SECONDS)
        stop.set()
        await asyncio.gather(*work)
        await until(lambda: files(stage) <= samples[0][2] + FILES, "descriptors' return", 60)
        sockets = 0.0
        for number in range(len(stage.servers)):
            sockets += await stage.metric("chat_sockets", number)
        keys = await redis_keys(stage)
        end = files(stage)
    slope = slope_of([(at, size) for at, size, _ in samples]) * 3_600 / MEGABYTE
    report.acked, report.faults = counts[0], counts[1]
    report.heard = counts[0]
    report.figures = {
        "connects": counts[0],
        "connects per s": round(counts[0] / CHURN_SECONDS),
        "RSS slope MiB per hour": round(slope, 1),
        "descriptors begin/end": f"{samples[0][2]}/{end}",
        "sockets counted at the end": int(sockets),
        "Redis keys": keys,
    }
    report.violations["leak"] = [f"{slope:.0f} MiB per hour"] if slope > SLOPE_MIB else []
    report.violations["sockets"] = [f"{sockets:.0f} still counted"] if sockets else []


async def churner(stage: Stage, number: int, stop: asyncio.Event, counts: list[int]) -> None:
    """Connects, is welcomed, posts now and then, and goes, by a close or by RST."""
    dice = random.Random(number)
    headers = {"Authorization": f"Bearer {stage.tokens[f'observer{number}']}"}
    while not stop.is_set():
        url = dice.choice(stage.socket_urls)
        one: Any = await connect(
            url, additional_headers=headers, compression=None, ping_interval=None, proxy=None
        )
        await one.send(HELLO)
        await one.recv()
        counts[0] += 1
        if dice.random() < 0.5:
            one.transport.abort()
            counts[1] += 1
        else:
            await one.close()


def files(stage: Stage) -> int:
    """Open descriptors of all chat processes."""
    pids = [pid for server in stage.servers for pid in family(server.pid)]
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids)


def slope_of(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the line that fits best."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


async def redis_keys(stage: Stage) -> int:
    """How many keys Redis holds."""
    if not stage.cluster or stage.redis is None:
        return 0
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.redis.port)
    writer.write(b"DBSIZE\r\n")
    answer = await reader.readline()
    writer.close()
    return int(answer[1:])
