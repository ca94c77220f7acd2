"""P6: whoever was away, however long, hears exactly what they missed, through any process."""

import asyncio
import random
import time

from tests.faults.people import Observer
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.stage import staged

AWAY = (1, 39, 41, 5_000)  # changes missed
EDITED = 5  # of each hundred missed posts are edited, deleted or reacted to meanwhile


@scenario("P6", "away for 1, 39, 41 and 5,000 changes")
async def away(run: Run, report: Report) -> None:
    """Long absences, with edits, deletions and reactions among what was missed."""
    dice = random.Random(run.seed)
    wrong: list[str] = []
    async with staged(run.stores, run.mode, run.seed) as stage:
        room = stage.rooms[0]
        stayed, gone = (
            Observer(stage.socket_urls, n, dice, token=stage.tokens[n], first=i)
            for i, n in enumerate(("observer0", "observer1"))
        )
        await asyncio.gather(stayed.start(), gone.start())
        try:
            async with stage.caller("ann") as ann:
                for count in AWAY:
                    gone.cut()
                    report.faults += 1
                    before = stage.heads([room])[room]
                    changes = 0 if count == 1 else max(2, count * EDITED // 100)
                    posts = count - 3 * changes if count > 10 else count
                    await asyncio.to_thread(
                        stage.acts.act, "talk",
                        room=room, author=stage.users["ann"], count=posts, text="missed",
                    )  # fmt: skip
                    rows = [r for r in stage.evidence_rows() if r.room == room and r.seq > before]
                    for row in dice.sample(rows, changes) if count > 10 else []:
                        path = f"/rooms/{room}/messages/{row.seq}"
                        await ann.call("PATCH", path, json={"text": f"edited {row.seq}"})
                        await ann.call("PUT", f"{path}/reactions/👍")
                        await ann.call("DELETE", path)
                    head = stage.heads([room])[room]
                    began = time.monotonic()
                    gone.restore()
                    await gone.until_at(room, head, 60)
                    report.figures[f"{head - before} changes s"] = round(
                        time.monotonic() - began, 2
                    )
                    await stayed.until_at(room, head, 60)
                    report.acked += head - before
                    stored = (await stage.stored())[room]
                    for observer in (stayed, gone):
                        mine = observer.state.get(room, {})
                        wrong += [
                            f"{observer.name}: {s}" for s in stored if mine.get(s) != stored[s]
                        ]
        finally:
            await asyncio.gather(stayed.stop(), gone.stop())
    report.heard = len(stayed.shown) + len(gone.shown)
    report.violations["digest"] = wrong
    report.violations["reset"] = [str(f) for f in gone.told if f["type"] == "room.reset"]


@scenario("P6 P19", "useless cursors: future, other epoch")
async def useless(run: Run, report: Report) -> None:
    """A cursor from the future or from before a restore is answered by a reset, everywhere."""
    wrong = []
    async with staged(run.stores, run.mode, run.seed) as stage:
        room = stage.rooms[0]
        for number in range(len(stage.urls)):
            client = stage.client("observer0", first=number)
            await client.start()
            epoch, seq = client.cursors[room]
            for cursor in ((epoch, seq + 1), ("another", seq), ("", 0)):
                asked = {"epoch": cursor[0], "seq": cursor[1]}
                answer = await client.ask("sync", room=room, cursor=asked)
                report.acked += 1
                if answer["type"] != "room.reset":
                    wrong.append(f"{cursor} was answered {answer['type']}")
            await client.stop()
        # A restored backup: old cursors stop counting, and the clients come back by themselves.
        client = stage.client("observer0")
        await client.start()
        epoch = client.cursors[room][0]
        await asyncio.to_thread(stage.acts.act, "renew_epochs")
        client.cut()
        client.restore()
        await client.until(lambda: client.cursors[room][0] != epoch, "the reset")
        report.faults += 1
        await client.stop()
    report.heard = len(client.told)
    report.violations["answered otherwise"] = wrong
