"""Lets the judge judge servers with planted faults: it must catch each, and find none in none.

The names and expectations are kept apart from the planted code, which only a server may import.
"""

import ast
import asyncio
from contextlib import suppress
from pathlib import Path

from tests.faults.load import Load, loaded
from tests.faults.report import Report
from tests.faults.stage import PLANTED, Stage, staged, until
from tests.faults.stores import Stores

OBSERVERS, SPEAKERS = 6, 6
OFFLINE = 60  # posts to one room that the absent miss: more than the capped catch-up brings
POSTS = 90  # before and after
QUIET_SECONDS = 6.0  # the faulty never come to rest
TOLD_SECONDS = 3.0  # for the removed to hear of it
#: Seconds more that a fault needs to be noticed: what the judge still bears with, and some.
LISTENED = {"deaf": 14.0, "keeps_out": 10.0}


def expectations() -> dict[str, set[str]]:
    """Each planted fault with the kinds of which one must be named, read without importing it."""
    tree = ast.parse(Path(__file__).with_name("planted.py").read_text())
    faults = next(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "FAULTS"
    )
    assert isinstance(faults, ast.Dict)
    return {
        ast.literal_eval(key): ast.literal_eval(value.elts[1])  # type: ignore[arg-type, attr-defined]
        for key, value in zip(faults.keys, faults.values, strict=True)
    }


async def trial(stores: Stores, fault: str, seed: int) -> Report:
    """Runs one planted server (``""``: none planted) and returns what the judge says."""
    variables = {"chat_test_fault": fault} if fault else {}
    async with staged(stores, "embedded", seed, command=PLANTED, start=False, **variables) as stage:
        if fault == "no_unique_index":
            await asyncio.to_thread(stage.acts.act, "unindex")
        await asyncio.to_thread(stage.servers[0].start)
        async with loaded(stage, seed, observers=OBSERVERS, speakers=SPEAKERS) as load:
            load.repeated, load.pause = 0.2, (0.01, 0.08)
            await load.more(POSTS)
            await miss(stage, load)
            await remove(stage, load)
            await load.more(POSTS)
            await asyncio.sleep(LISTENED.get(fault, 0.0))
            await load.quiet(QUIET_SECONDS)
            return await load.report("", fault or "none planted")


async def miss(stage: Stage, load: Load) -> None:
    """Takes two observers away while one room is talked full and old posts are edited."""
    absent = load.observers[1:3]
    for observer in absent:
        observer.cut()
    stage.faults += len(absent)
    one = load.speakers[0]
    await asyncio.gather(
        *(one.post(stage.rooms[0], f"missed word{n:x}5eed") for n in range(OFFLINE))
    )
    for observer in absent:
        observer.restore()
    with suppress(TimeoutError):  # whoever is kept out is left to the judge
        await asyncio.gather(*(observer.welcomed() for observer in absent))


async def remove(stage: Stage, load: Load) -> None:
    """Removes an observer from a room that goes on talking."""
    victim, room = load.observers[0], stage.rooms[1]
    async with stage.caller("ann") as ann:
        answer = await ann.call("DELETE", f"/rooms/{room}/members/{victim.user}")
        assert answer.status_code in (200, 204), answer.text
    stage.faults += 1
    try:
        await until(lambda: room in victim.barred, "the removal's event", TOLD_SECONDS)
    except AssertionError:  # the planted fault swallowed it; nothing later may be told either
        victim.barred[room] = stage.heads([room])[room]
