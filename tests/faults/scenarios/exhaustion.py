"""P9: every connection to the database is in use. Who asks is told so in time, sockets stay."""

import asyncio
import time
from collections import Counter

import psycopg

from tests.clients import Caller
from tests.faults.load import loaded
from tests.faults.nemeses import away
from tests.faults.report import Report
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.stage import Stage, staged
from tests.faults.trials import CALM_POSTS, TRY_SECONDS, ended, hung

ROUNDS = 2
READS = 40  # at once, shared by two processes: more than both can read at a time
USED = 18  # connections that wait at once: of two processes, each with 8 readers and a writer
HELD_SECONDS = 12.0  # that nobody gets at a message
LOOKS = 10  # at who waits, while that lasts
LOCKED = "LOCK TABLE chat_message IN ACCESS EXCLUSIVE MODE"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@scenario("P9", "database connections all in use", CLUSTER)
async def exhausted(run: Run, report: Report) -> None:
    """While every connection waits for a lock, calls are refused in words and within bounds."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        await load.more(CALM_POSTS)
        used, answers = 0, []
        async with stage.caller("ann") as ann:
            for _ in range(ROUNDS):
                async with away(stage, load):
                    most, told = await held(stage, ann)
                used, answers = max(used, most), answers + told
        adopt(report, await ended(stage, load, "P9", "locked", 12.0))
        report.violations["hung"] = hung(load) + [
            f"a read was not answered for {seconds:.1f} s"
            for _, seconds in answers
            if seconds > TRY_SECONDS
        ]
        report.violations["closed"] = [f"sockets were closed: {c}" for c in [load.closes()] if c]
    codes = Counter(code for code, _ in answers)
    report.violations["refused"] = [f"a read met {code}" for code in codes if code != 503]
    report.violations["empty"] = [] if used >= USED else [f"only {used} connections waited"]
    report.figures["connections that waited at once"] = used
    report.figures["reads refused as busy"] = codes[503]
    report.figures["longest read s"] = round(max(seconds for _, seconds in answers), 1)


async def held(stage: Stage, ann: Caller) -> tuple[int, list[tuple[int, float]]]:
    """Holds a lock on all messages and reads; how many waited, and what each read was told."""
    used = 0
    async with await psycopg.AsyncConnection.connect(stage.database) as connection:
        await connection.execute(LOCKED)
        path = f"/rooms/{stage.rooms[0]}/messages"
        reads = asyncio.gather(*(asked(ann, path, at) for at in range(READS)))
        for _ in range(LOOKS):
            await asyncio.sleep(HELD_SECONDS / LOOKS)
            row = await (await connection.execute(WAITING)).fetchone()
            used = max(used, row[0] if row else 0)
        return used, await reads


async def asked(ann: Caller, path: str, at: int) -> tuple[int, float]:
    """Reads once: the status of the answer, and the seconds until it came."""
    began = time.monotonic()
    answer = await ann.call("GET", path, at=at)
    return answer.status_code, time.monotonic() - began
