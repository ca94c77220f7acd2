"""The faults that are played under load, as a table: what each does, where, and what it may cost."""

import asyncio
import random
import resource
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg

from tests.faults.load import Load
from tests.faults.nemesis import BOTH, CLUSTER, Nemesis, some, swallow
from tests.faults.proxy import PASS, Mode, Proxy
from tests.faults.redis_nemeses import REDIS_NEMESES
from tests.faults.stage import Stage
from tests.server import family, send
from tests.services import PostgreSQL

# --- Clients and their network -------------------------------------------------------------------


async def resets(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """Every connection to the chat is cut by RST."""
    stage.faults += sum(door.reset() for door in stage.doors)
    await asyncio.sleep(dice.uniform(0.2, 0.5) * seconds)


async def two_second_cuts(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """All observers but one are offline for two seconds, then online for as long."""
    absent = load.observers[1:]
    for observer in absent:
        observer.cut()
    stage.faults += len(absent)
    await asyncio.sleep(seconds)
    for observer in absent:
        observer.restore()
    await asyncio.sleep(seconds)


async def black_holes(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """The clients' network swallows everything for a while, one direction or both."""
    door = some(dice, stage.doors)
    door.mode = Mode("black_hole", direction=dice.choice(("up", "down", "both")))
    await played(stage, door, seconds)
    door.reset()  # bytes are missing in the middle: no such line lives on


async def slow_lines(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """The clients' network is slow and uneven."""
    door = some(dice, stage.doors)
    door.mode = Mode("delay", delay=0.1, jitter=0.2)
    await played(stage, door, seconds)
    door.mode = Mode("throttle", rate=50_000)
    await played(stage, door, seconds)


async def half_closes(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """The server's side ends, the client's goes on."""
    door = some(dice, stage.doors)
    door.mode = Mode("half_close", direction="down")
    await played(stage, door, seconds / 4)


async def lost_acks(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """Answers are cut off after the commit: whatever comes down beyond some bytes."""
    door = some(dice, stage.doors)
    door.mode = Mode("cut_after", after=dice.choice((0, 100, 5_000)), direction="down")
    await played(stage, door, seconds / 2)


async def played(stage: Stage, proxy: Proxy, seconds: float) -> None:
    """Counts a fault, lets it last, and heals its proxy."""
    stage.faults += 1
    await asyncio.sleep(seconds)
    proxy.mode = PASS


# --- Processes -----------------------------------------------------------------------------------


async def killed_servers(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """kill -9 of a chat server, which comes back after a while."""
    server = stage.servers[stage.faults % len(stage.servers)]
    await asyncio.to_thread(server.kill)
    stage.faults += 1
    await asyncio.sleep(dice.uniform(0.1, 0.4) * seconds)
    await asyncio.to_thread(server.start)
    await asyncio.sleep(dice.uniform(0.3, 0.6) * seconds)


async def frozen_servers(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """SIGSTOP of a chat server, which goes on after a while."""
    server = stage.servers[stage.faults % len(stage.servers)]
    server.pause()
    stage.faults += 1
    await asyncio.sleep(seconds)
    server.resume()


# --- PostgreSQL ----------------------------------------------------------------------------------

BACK_POSTS = 20  # acked before the next round: the database is really back
BACK_SECONDS = 30.0


@asynccontextmanager
async def away(stage: Stage, load: Load) -> AsyncIterator[PostgreSQL]:
    """PostgreSQL is away during the block; then it is waited for until posts are acked again."""
    assert stage.postgresql is not None
    stage.faults += 1
    began = time.monotonic()
    yield stage.postgresql
    load.outages.append((began, time.monotonic()))
    await load.more(BACK_POSTS, BACK_SECONDS)


async def immediate_stops(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """PostgreSQL stops as in a crash and recovers from its log."""
    async with away(stage, load) as database:
        send([database.pid], signal.SIGQUIT)
        await asyncio.to_thread(database.exit_code)
        await asyncio.sleep(dice.uniform(0, 0.5) * seconds)
        await asyncio.to_thread(database.start)


async def fast_restarts(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """PostgreSQL is restarted as an operator does it."""
    async with away(stage, load) as database:
        await asyncio.to_thread(database.restart)


async def frozen_databases(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """PostgreSQL answers nothing for a while."""
    async with away(stage, load) as database:
        database.pause()
        await asyncio.sleep(seconds)
        database.resume()


async def lost_databases(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """The network to PostgreSQL swallows everything, then resets."""
    async with away(stage, load):
        await swallow(some(dice, stage.walls), seconds)


async def ended_backends(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """Every connection to the database is ended by its administrator."""
    with psycopg.connect(stage.database, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    stage.faults += len(ended)
    await asyncio.sleep(dice.uniform(0.1, 0.3) * seconds)


# --- SQLite --------------------------------------------------------------------------------------


async def full_disks(stage: Stage, load: Load, dice: random.Random, seconds: float) -> None:
    """No file of the chat may grow: SQLite is refused its writes as on a full disk."""
    grown = max(path.stat().st_size for path in Path(stage.database).parent.glob("chat.sqlite3*"))
    pids = family(stage.servers[0].pid)
    stage.faults += 1
    began = time.monotonic()
    limited(pids, grown)
    await asyncio.sleep(seconds)
    limited(pids, resource.RLIM_INFINITY)
    load.outages.append((began, time.monotonic()))
    await load.more(BACK_POSTS, BACK_SECONDS)


def limited(pids: list[int], size: int) -> None:
    """Bounds what files of these processes may grow to, in bytes."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


NEMESES = (
    Nemesis("P1 P10", "kill -9 of the chat", killed_servers, rounds=6, seconds=5, short=1.5),
    Nemesis("P1 P9", "PostgreSQL immediate stop", immediate_stops, CLUSTER, 4, 5, 2),
    Nemesis("P2 P4", "acks cut off after the commit", lost_acks, rounds=8, seconds=4, short=1.5),
    Nemesis("P3", "every client reset", resets, rounds=10, seconds=4, short=2),
    Nemesis("P3", "clients' network a black hole", black_holes, rounds=3, seconds=8),
    Nemesis("P3", "clients' network slow and uneven", slow_lines, rounds=3, seconds=5),
    Nemesis("P3", "half-closed connections", half_closes, rounds=5, seconds=4, short=2),
    Nemesis("P6", "repeated cuts of 2 s for 60 s", two_second_cuts, BOTH, 15, 2, 1),
    Nemesis("P9", "PostgreSQL fast restart", fast_restarts, CLUSTER, 3, 5),
    Nemesis("P9", "PostgreSQL frozen for 20 s", frozen_databases, CLUSTER, 1, 20),
    Nemesis("P9", "PostgreSQL unreachable", lost_databases, CLUSTER, 2, 8),
    Nemesis("P9", "database connections ended", ended_backends, CLUSTER, 8, 5, 2),
    Nemesis("P9", "the disk is full", full_disks, ("embedded",), 3, 6),
    Nemesis("P10", "a chat process frozen", frozen_servers, BOTH, 2, 8),
    *REDIS_NEMESES,
)
