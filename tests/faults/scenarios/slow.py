"""P7: one client in twenty reads nothing or a kibibyte a second; the others do not notice."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from websockets.asyncio.client import connect

from tests.checker import Observation
from tests.faults.liveness import waits
from tests.faults.load import Load, loaded
from tests.faults.people import Observer
from tests.faults.proxy import PASS, Mode, Proxy
from tests.faults.report import Report, quantiles
from tests.faults.scenarios.crowds import HELLO, LONG, TINY_BUFFER, open_ports, read
from tests.faults.scenarios.scenario import Run, adopt, scenario
from tests.faults.stage import Stage, staged, until
from tests.faults.stores import OBSERVERS
from tests.faults.trials import ended

CLIENTS = 200
SLOW = CLIENTS // 20
RATES = (1_024, 1)  # bytes a second of a slow reader, and of one who as good as reads nothing
SPEAKERS, PAUSE_SECONDS = 3, (0.3, 0.6)
PHASE_SECONDS = 45.0  # with and without: the outbox of who does not read is full in thirty
ROUND_SECONDS = 1.0  # between long posts into each room
LET_GO_SECONDS = 60.0  # from the end of the posts until the server holds nobody who reads slowly
CHANGE, NOISE_SECONDS = 1.2, 0.025  # of the others' p99; below the latter it is the machine's own
TOO_SLOW = 'chat_socket_closes_total{code="4408"}'


class Patient(Observer):
    """One whose line is slow and who never gives it up: that it hears late, and of its end, is its
    line's doing."""

    async def _beat(self) -> None:
        await asyncio.Event().wait()

    def observation(self) -> Observation:
        """What it has to say: everything but how long it waited and was out."""
        return replace(super().observation(), spans=[], wanted=[])


@scenario("P7", "one client in twenty reads slowly or nothing")
async def slow_readers(run: Run, report: Report) -> None:
    """They are let go with 4408, come back with their cursor, and have lost nothing."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(run.stores, run.mode, run.seed))
        load = await stack.enter_async_context(loaded(stage, run.seed, speakers=SPEAKERS))
        load.pause = PAUSE_SECONDS
        await stack.enter_async_context(readers(stage, CLIENTS - SLOW - OBSERVERS))
        lanes = [
            await stack.enter_async_context(Proxy(server.port, buffer=TINY_BUFFER))
            for server in stage.servers
            for _ in RATES
        ]
        others, patients = list(load.observers), await admitted(stage, load, lanes)
        without = await phase(stage, load, others)
        ports = {line.port for lane in lanes for line in lane.lines}
        for number, lane in enumerate(lanes):
            lane.mode = Mode("throttle", rate=RATES[number % len(RATES)], direction="down")
        stage.faults += SLOW
        during = await phase(stage, load, others)
        began = time.monotonic()
        zombies = await let_go(stage, ports)
        took = time.monotonic() - began
        closes = [await stage.metric(TOO_SLOW, n) for n in range(len(stage.servers))]
        for lane in lanes:
            lane.mode = PASS
        adopt(report, await ended(stage, load, "P7", "slow readers", 12.0))
        seen = [int(code) for patient in patients for code in patient.closes]
        missing = [patient.name for patient in patients if patient.connects < 2]
        closed = [f"{other.name}: {other.closes}" for other in others if other.closes]
    report.violations["zombie"] = [f"port {port} is still held" for port in zombies]
    report.violations["not let go"] = missing
    report.violations["closed"] = closed
    if during > max(without * CHANGE, without + NOISE_SECONDS):
        report.violations["others' p99"] = [f"{during:.3f} s, without {without:.3f} s"]
    report.figures |= {
        "clients": CLIENTS,
        "of these slow": SLOW,
        "others' p99 without/with ms": f"{without * 1000:.0f}/{during * 1000:.0f}",
        "closed with 4408": int(sum(closes)),
        "none held after s": round(took, 1),
        "codes they saw": {code: seen.count(code) for code in sorted(set(seen))},
    }


async def admitted(stage: Stage, load: Load, lanes: Sequence[Proxy]) -> list[Patient]:
    """Lets the patients in, each by a lane; the judge hears them as it hears all observers."""
    dice = random.Random(load.seed)
    patients = [
        Patient(
            [f"ws://127.0.0.1:{lanes[n % len(lanes)].port}/ws"],
            f"patient{n}",
            dice,
            token=stage.tokens[f"observer{n}"],
        )
        for n in range(SLOW)
    ]
    load.observers += patients
    await asyncio.gather(*(patient.start() for patient in patients))
    return patients


@asynccontextmanager
async def readers(stage: Stage, count: int) -> AsyncIterator[None]:
    """So many more clients are there for the block, and read whatever comes."""
    async with AsyncExitStack() as stack:
        tasks = []
        for number in range(count):
            one = await stack.enter_async_context(
                connect(
                    stage.servers[number % len(stage.servers)].socket_url,
                    additional_headers={
                        "Authorization": f"Bearer {stage.tokens[f'observer{number % OBSERVERS}']}"
                    },
                    compression=None, ping_interval=None, proxy=None,
                )
            )  # fmt: skip
            await one.send(HELLO)
            tasks.append(asyncio.create_task(read(one)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def phase(stage: Stage, load: Load, others: Sequence[Observer]) -> float:
    """Posts long texts for a while; returns the others' p99 from ack to delivery, in seconds."""
    began = time.monotonic()
    while time.monotonic() - began < PHASE_SECONDS:
        pause = asyncio.create_task(asyncio.sleep(ROUND_SECONDS))
        for room in stage.rooms:
            await load.speakers[0].post(room, LONG)
        await pause
    acks = [ack for s in load.speakers for ack in s.acks if ack.acked_at >= began]
    return quantiles(waits(load, acks, [other.observation() for other in others]))["p99"]


async def let_go(stage: Stage, ports: set[int]) -> set[int]:
    """Waits until the server holds none of these connections; returns those it still holds."""
    try:
        await until(lambda: not ports & open_ports(stage), "their end", LET_GO_SECONDS, poll=0.5)
    except AssertionError:
        return ports & open_ports(stage)
    return set()
