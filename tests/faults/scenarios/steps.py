"""P11: a clock that jumps while its process works."""

import asyncio
import random
import time
from pathlib import Path

from tests.faults.load import Load, loaded
from tests.faults.report import Report
from tests.faults.scenarios.clocks import apart
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.stage import Stage, scratch, staged
from tests.faults.trials import ended
from tests.faults.visitor import Visitor

STEPS = ("+5s", "-5s", "+1h", "-1h", "+1d", "-1d", "+0s")  # each from where the former left it
STEP_POSTS = 30  # between two steps
CALM_POSTS = 120
LIBRARIES = Path("/usr/lib")  # below it, by machine, what faketime puts before the C library
STEP_SECONDS = 2.0  # after which a process has read of a step: it looks once a second
RATE = 20  # messages of one person in 10 s, the product's own
RATE_SECONDS = 10.0
BURST = 60  # posts at once, three times what is allowed
CONTROL, STEPPED = "+0s alone", "steps"


class Clock:
    """The wall clock of a process, as a file says; what is monotonic stays true."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "offset"
        self.step("+0s")

    def step(self, offset: str) -> None:
        """Sets the clock so far off the true time; whoever reads meanwhile reads a whole file."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{offset}\n")
        new.replace(self.file)

    def prefix(self, library: Path) -> list[str]:
        """What goes before a command that shall live by this clock."""
        return [
            "env",
            f"LD_PRELOAD={library}",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            f"FAKETIME_TIMESTAMP_FILE={self.file}",
            "FAKETIME_CACHE_DURATION=1",
        ]


def library() -> Path | None:
    """What faketime puts before the C library; None where it is not installed."""
    return next(iter(sorted(LIBRARIES.glob("*/faketime/libfaketimeMT.so.1"))), None)


@scenario("P11", "one process's clock jumps under load", CLUSTER)
async def stepped(run: Run, report: Report) -> None:
    """The wall clock of one process jumps to and fro while people talk; first it stands still."""
    if (faked := library()) is None:
        report.skipped = "faketime is not installed"
        return
    steps = [*STEPS]
    random.Random(run.seed).shuffle(steps)
    for name, offsets in ((CONTROL, ["+0s"] * len(STEPS)), (STEPPED, steps)):
        found = Report("", "", "", run.seed)
        await jumping(run, faked, offsets, found)
        for kind, examples in found.violations.items():
            report.violations.setdefault(kind, []).extend(f"{name}: {x}" for x in examples)
        report.acked += found.acked
        report.heard += found.heard
        report.faults, report.waits = found.faults, found.waits
        report.figures[name] = (
            f"p50/p99/max ms {'/'.join(f'{1000 * found.waits[k]:.0f}' for k in ('p50', 'p99', 'max'))},"
            f" times {found.figures['apart']} s apart"
        )
    report.figures["order"] = " ".join(steps)


async def jumping(run: Run, faked: Path, offsets: list[str], report: Report) -> None:
    """One installation, and the steps of its second process's clock."""
    with scratch() as folder:
        clock = Clock(Path(folder))
        async with (
            staged(run.stores, run.mode, run.seed, prefixes=[(), clock.prefix(faked)]) as stage,
            loaded(stage, run.seed, observers=4, speakers=3) as load,
            Visitor(stage, "eve") as eve,
        ):
            await load.more(CALM_POSTS)
            out = []
            for offset in offsets:
                await jumped(stage, load, clock, offset)
                out += [f"{offset}, {what}" for what in await eve.shut_out()]
            closes = load.closes()
            adopt(report, await ended(stage, load, "P11", "steps", 12.0))
            report.violations["signed out"] = out
            report.violations["closed"] = [f"sockets were closed: {closes}"] if closes else []
            report.figures["apart"] = await asyncio.to_thread(apart, stage)


async def jumped(stage: Stage, load: Load, clock: Clock, offset: str) -> None:
    """One step, and posts before and after the process has noticed."""
    clock.step(offset)
    stage.faults += 1
    deadline = time.monotonic() + STEP_SECONDS
    await load.more(STEP_POSTS)
    while time.monotonic() < deadline:
        await load.more(1)


@scenario("P11", "rates while the clock jumps", CLUSTER)
async def rates(run: Run, report: Report) -> None:
    """A step gives nobody more messages, and takes none away."""
    if (faked := library()) is None:
        report.skipped = "faketime is not installed"
        return
    with scratch() as folder:
        clock = Clock(Path(folder))
        prefixes = [(), clock.prefix(faked)]
        async with staged(
            run.stores, run.mode, run.seed, prefixes=prefixes, chat_message_rate=str(RATE)
        ) as stage:
            for number, offset in enumerate(("+0s", "+1d", "-1d")):
                wrong, took, seconds = await burst(stage, clock, f"speaker{number}", offset)
                report.violations.setdefault("rate", []).extend(wrong)
                report.acked += took
                report.figures[offset] = f"{took} taken in {seconds:.1f} s"
                report.faults += 1


async def burst(stage: Stage, clock: Clock, name: str, offset: str) -> tuple[list[str], int, float]:
    """Posts as fast as it goes, with a step in the middle; what was wrong, the acks, seconds."""
    clock.step("+0s")
    room, answers, began = stage.rooms[0], [], time.monotonic()
    async with stage.caller(name) as caller:
        while time.monotonic() - began < 2 * STEP_SECONDS or len(answers) < BURST:
            if len(answers) == BURST // 2:
                clock.step(offset)
            body = {"text": f"word {len(answers)}"}
            answer = await caller.call("POST", f"/rooms/{room}/messages", at=1, json=body)
            answers.append(answer)
    seconds = time.monotonic() - began
    took = sum(answer.status_code == 201 for answer in answers)
    most = RATE + seconds * RATE / RATE_SECONDS + 1
    wrong = [] if RATE <= took <= most else [f"{offset}: {took} taken in {seconds:.1f} s"]
    for answer in answers:
        if answer.status_code == 429:
            wait = answer.json().get("retry_after")
            wrong += [] if wait and 0 < wait <= RATE_SECONDS else [f"{offset}: wait {wait}"]
        elif answer.status_code != 201:
            wrong.append(f"{offset}: status {answer.status_code}")
    return wrong, took, seconds
