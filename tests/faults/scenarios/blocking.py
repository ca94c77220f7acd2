"""P18: a read that takes five seconds keeps nobody else waiting."""

import asyncio
import time

import psycopg

from tests.checker import Ack
from tests.clients import Caller
from tests.faults.liveness import waits
from tests.faults.load import Load, loaded
from tests.faults.report import Report, quantiles
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.stage import Stage, staged
from tests.faults.trials import ended

CALM_POSTS = 120
ROUNDS = 3
READS = 8  # at once, shared by two processes
READ_SECONDS = 5.0  # that each takes in the database, as far as its own limit lets it
LONG_SECONDS = 4.5  # that the caller must have waited: else nothing has hung
DELAY_SECONDS = 0.1  # that the p99 of other deliveries may be later meanwhile
#: Reads of earlier texts sleep in the database; the rows are what they were.
SLOWED = (
    "ALTER TABLE chat_revision RENAME TO chat_revision_kept",
    "CREATE VIEW chat_revision AS"
    f" WITH slept AS MATERIALIZED (SELECT pg_sleep({READ_SECONDS}))"
    " SELECT kept.* FROM slept LEFT JOIN chat_revision_kept AS kept ON true",
)


@scenario("P18", "reads that take five seconds", CLUSTER)
async def slow_reads(run: Run, report: Report) -> None:
    """While reads sleep in the database, deliveries go on as before."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        load.changes = False  # nobody else is to need the table of earlier texts
        async with stage.caller("ann") as ann:
            path = await edited(stage, ann)
            async with await psycopg.AsyncConnection.connect(stage.database) as connection:
                for statement in SLOWED:
                    await connection.execute(statement)
            await load.more(CALM_POSTS)
            marks = []
            for _ in range(ROUNDS):
                marks.append(await hang(ann, path))
                stage.faults += READS
                await load.more(CALM_POSTS)
        adopt(report, await ended(stage, load, "P18", "slow reads", 12.0))
        during, otherwise = split(load, marks)
    report.figures["longest read s"] = round(max(end - begin for begin, end in marks), 1)
    report.figures["p99 while they last ms"] = round(during.get("p99", 0) * 1000)
    report.figures["p99 otherwise ms"] = round(otherwise.get("p99", 0) * 1000)
    report.violations["empty"] = [] if during else ["nothing was delivered meanwhile"]
    if any(end - begin < LONG_SECONDS for begin, end in marks):
        report.violations["empty"] = ["no read was slow"]
    if during.get("p99", 0) - otherwise.get("p99", 0) > DELAY_SECONDS:
        report.violations["blocked"] = [f"p99 {during['p99']:.2f} s, {otherwise['p99']:.2f} s"]


async def edited(stage: Stage, ann: Caller) -> str:
    """The path of the earlier texts of a message that has one."""
    ack = await ann.post(stage.rooms[0], "a first text")
    path = f"/rooms/{ack.room}/messages/{ack.seq}"
    answer = await ann.call("PATCH", path, json={"text": "a second text"})
    assert answer.status_code == 200, answer.text
    return f"{path}/revisions"


async def hang(ann: Caller, path: str) -> tuple[float, float]:
    """Reads eight times at once; returns when they began and when the last was answered."""
    began = time.monotonic()
    calls = [ann.call("GET", path, at=n) for n in range(READS)]
    await asyncio.gather(*calls, return_exceptions=True)
    return began, time.monotonic()


def split(
    load: Load, marks: list[tuple[float, float]]
) -> tuple[dict[str, float], dict[str, float]]:
    """The times from ack to delivery within the marks and apart from them."""
    during: list[Ack] = []
    otherwise: list[Ack] = []
    for ack in (ack for speaker in load.speakers for ack in speaker.acks):
        inside = any(begin <= ack.acked_at <= end for begin, end in marks)
        (during if inside else otherwise).append(ack)
    seen = [observer.observation() for observer in load.observers]
    return quantiles(waits(load, during, seen)), quantiles(waits(load, otherwise, seen))
