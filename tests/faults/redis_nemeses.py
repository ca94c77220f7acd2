"""The faults of Redis that are played under load: each may cost seconds, and nothing else."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.faults.load import Load
from tests.faults.nemesis import CLUSTER, Nemesis, Play, some, swallow
from tests.faults.proxy import PASS, REFUSE, Mode
from tests.faults.sizes import redis_says
from tests.faults.stage import Stage


@asynccontextmanager
async def parted(stage: Stage, load: Load, seconds: float) -> AsyncIterator[None]:
    """Redis is out of reach during the block; then calm has some time to return."""
    stage.faults += 1
    began = time.monotonic()
    yield
    load.troubles.append((began, time.monotonic()))
    await asyncio.sleep(seconds / 2)


async def killed_redis(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """kill -9 of Redis, which comes back empty."""
    assert stage.redis is not None
    async with parted(stage, load, seconds):
        await asyncio.to_thread(stage.redis.kill)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(stage.redis.start)


async def frozen_redis(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """Redis answers nothing for a while."""
    assert stage.redis is not None
    async with parted(stage, load, seconds):
        stage.redis.pause()
        await asyncio.sleep(seconds)
        stage.redis.resume()


async def flushed_redis(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """FLUSHALL, and every connection to Redis is ended by it."""
    async with parted(stage, load, 2 * seconds):
        await redis_says(stage, "FLUSHALL", "CLIENT KILL TYPE pubsub", "CLIENT KILL TYPE normal")


async def full_redis(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """Redis has no memory left and refuses what would need some."""
    async with parted(stage, load, seconds):
        await redis_says(stage, "CONFIG SET maxmemory 1")
        await asyncio.sleep(seconds)
        await redis_says(stage, "CONFIG SET maxmemory 0")


async def redis_resets(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """One process is parted from Redis by RST; nothing new gets through either."""
    async with parted(stage, load, seconds):
        wire = some(dice, stage.wires)
        wire.mode = REFUSE
        wire.reset()
        await asyncio.sleep(seconds)
        wire.mode = PASS


async def redis_black_holes(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """One process is parted from Redis and nobody tells it."""
    async with parted(stage, load, seconds):
        await swallow(some(dice, stage.wires), seconds)


async def no_hints(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """No process hears any publish of another, and nobody tells them."""
    async with parted(stage, load, seconds):
        for wire in stage.wires:
            wire.mode = Mode("black_hole", direction="down")
        await asyncio.sleep(seconds)
        for wire in stage.wires:
            wire.mode = PASS
            wire.reset()


def redis(name: str, play: Play, seconds: float, short: float | None = None) -> Nemesis:
    """A fault of Redis: it may cost seconds, and nothing else."""
    return Nemesis(
        "P5 P8", name, play, CLUSTER, 2, seconds, short, 5.0,
        spares_sockets=True, spares_sends=True, parts_redis=True,
    )  # fmt: skip


REDIS_NEMESES = (
    redis("Redis kill -9 and restart", killed_redis, 20, 1.5),
    redis("Redis frozen", frozen_redis, 20, 3),
    redis("Redis flushed, clients killed", flushed_redis, 8, 1),
    redis("Redis out of memory", full_redis, 20),
    redis("one process parted by RST", redis_resets, 20, 1.5),
    redis("one process parted silently", redis_black_holes, 20, 3),
    redis("all hints dropped", no_hints, 20),
)
