"""P13: two thousand sockets are cut at the same moment and come back at will."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from websockets.asyncio.client import ClientConnection, connect

from tests.faults.people import ENDINGS
from tests.faults.report import Report, quantiles
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.stage import Stage, staged, until

HERD = 2_000
SOCKETS_EACH = 18  # of one person; twenty are allowed
HERD_SECONDS = 120.0
MISSED, LAST = "while they were cut", "when all are back"
LAST_SECONDS = 12.0  # for everybody to hear a post once they are live
BACKOFF = (0.5, 30.0)  # seconds, full jitter between, doubling
AGAIN = {1006, 1012, 1013}


class Sheep:
    """One socket of the herd: as small as a client can be, with the browser's backoff."""

    def __init__(self, urls: Sequence[str], secret: str, number: int) -> None:
        self.url = urls[number % len(urls)]
        self.secret = secret
        self.dice = random.Random(number)
        self.live_at = 0.0
        self.cursors: dict[str, Any] = {}
        self.heard: set[str] = set()
        self.errors: list[str] = []
        self.tries = 0
        self.socket: ClientConnection | None = None

    async def live(self) -> None:
        """Stays connected for ever."""
        failures = 0
        while True:
            wait = await self.once()
            failures = 0 if self.live_at else failures + 1
            self.live_at = 0.0
            if wait is None:
                ceiling = min(BACKOFF[1], BACKOFF[0] * 2 ** (failures + 1))
                wait = self.dice.uniform(BACKOFF[0], ceiling)
            await asyncio.sleep(wait)

    async def once(self) -> float | None:
        """Connects, is told what it missed, and reads on; returns how long to stay away if told."""
        self.tries += 1
        headers = {"Authorization": f"Bearer {self.secret}"}
        try:
            async with connect(
                self.url, additional_headers=headers, compression=None, ping_interval=None,
                proxy=None, open_timeout=20, close_timeout=1,
            ) as self.socket:  # fmt: skip
                await self.socket.send(
                    json.dumps({"type": "hello", "ref": "1", "cursors": self.cursors})
                )
                async with asyncio.timeout(15):
                    first = str(await self.socket.recv())
                if '"error"' in first[:60] or '"code":"' in first:
                    self.errors += [] if '"busy"' in first or '"unavail' in first else [first]
                    return self.dice.uniform(1, 8)
                self.came(json.loads(first))
                async for text in self.socket:
                    self.hear(str(text))
                code = self.socket.close_code or 1006
                self.errors += [] if code in AGAIN else [f"closed with {code}"]
        except ENDINGS as error:
            code = getattr(getattr(error, "rcvd", None), "code", 1006)
            if code not in AGAIN:
                self.errors.append(f"closed with {code}")
        return None

    def came(self, welcome: dict[str, Any]) -> None:
        """Is live at once the first time; later, it has something to catch up on."""
        if not self.cursors:
            self.live_at = time.monotonic()
            rooms = welcome["rooms"]
            self.cursors = {str(r["id"]): {"epoch": r["epoch"], "seq": r["seq"]} for r in rooms}

    def hear(self, text: str) -> None:
        """Notes what it was told, and that it is live with the first message it had missed."""
        self.heard |= {words for words in (MISSED, LAST) if words in text}
        if not self.live_at and MISSED in self.heard:
            self.live_at = time.monotonic()


@scenario("P13", "2,000 sockets cut at once")
async def herd(run: Run, report: Report) -> None:
    """Everybody is cut at the same moment, misses a message, comes back at will and catches up."""
    async with staged(run.stores, run.mode, run.seed) as stage:
        count = -(-HERD // SOCKETS_EACH)
        names = [f"sheep{n}" for n in range(count)]
        made = await asyncio.to_thread(stage.acts.act, "people", names=names)
        ids = [one["id"] for one in made.values()]
        meadow = await asyncio.to_thread(
            stage.acts.act, "room", slug="meadow", members=ids, by=stage.users["ann"]
        )
        secrets = [one["secret"] for one in made.values()]
        flock = [Sheep(stage.socket_urls, secrets[n % count], n) for n in range(HERD)]
        tasks: list[asyncio.Task[None]] = []
        most = [0]
        spy = asyncio.create_task(connections(stage, most))
        try:
            for start in range(0, HERD, 50):  # a morning: they come one after the other
                some = flock[start : start + 50]
                tasks += [asyncio.create_task(one.live()) for one in some]
                await until(lambda s=some: all(x.live_at for x in s), "a welcome", HERD_SECONDS)  # type: ignore[misc]
            accepted = [door.accepted for door in stage.doors]
            report.faults = sum(door.reset() for door in stage.doors)
            began = time.monotonic()
            back = 0.99 * HERD
            await until(lambda: not any(x.live_at for x in flock), "the cut", 10)
            async with stage.caller("ann") as ann:
                await ann.post(meadow, MISSED)
            await until(
                lambda: sum(x.live_at > began for x in flock) >= back, "99 % live", HERD_SECONDS
            )
            took = time.monotonic() - began
            await until(lambda: all(x.live_at > began for x in flock), "all live", HERD_SECONDS)
            async with stage.caller("ann") as ann:
                await ann.post(meadow, LAST)
            with suppress(TimeoutError, AssertionError):
                await until(lambda: all(LAST in x.heard for x in flock), "the last", LAST_SECONDS)
            gaps = [x.live_at - began for x in flock if x.live_at > began]
            again = sum(d.accepted for d in stage.doors) - sum(accepted)
        finally:
            spy.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    report.acked, report.heard = HERD, sum(bool(x.live_at) for x in flock)
    deaf = [n for n, x in enumerate(flock) if x.live_at and LAST not in x.heard]
    report.violations["silently deaf"] = [f"socket {n}" for n in deaf]
    report.violations["errors"] = [e for x in flock for e in x.errors]
    report.figures = {"99 % live after s": round(took, 1), "connects for it": again}
    report.figures |= {f"{name} s": round(v, 2) for name, v in quantiles(gaps).items()}
    if run.mode == "cluster":
        pool = 2 * (16 + 1) + 2  # two pools, and those of the test
        report.figures["database connections at most"] = most[0]
        if most[0] > pool:
            report.violations["pool"] = [f"{most[0]} connections to the database"]


async def connections(stage: Stage, most: list[int]) -> None:
    """Notes the most connections to the database at once."""
    if not stage.cluster:
        return
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    async with await psycopg.AsyncConnection.connect(stage.database, autocommit=True) as one:
        while True:
            row = await (await one.execute(sql)).fetchone()
            most[0] = max(most[0], int(row[0]) if row else 0)
            await asyncio.sleep(0.2)
