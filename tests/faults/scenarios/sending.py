"""P2, P4, P5: one effect for each client_id, one order, and how soon it arrives."""

import asyncio
import random
import uuid

from tests.clients import Refused
from tests.faults.liveness import HEALTHY_SECONDS, slow
from tests.faults.load import loaded
from tests.faults.report import Report
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.speakers import Speaker
from tests.faults.stage import Stage, staged
from tests.faults.trials import ended

IDENTICAL = 20  # sends of one client_id at once
ROUNDS = 25
CALM_POSTS = 400
DAYS = 30


@scenario("P5", "no fault")
async def calm(run: Run, report: Report) -> None:
    """The load alone: what faults are compared with."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        await load.more(CALM_POSTS, 120)
        adopt(report, await ended(stage, load, "P5", "no fault", 12.0))
        slow(report, HEALTHY_SECONDS)
        if load.closes():
            report.violations["closed"] = [f"sockets were closed: {load.closes()}"]


@scenario("P2", "identical sends, changed bodies, 30 days")
async def identical(run: Run, report: Report) -> None:
    """Twenty identical sends at once on every surface and process make one message."""
    async with staged(run.stores, run.mode, run.seed) as stage:
        speakers = [
            Speaker(stage.socket_urls, stage.urls, "speaker0", stage.tokens["speaker0"], seed)
            for seed in range(IDENTICAL)
        ]
        dice = random.Random(run.seed)
        try:
            for speaker in speakers:
                await speaker.start()
            doubles, conflicts, aged = [], 0, 0
            for number in range(ROUNDS):
                room = dice.choice(stage.rooms)
                key = str(uuid.UUID(int=dice.getrandbits(128), version=4))
                seqs = await asyncio.gather(
                    *(s.post(room, f"round {number}", key) for s in speakers)
                )
                if len(set(seqs)) != 1 or not seqs[0]:
                    doubles.append(f"{key} was acked at {sorted(set(seqs))}")
                conflicts += await refused(dice.choice(speakers), room, key)
                await asyncio.to_thread(age, stage, room, seqs[0])
                aged += await dice.choice(speakers).post(room, f"round {number}", key) == seqs[0]
        finally:
            await asyncio.gather(*(s.stop() for s in speakers))
        rows = stage.evidence_rows()
    report.acked = sum(len(s.acks) for s in speakers)
    report.violations = {
        "doubled effect": doubles,
        "wrong number": [] if len(rows) == ROUNDS else [f"{len(rows)} messages are stored"],
    }
    report.figures = {
        "client ids": ROUNDS,
        "same place after 30 days": f"{aged} of {ROUNDS}",
        "conflicts on a changed body": f"{conflicts} of {2 * ROUNDS}",
    }
    if conflicts != 2 * ROUNDS or aged != ROUNDS:
        report.violations["repeat"] = [f"{conflicts} conflicts, {aged} found after {DAYS} days"]


async def refused(speaker: Speaker, room: int, key: str) -> int:
    """How many surfaces refuse the client_id for another text."""
    count = 0
    for surface in ("socket", "rest"):
        try:
            fields = {"client_id": key, "text": "something else"}
            await speaker.attempt(surface, "message.post", room, key, fields)
        except Refused as refusal:
            count += refusal.code == "conflict"
    return count


def age(stage: Stage, room: int, seq: int) -> None:
    """Makes a message thirty days older."""
    older = "at - interval '30 days'" if stage.cluster else "datetime(at, '-30 days')"
    stage.query(f"UPDATE chat_message SET at = {older} WHERE room_id = ? AND seq = ?", room, seq)


@scenario("P4", "reads after acks on the other process", CLUSTER)
async def reads_after_acks(run: Run, report: Report) -> None:
    """What was acked by one process is read at once from the other."""
    stale = []
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        async with stage.caller("speaker0") as caller:
            for number in range(300):
                room = stage.rooms[number % len(stage.rooms)]
                ack = await caller.post(room, f"read {number}")
                here = caller._next % len(stage.urls)  # the process whose turn is next
                path = f"/rooms/{room}/messages?client_id={ack.client_id}"
                page = await caller.call("GET", path, at=here)
                if [m["seq"] for m in page.json()["messages"]] != [ack.seq]:
                    stale.append(f"{room}/{ack.seq} was not read")
        adopt(report, await ended(stage, load, "P4", "reads", 12.0))
    report.violations["stale read"] = stale
    report.figures["reads after acks"] = 300
