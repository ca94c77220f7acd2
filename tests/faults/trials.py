"""Plays nemeses under load and asks the judge: one by one, or all the short ones in a row."""

import random
import time
from collections.abc import Sequence

from tests.faults import liveness
from tests.faults.load import Load, loaded
from tests.faults.nemeses import NEMESES
from tests.faults.nemesis import Nemesis
from tests.faults.report import Report
from tests.faults.speakers import Entry
from tests.faults.stage import Stage, staged
from tests.faults.stores import Stores

TRY_SECONDS = 5.6  # that any try may hang: five promised, and a busy machine
CALM_POSTS = 40  # before, between and after faults: everybody has something to lose


async def trial(stores: Stores, nemesis: Nemesis, mode: str, seed: int) -> Report:
    """The long form: an installation of its own, several rounds of one nemesis."""
    dice = random.Random(seed)
    async with staged(stores, mode, seed) as stage, loaded(stage, seed) as load:
        await load.more(CALM_POSTS)
        for _ in range(nemesis.rounds):
            await played(nemesis, stage, load, dice, nemesis.seconds)
        report = await ended(stage, load, nemesis.promise, nemesis.name, nemesis.late)
        spared(report, load, [nemesis])
        if nemesis.parts_redis:
            liveness.disposable(report, load)
        if nemesis.promise == "P6" and report.figures["delivered %"] < 100:
            report.violations["delivered"] = [f"{report.figures['delivered %']} % were"]
        if nemesis.promise.startswith("P9"):
            report.violations["hung"] = hung(load)
        return report


async def parade(stores: Stores, mode: str, seed: int) -> Report:
    """The short form: every short nemesis once, in a row, under one load."""
    dice = random.Random(seed)
    chosen = [n for n in NEMESES if n.short is not None and mode in n.modes]
    async with staged(stores, mode, seed) as stage, loaded(stage, seed) as load:
        await load.more(CALM_POSTS)
        for nemesis in sorted(chosen, key=lambda n: not n.spares_sockets):
            if not nemesis.spares_sockets and load.spared is None:
                load.spared = load.closes()
            assert nemesis.short is not None
            await played(nemesis, stage, load, dice, nemesis.short)
        report = await ended(stage, load, "P1–P10", f"{len(chosen)} faults in a row", 12.0)
        if load.spared:
            report.violations["closed"] = [f"Redis faults closed {load.spared}"]
        return report


async def played(
    nemesis: Nemesis, stage: Stage, load: Load, dice: random.Random, seconds: float
) -> None:
    """Plays a fault and notes from when to when."""
    began = time.monotonic()
    await nemesis.play(stage, load, dice, seconds)
    load.disturbed.append((began, time.monotonic()))


async def ended(stage: Stage, load: Load, promise: str, name: str, late: float) -> Report:
    """Mends everything, lets calm return, and asks the judge."""
    await stage.mended()
    await load.more(CALM_POSTS)
    drained = await load.quiet()
    report = await load.report(promise, name, late)
    report.figures |= {
        "deaf at most s": round(report.waits.get("max", 0.0), 2),
        "retries": load.retries,
        "unknown tries": load.unknown,
        "longest try s": round(max((s for s, _ in tries(load)), default=0.0), 2),
        "quiet after s": round(drained, 1),
    }
    gaps = sorted(gap for observer in load.observers for gap in observer.gaps)
    if gaps:
        last = len(gaps) - 1
        report.figures["reconnects"] = len(gaps)
        report.figures["reconnect p50/p99 s"] = (
            f"{gaps[last // 2]:.2f}/{gaps[round(last * 0.99)]:.2f}"
        )
    if closes := load.closes():
        report.figures["closes"] = closes
    return report


def spared(report: Report, load: Load, nemeses: Sequence[Nemesis]) -> None:
    """Adds what the nemeses should not have cost."""
    if any(n.spares_sockets for n in nemeses) and load.closes():
        report.violations["closed"] = [f"sockets were closed: {load.closes()}"]
    if any(n.spares_sends for n in nemeses):
        failed = [e for s in load.speakers for e in s.log if e.what in ("fail", "unknown")]
        report.violations["refused"] = [f"{e.verb} by {e.surface}: {e.code}" for e in failed]


def tries(load: Load) -> list[tuple[float, Entry]]:
    """Seconds that each try took until its outcome."""
    return [
        (after.at - before.at, after)
        for speaker in load.speakers
        for before, after in zip(speaker.log, speaker.log[1:], strict=False)
        if before.what == "invoke" and after.what != "invoke"
    ]


def hung(load: Load) -> list[str]:
    """Tries without an answer for longer than promised."""
    return [
        f"no answer to {entry.verb} by {entry.surface} for {seconds:.1f} s"
        for seconds, entry in tries(load)
        if seconds > TRY_SECONDS
    ]
