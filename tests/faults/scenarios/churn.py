"""P17: bursts of people come and go, half of them by RST, for minutes or an hour; nothing grows."""

import asyncio
import random
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from websockets.asyncio.client import ClientConnection, connect

from tests.faults.people import ENDINGS
from tests.faults.proxy import LINGER_NONE
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.sizes import MEGABYTE, Held, held, memory, slope_of
from tests.faults.stage import Stage, staged

HELLO = '{"type":"hello","ref":"1"}'
BURST = 200  # connects, spread over one second
BURST_SECONDS = 1.0
STAY_SECONDS = 1.0  # that each is connected after its welcome
WARM_BURSTS = 30  # before the first count: pools, threads and most of the memory are there then
LOOK_SECONDS = 6.0  # between counts; the chat counts its tasks every five
SETTLE_SECONDS = 60.0  # for what is left of the last burst to go


@dataclass(frozen=True, slots=True)
class Length:
    """How long it lasts, and what growth that length can tell from an allocator's noise."""

    seconds: float
    every: float  # seconds from the beginning of a burst to that of the next
    noise: float  # seconds at the beginning that no slope is taken from
    slope: float  # MiB of resident memory per hour
    limit: float  # seconds after which the case counts as broken


MINUTES = Length(360.0, 2.0, 180.0, 60.0, 900.0)
HOUR = Length(3_600.0, 24.0, 1_200.0, 20.0, 5_400.0)


@dataclass
class Churn:
    """Who came and went so far."""

    stage: Stage
    dice: random.Random
    came: int = 0
    cut: int = 0
    failed: list[str] = field(default_factory=list)

    async def burst(self) -> None:
        """Connects many within a second; each stays a moment and goes by a close or by RST."""
        await asyncio.gather(*(self._visit(n) for n in range(BURST)))

    async def _visit(self, number: int) -> None:
        await asyncio.sleep(number / BURST * BURST_SECONDS)
        name = f"observer{number % 20}"
        server = self.stage.servers[number % len(self.stage.servers)]
        try:
            visitor = await connect(
                server.socket_url,  # past the proxy, which would turn an RST into a close
                additional_headers={"Authorization": f"Bearer {self.stage.tokens[name]}"},
                compression=None, ping_interval=None, proxy=None,
            )  # fmt: skip
            await visitor.send(HELLO)
            await visitor.recv()
        except ENDINGS as error:
            self.failed.append(f"{type(error).__name__} instead of a welcome")
            return
        self.came += 1
        await asyncio.sleep(STAY_SECONDS)
        if self.dice.random() < 0.5:
            self.cut += 1
            reset(visitor)
        else:
            with suppress(*ENDINGS):
                await visitor.close()


def reset(visitor: ClientConnection) -> None:
    """Ends a connection by RST."""
    raw = visitor.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
    visitor.transport.abort()


@scenario("P17", "minutes of coming and going")
async def minutes(run: Run, report: Report) -> None:
    """The usual length."""
    await churn(run, report, MINUTES)


@scenario("P17", "an hour of coming and going", long=True, limit=HOUR.limit)
async def hour(run: Run, report: Report) -> None:
    """The long one, only when it is asked for; its bursts leave the machine to others."""
    await churn(run, report, HOUR)


async def churn(run: Run, report: Report, length: Length) -> None:
    """Bursts come and go; memory, files, tasks and connections stay what they were."""
    async with staged(run.stores, run.mode, run.seed) as stage:
        crowd = Churn(stage, random.Random(run.seed))
        for _ in range(WARM_BURSTS):
            await crowd.burst()
        begin = await settled(stage, None)
        began, samples = time.monotonic(), [(0.0, float(memory(stage)))]
        while (passed := time.monotonic() - began) < length.seconds:
            await crowd.burst()
            await asyncio.sleep(max(0.0, passed + length.every - (time.monotonic() - began)))
            samples.append((time.monotonic() - began, float(memory(stage))))
        end = await settled(stage, begin)
    late = [(at, size) for at, size in samples if at > length.noise]
    slope = slope_of(late) * 3_600 / MEGABYTE
    report.acked = report.heard = crowd.came
    report.faults = crowd.cut
    report.figures = {
        "connects": crowd.came,
        "RSS MiB begin/end": f"{samples[0][1] / MEGABYTE:.0f}/{samples[-1][1] / MEGABYTE:.0f}",
        "RSS slope MiB per hour": round(slope, 1),
        **{
            f"{name} begin/end": f"{count}/{asdict(end)[name]}"
            for name, count in asdict(begin).items()
        },
    }
    report.violations["leak"] = end.beyond(begin, len(stage.servers))
    if slope > length.slope:
        report.violations["leak"].append(f"{slope:.0f} MiB per hour")
    report.violations["refused"] = crowd.failed


async def settled(stage: Stage, begin: Held | None) -> Held:
    """What is held when everybody has gone: as soon as it no longer falls, or is as it was."""
    deadline, before = time.monotonic() + SETTLE_SECONDS, None
    while True:
        found = await held(stage)
        enough = found == before if begin is None else not found.beyond(begin, len(stage.servers))
        if enough or time.monotonic() > deadline:
            return found
        before = found
        await asyncio.sleep(LOOK_SECONDS)
