"""P12: one process after the other is replaced, behind the balancers that the documents offer."""

import asyncio
import json
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.deploy.balancers import Balancer, HAProxy, Nginx
from tests.faults.load import Load, loaded
from tests.faults.report import Report, quantiles
from tests.faults.scenarios.herd import Sheep
from tests.faults.scenarios.programs import program
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.stage import Stage, staged, until
from tests.faults.trials import ended
from tests.server import wait_until
from tests.services import ROOT, AppServer

CALM_POSTS = 120  # before, between and after the restarts
FOLLOWERS = 360  # sockets beside the observers: enough to show a herd
SOCKETS_EACH = 18  # of one person; twenty are allowed
ARRIVALS_AT_ONCE = 30  # when the followers come in the morning
DRAIN_SECONDS = 10.0  # over which the product sends its sockets away
EXIT_SECONDS = 25.0  # from SIGTERM to the end, as promised
FOUND_SECONDS = 20.0  # until a balancer uses a new process
# Connects in any one second: twice the even spread of all sockets over a drain, for the last
# process to go may hold them all. Chance alone fills the fullest second by half as much again at
# these numbers, and twice in less than one run of 100,000; a drain that gave them half of the
# seconds to come back in, or none, fills it more than twice.
SPREAD = 2.0
# What one process's admission lets wait, over the time that anybody waits: beyond it, `busy`.
ADMITTED_PER_SECOND = 2_000 / 4.5


class Follower(Sheep):
    """One socket of the herd that comes back when it is told, as a browser does."""

    def __init__(self, url: str, secret: str, number: int) -> None:
        super().__init__([url], secret, number)
        self.told: float | None = None  # seconds to stay away, from `reconnect`
        self.opened_at: list[float] = []  # when each connect began, also one that was refused
        self.gaps: list[float] = []
        self._left_at = 0.0

    async def once(self) -> float | None:
        """Connects, reads until the end, and stays away for as long as it was told."""
        self.told = None
        self.opened_at.append(time.monotonic())
        wait = await super().once()
        self._left_at = time.monotonic()
        return self.told if self.told is not None else wait

    def came(self, welcome: dict[str, Any]) -> None:
        """Is live with the welcome."""
        super().came(welcome)
        self.live_at = time.monotonic()
        if self._left_at:
            self.gaps.append(self.live_at - self._left_at)

    def hear(self, text: str) -> None:
        """Notes when to come back."""
        if text.startswith('{"type":"reconnect"'):
            self.told = float(json.loads(text)["after"])


