"""P10, P15: of a process that was killed nothing is left, neither people nor leases."""

import asyncio
import random
import time
from collections.abc import Collection
from contextlib import AsyncExitStack

import psycopg
from websockets.asyncio.client import connect

from tests.faults.people import Observer
from tests.faults.report import Report
from tests.faults.scenarios.crowds import HELLO
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.sizes import redis_says
from tests.faults.stage import Stage, staged, until

GHOSTS = 10  # people who were with the killed process and never come back
GHOST_SECONDS = 45.0  # that they may still be shown
LEFT_SECONDS = 60.0  # after which nothing of the process may be left
AT = "SELECT count(*) FROM pg_stat_activity WHERE client_port = ANY(%s)"


@scenario("P10 P15", "people and leases of a killed process")
async def ghosts(run: Run, report: Report) -> None:
    """Whoever does not come back after a kill -9 is soon no longer shown as here."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(run.stores, run.mode, run.seed))
        doomed, witnessed = stage.servers[0], stage.socket_urls[-1]
        names = [f"observer{n}" for n in range(1, 1 + GHOSTS)]
        for name in names:
            one = await stack.enter_async_context(
                connect(
                    doomed.socket_url,
                    additional_headers={"Authorization": f"Bearer {stage.tokens[name]}"},
                    compression=None, ping_interval=None, proxy=None, close_timeout=1,
                )
            )  # fmt: skip
            await one.send(HELLO)
            await one.recv()
        witness = Observer(
            [witnessed], "observer0", random.Random(run.seed), token=stage.tokens["observer0"]
        )
        stack.push_async_callback(witness.stop)
        await witness.start()
        gone = {stage.users[name] for name in names}
        await until(lambda: gone <= online(witness), "everybody's presence", 30)
        database, layer = ports(stage)
        killed_at = time.monotonic()
        await asyncio.to_thread(doomed.kill)
        report.faults += 1
        if not stage.cluster:  # the only process: whoever runs the chat starts it again
            await asyncio.to_thread(doomed.start)
            await witness.until(lambda: witness.connects > 1, "the witness's return", 30)
        took = await until(lambda: not gone & online(witness), "the ghosts' end", LEFT_SECONDS)
        took = time.monotonic() - killed_at if stage.cluster else took
        left = await counted(stage, database, layer)
        while any(left.values()) and time.monotonic() - killed_at < LEFT_SECONDS:
            await asyncio.sleep(1)
            left = await counted(stage, database, layer)
    report.acked, report.heard = GHOSTS, len(witness.told)
    report.figures = {"people of the killed process": GHOSTS, "shown for s": round(took, 1), **left}
    report.violations["ghosts"] = [f"for {took:.1f} s"] if took > GHOST_SECONDS else []
    report.violations["left"] = [f"{name}: {count}" for name, count in left.items() if count]


def online(witness: Observer) -> set[int]:
    """Who is here, as a client was told."""
    found: set[int] = set()
    for frame in witness.told:
        if frame["type"] == "presence.state":
            found = set(frame["online"])
        elif frame["type"] == "presence.diff":
            found = (found | set(frame["joins"])) - set(frame["leaves"])
    return found


def ports(stage: Stage) -> tuple[list[int], list[int]]:
    """The ports from which the first process is connected to PostgreSQL and to Redis."""
    walls, wires = (
        [line.port for proxy in proxies[:1] for line in proxy.lines]
        for proxies in (stage.walls, stage.wires)
    )
    assert not stage.cluster or (walls and wires), "the process was connected to nothing"
    return walls, wires


async def counted(stage: Stage, database: list[int], layer: Collection[int]) -> dict[str, int]:
    """What PostgreSQL and Redis still hold for a process that had these ports."""
    if not stage.cluster or stage.redis is None:
        return {}
    async with await psycopg.AsyncConnection.connect(stage.database, autocommit=True) as one:
        row = await (await one.execute(AT, [database])).fetchone()
    clients = (await redis_says(stage, "CLIENT LIST")).decode()
    return {
        "database connections left": int(row[0]) if row else 0,
        "Redis connections left": sum(f":{port} " in clients for port in layer),
        "Redis keys": int((await redis_says(stage, "DBSIZE"))[1:]),
    }
