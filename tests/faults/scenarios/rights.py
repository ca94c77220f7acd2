"""P20: no write commits after the right it stands on has ended."""

import asyncio
import random

from tests.faults.people import Observer
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.speakers import Speaker
from tests.faults.stage import Stage, staged

RACES = 400
WRITERS = 3  # that post while their membership ends


@scenario("P20", "removal races posts")
async def removals(run: Run, report: Report) -> None:
    """A member posts by every door while being removed: nothing commits after the removal."""
    late: list[str] = []
    async with staged(run.stores, run.mode, run.seed) as stage:
        room, user = stage.rooms[0], stage.users["speaker0"]
        witness = Observer(
            stage.socket_urls, "observer0", random.Random(1), token=stage.tokens["observer0"]
        )
        speakers = [
            Speaker(stage.socket_urls, stage.urls, "speaker0", stage.tokens["speaker0"], n)
            for n in range(WRITERS)
        ]
        await witness.start()
        for speaker in speakers:
            await speaker.start()
        moves: list[tuple[int, str]] = []
        inner = witness._event

        def note(place: int, event: dict[str, object]) -> None:
            if str(event["kind"]).startswith("member."):
                moves.append((int(str(event["seq"])), str(event["kind"])))
            inner(place, event)

        witness._event = note  # type: ignore[method-assign, assignment]
        try:
            async with stage.caller("ann") as ann:
                for number in range(RACES):
                    await race(stage, room, user, ann, speakers, number)
            head = stage.heads([room])[room]
            await witness.until_at(room, head)
            refused = sum(len(s.refused) for s in speakers)
            rows = [r.seq for r in stage.evidence_rows() if r.author == user and r.room == room]
            member_until = removed_spans(moves)
            late = [f"{seq} was posted after a removal" for seq in rows if seq in member_until]
        finally:
            await asyncio.gather(*(s.stop() for s in speakers), witness.stop())
    report.acked, report.faults = len(rows), RACES
    report.heard = len(witness.heard)
    report.violations["after the right ended"] = late
    report.violations["empty"] = [] if rows and refused else ["no race was lost or none was won"]
    report.figures = {"races": RACES, "posts stored": len(rows), "posts refused": refused}


async def race(
    stage: Stage, room: int, user: int, ann: object, speakers: list[Speaker], number: int
) -> None:
    """One removal among posts, and the return."""
    path = f"/rooms/{room}/members/{user}"

    async def removed() -> None:
        await asyncio.sleep(speakers[0].dice.uniform(0, 0.02))
        await ann.call("DELETE", path)  # type: ignore[attr-defined]

    posts = [s.post(room, f"race {number}") for s in speakers]
    await asyncio.gather(removed(), *posts)
    await ann.call("PUT", path)  # type: ignore[attr-defined]


def removed_spans(moves: list[tuple[int, str]]) -> set[int]:
    """Every seq at which the member was not one."""
    outside: set[int] = set()
    left = None
    for seq, kind in moves:
        if kind == "member.left":
            left = seq
        elif left is not None:
            outside |= set(range(left, seq))
            left = None
    return outside