@asynccontextmanager
async def followed(stage: Stage, url: str, seed: int) -> AsyncIterator[list[Follower]]:
    """Many sockets beside the load, which hear and say nothing, for the block."""
    names = [f"follower{n}" for n in range(-(-FOLLOWERS // SOCKETS_EACH))]
    made = await asyncio.to_thread(stage.acts.act, "people", names=names)
    secrets = [one["secret"] for one in made.values()]
    address = f"ws{url.removeprefix('http')}/ws"
    flock = [Follower(address, secrets[n % len(secrets)], seed + n) for n in range(FOLLOWERS)]
    tasks: list[asyncio.Task[None]] = []
    try:
        for start in range(0, FOLLOWERS, ARRIVALS_AT_ONCE):
            some = flock[start : start + ARRIVALS_AT_ONCE]
            tasks += [asyncio.create_task(one.live()) for one in some]
            await until(lambda s=some: all(x.live_at for x in s), "a welcome")  # type: ignore[misc]
        yield flock
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def balanced(stage: Stage, front: type[Balancer]) -> AsyncIterator[Balancer]:
    """A balancer with its committed configuration before the processes, for the block."""
    balancer = front([server.port for server in stage.servers])
    trusted = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(balancer.chain)  # whom WebSocket clients trust
    try:
        await asyncio.to_thread(balancer.start)
        yield balancer
    finally:
        await asyncio.to_thread(balancer.kill)
        shutil.rmtree(balancer.folder, ignore_errors=True)
        os.environ.pop("SSL_CERT_FILE")
        if trusted is not None:
            os.environ["SSL_CERT_FILE"] = trusted


@scenario("P12", "rolling restart behind HAProxy", CLUSTER)
async def behind_haproxy(run: Run, report: Report) -> None:
    """Both processes are replaced, one after the other, under load."""
    await rolling(run, report, HAProxy)


@scenario("P12", "rolling restart behind nginx", CLUSTER)
async def behind_nginx(run: Run, report: Report) -> None:
    """The same behind a balancer that asks nobody how they are."""
    await rolling(run, report, Nginx)


Step = Callable[[Stage, Load], Awaitable[None]]


async def nothing(stage: Stage, load: Load) -> None:
    """What is done before a restart with the same program."""


async def rolling(
    run: Run,
    report: Report,
    front: type[Balancer],
    *,
    root: Path = ROOT,
    before: Step = nothing,
) -> None:
    """Replaces each process under load; nothing may fail, stay unknown, or come as a herd.

    ``root`` holds the program that is replaced; ``before`` is done while it serves.
    """
    if program(front.name) is None:
        report.skipped = f"{front.name} is not installed"
        return
    async with (
        staged(run.stores, run.mode, run.seed, root=root) as stage,
        balanced(stage, front) as balancer,
        followed(stage, balancer.url, run.seed) as flock,
        loaded(stage, run.seed, urls=[balancer.url], trust=balancer.trust) as load,
    ):
        for observer in load.observers:
            observer.obeys_reconnect = True
        await load.more(CALM_POSTS)
        await before(stage, load)
        began = time.monotonic()
        exits = [await replaced(stage, load, balancer, server) for server in stage.servers]
        await until(lambda: all(one.gaps for one in flock), "everybody's return", 60)
        adopt(report, await ended(stage, load, "P12", front.name, 12.0))
        judge_failures(report, load)
        judge_herd(report, load, flock, began)
    report.violations["errors"] = [e for one in flock for e in one.errors]
    report.violations["drain"] = [f"it took {s} s" for s in exits if s > EXIT_SECONDS]
    report.figures["drain s"] = exits


async def replaced(stage: Stage, load: Load, balancer: Balancer, server: AppServer) -> float:
    """Ends a process by SIGTERM and starts its successor; returns the seconds of its drain."""
    began = time.monotonic()
    server.terminate()
    stage.faults += 1
    await asyncio.to_thread(exit_of, server)
    took = round(time.monotonic() - began, 1)
    server.root = ROOT
    await asyncio.to_thread(server.start)
    before = asked(server)

    def found() -> bool:
        balancer.answers()
        return asked(server) > before

    await asyncio.to_thread(wait_until, found, "a request for the new process", FOUND_SECONDS)
    await load.more(CALM_POSTS)
    return took


def asked(server: AppServer) -> int:
    """How often a process was asked whether it lives, by its log."""
    return server.log.read_text().count("request='GET /healthz'")


def exit_of(server: AppServer) -> int:
    """Waits for a drain to end; the bound is the product's."""
    assert server._process is not None
    return server._process.wait(EXIT_SECONDS + 5)


# --- The judge of deploys ------------------------------------------------------------------------


def judge_failures(report: Report, load: Load) -> None:
    """No HTTP call failed, no outcome stayed unknown, no socket was closed but by a restart."""
    log = [entry for speaker in load.speakers for entry in speaker.log]
    report.violations["failed HTTP"] = [
        f"{e.verb}: {e.what} {e.code}"
        for e in log
        if e.surface == "rest" and e.what in ("fail", "unknown")
    ]
    report.violations["unknown outcome"] = [
        f"{e.verb} by {e.surface}: {e.code}" for e in log if e.what == "unknown"
    ]
    refused = [e for e in log if e.what == "fail"]
    report.figures["HTTP calls"] = sum(e.surface == "rest" and e.what == "ok" for e in log)
    report.figures["refused as busy"] = sum(e.code == "busy" for e in refused)
    report.violations["refused"] = [f"{e.verb}: {e.code}" for e in refused if e.code != "busy"]
    codes = {code for observer in load.observers for code in observer.closes}
    report.violations["closed"] = [f"sockets were closed with {codes}"] if codes - {1012} else []


def judge_herd(report: Report, load: Load, flock: Sequence[Follower], began: float) -> None:
    """Whoever was sent away came back in a thin stream."""
    people = [*flock, *load.observers, *(speaker.line for speaker in load.speakers)]
    times = sorted(at for one in people for at in one.opened_at if at > began)
    peak = max(sum(at <= t < at + 1 for t in times) for at in times)
    cap = min(ADMITTED_PER_SECOND, SPREAD * len(people) / DRAIN_SECONDS)
    report.violations["herd"] = [f"{peak} connects in a second"] if peak > cap else []
    gaps = quantiles([gap for one in (*flock, *load.observers) for gap in one.gaps])
    report.figures["sockets"] = len(people)
    report.figures["reconnects of all"] = len(times)
    report.figures["peak connects per s"] = f"{peak}, cap {cap:.0f}"
    report.figures["gap of a client p50/p99/max s"] = "/".join(f"{s:.2f}" for s in gaps.values())
