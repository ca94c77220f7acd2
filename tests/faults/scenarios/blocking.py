"""P18: what hangs holds nobody else up."""

import asyncio

import psycopg

from tests.faults.load import loaded
from tests.faults.report import Report, quantiles
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.stage import Stage, staged
from tests.faults.trials import ended

CALM_POSTS = 120


@scenario("P18", "reads that hang for two seconds", CLUSTER)
async def hanging_reads(run: Run, report: Report) -> None:
    """While reads hang on a locked table, other rooms' deliveries go on as before."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        for speaker in load.speakers:
            speaker.surfaces = ("socket",)
        await load.more(CALM_POSTS)
        ann = stage.caller("ann")
        page = await ann.get(f"/rooms/{stage.rooms[0]}/messages")
        seq = page["messages"][0]["seq"]
        marks: list[tuple[float, float]] = []
        for _ in range(3):
            marks.append(await hang(stage, ann, seq))
            stage.faults += 1
            await load.more(CALM_POSTS // 2)
        await ann.__aexit__()
        adopt(report, await ended(stage, load, "P18", "hanging reads", 12.0))
        during, otherwise = split_waits(load, marks)
        report.figures["p99 while reads hang ms"] = round(during.get("p99", 0) * 1000)
        report.figures["p99 otherwise ms"] = round(otherwise.get("p99", 0) * 1000)
        report.violations["empty"] = [] if during else ["nothing was delivered meanwhile"]


async def hang(stage: Stage, ann: object, seq: int) -> tuple[float, float]:
    """Locks the table of revisions, lets eight requests wait for it, and lets go."""
    import time

    began = time.monotonic()
    async with await psycopg.AsyncConnection.connect(stage.database) as connection:
        await connection.execute("LOCK TABLE chat_revision IN ACCESS EXCLUSIVE MODE")
        path = f"/rooms/{stage.rooms[0]}/messages/{seq}/revisions"
        calls = [ann.call("GET", path, at=n) for n in range(8)]  # type: ignore[attr-defined]
        await asyncio.gather(*calls, return_exceptions=True)
        await connection.rollback()
    return began, time.monotonic()


def split_waits(
    load: object, marks: list[tuple[float, float]]
) -> tuple[dict[str, float], dict[str, float]]:
    """The times from ack to delivery within the marks and apart from them."""
    from tests.checker import latenesses

    during: list[float] = []
    otherwise: list[float] = []
    for speaker in load.speakers:  # type: ignore[attr-defined]
        for ack in speaker.acks:
            inside = any(a <= ack.acked_at <= b for a, b in marks)
            for observer in load.observers:  # type: ignore[attr-defined]
                (during if inside else otherwise).extend(latenesses([ack], observer.shown))
    return quantiles(during), quantiles(otherwise)
