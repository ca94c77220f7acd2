"""P11: clocks that are wrong all the time."""

import asyncio

from tests.faults.load import loaded
from tests.faults.report import Report
from tests.faults.scenarios.programs import program
from tests.faults.scenarios.scenario import CLUSTER, Run, scenario
from tests.faults.stage import Stage, staged
from tests.faults.trials import ended
from tests.faults.visitor import Visitor

SKEWS = ("+0s", "+5s", "-5s", "+1h", "-1h", "+1d", "-1d")  # the first: what the tool itself costs
CALM_POSTS = 120


@scenario("P11", "one process's clock 5 s, 1 h, 1 day off", CLUSTER)
async def skewed(run: Run, report: Report) -> None:
    """One of two processes lives in another time."""
    faketime = program("faketime")
    if faketime is None:
        report.skipped = "faketime is not installed"
        return
    for skew in SKEWS:
        prefix = [faketime, "--exclude-monotonic", "-f", skew]
        async with (
            staged(run.stores, run.mode, run.seed, prefixes=[(), prefix]) as stage,
            loaded(stage, run.seed, observers=8, speakers=5) as load,
            Visitor(stage, "eve") as eve,
        ):
            await load.more(CALM_POSTS)
            stage.faults += 1 + sum(door.reset() for door in stage.doors)
            await load.more(CALM_POSTS)
            out = await eve.shut_out()
            found = await ended(stage, load, "P11", skew, 12.0)
            hours = await asyncio.to_thread(apart, stage)
        found.violations["signed out"] = out
        for kind, examples in found.violations.items():
            report.violations.setdefault(kind, []).extend(f"{skew}: {x}" for x in examples)
        report.acked += found.acked
        report.heard += found.heard
        report.faults += found.faults
        report.waits = found.waits
        report.figures[skew] = f"p99 {found.waits['p99'] * 1000:.0f} ms, times {hours} s apart"


def apart(stage: Stage) -> int:
    """The largest step back or ahead between neighbours, as the messages' times say."""
    rows = stage.query(
        "SELECT max(abs(extract(epoch FROM at - before)))::int FROM (SELECT at, lag(at) OVER"
        " (PARTITION BY room_id ORDER BY seq) AS before FROM chat_message) AS neighbours"
    )
    return int(rows[0][0] or 0)
