"""The load under which faults are played: speakers, observers, and what they say to the judge."""

import asyncio
import json
import random
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.checker import Ack, Evidence, Observation, Reacted, Row, deafness, judge
from tests.faults.leader import Leader
from tests.faults.people import Observer
from tests.faults.report import Report, quantiles
from tests.faults.speakers import Speaker
from tests.faults.stage import Stage, until
from tests.faults.stores import OBSERVERS, SPEAKERS
from tests.faults.traces import write_operations

PAUSE_SECONDS = (0.05, 0.25)  # between two acts of a speaker: a busy room, not a benchmark
QUIET_SECONDS = 45.0  # for everyone to hear everything once the faults are over
LATE_SECONDS = 12.0  # from ack to delivery, on a machine that does other things as well
RECENT = 20  # of a speaker's posts that it may still change
TRESPASSES = 0.03  # of acts: somebody tries to change what others said
REPEATED = 0.1  # of posts that are sent once more after their ack, by another way


@dataclass
class Load:
    """Everyone who takes part in one run."""

    stage: Stage
    seed: int
    observers: list[Observer]
    speakers: list[Speaker]
    leader: Leader
    began: float = field(default_factory=time.monotonic)
    repeated: float = REPEATED
    pause: tuple[float, float] = PAUSE_SECONDS
    changes: bool = True  # speakers also edit, delete and react
    stopping: bool = False
    said: int = 0
    spared: dict[int, int] | None = None  # closes before the faults that may close sockets
    outages: list[tuple[float, float]] = field(default_factory=list)  # of the database
    disturbed: list[tuple[float, float]] = field(default_factory=list)  # by faults
    troubles: list[tuple[float, float]] = field(default_factory=list)  # of Redis, until healed
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Everyone comes online; observers wait for their welcome."""
        await asyncio.gather(*(o.start() for o in self.observers))
        for speaker in self.speakers:
            await speaker.start()
            speaker.user = self.stage.users[speaker.name]
            self._tasks.append(asyncio.create_task(self._speak(speaker)))
        await self.leader.start()
        self._tasks.append(asyncio.create_task(self._lead(self.leader)))

    async def _lead(self, leader: Leader) -> None:
        eve = self.stage.users["eve"]
        while not self.stopping:
            said = [ack for s in self.speakers for ack in s.acks[-RECENT:]]
            await leader.act(self.stage.rooms, eve, said)
            await asyncio.sleep(leader.dice.uniform(*self.pause))

    async def _trespass(self, speaker: Speaker) -> None:
        """Tries to edit or delete what somebody else said."""
        said = [ack for s in self.speakers if s is not speaker for ack in s.acks[-RECENT:]]
        if said:
            ack = speaker.dice.choice(said)
            verb = speaker.dice.choice(("message.edit", "message.delete"))
            text = {"text": f"not mine {speaker.dice.getrandbits(60):x}"}
            fields = text if verb == "message.edit" else {}
            await speaker.change(verb, ack.room, ack.seq, others=True, **fields)

    async def _speak(self, speaker: Speaker) -> None:
        mine: list[tuple[int, int, str]] = []
        while not self.stopping:
            dice = speaker.dice
            act = dice.random()
            if self.changes and dice.random() < TRESPASSES:
                await self._trespass(speaker)
            elif act < 0.75 or not mine or not self.changes:
                room = dice.choice(self.stage.rooms)
                await self._post(speaker, room, mine)
            else:
                await self._change(speaker, act, mine)
            await asyncio.sleep(dice.uniform(*self.pause))

    async def _post(self, speaker: Speaker, room: int, mine: list[tuple[int, int, str]]) -> None:
        text = f"{speaker.name} says word{speaker.dice.getrandbits(60):x}"
        more: dict[str, Any] = {}
        roots = [seq for r, seq, _ in mine if r == room]
        if roots and speaker.dice.random() < 0.1:
            more["thread"] = roots[0]
        seq = await speaker.post(room, text, **more)
        self.said += 1
        if not seq:
            return
        if not more:
            mine.append((room, seq, text))
            del mine[:-RECENT]
        if speaker.dice.random() < self.repeated:
            last = speaker.acks[-1]
            again = await speaker.post(room, text, last.client_id, **more)
            if again:  # judged as an ack of the same act: it must name the same place
                twin = speaker.acks.pop()
                speaker.acks.append(
                    type(last)(room, again, last.client_id, text, last.asked_at, twin.acked_at)
                )

    async def _change(self, speaker: Speaker, act: float, mine: list[tuple[int, int, str]]) -> None:
        room, seq, text = speaker.dice.choice(mine)
        if act < 0.85:
            new = f"{speaker.name} means word{speaker.dice.getrandbits(60):x}"
            await speaker.change("message.edit", room, seq, text=new)
            mine[mine.index((room, seq, text))] = (room, seq, new)
        elif act < 0.9:
            mine.remove((room, seq, text))
            if await speaker.change("message.delete", room, seq) is not None:
                speaker.deleted.append(text.rpartition(" ")[2])
        else:
            verb = "reaction.add" if act < 0.97 else "reaction.remove"
            await speaker.change(verb, room, seq, emoji=speaker.dice.choice("👍🎉❤️"[:2]))

    # --- The end -----------------------------------------------------------------------------

    async def more(self, count: int, seconds: float = 60.0) -> None:
        """Waits until so many more posts were acked; gives up silently at the deadline."""
        goal = sum(len(s.acks) for s in self.speakers) + count
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while sum(len(s.acks) for s in self.speakers) < goal:
                    await asyncio.sleep(0.05)

    async def quiet(self, seconds: float = QUIET_SECONDS) -> float:
        """Lets speakers finish and observers hear; returns the seconds until all had heard all.

        Whoever has not is left to the judge.
        """
        self.stopping = True
        await asyncio.gather(*self._tasks)
        heads = self.stage.heads(self.stage.rooms)

        def heard() -> bool:
            return all(
                o.at(room) >= head
                for o in self.observers
                for room, head in heads.items()
                if room in o.since and room not in o.barred
            )

        with suppress(AssertionError):
            return await until(heard, "quiet", seconds)
        return seconds

    async def stop(self) -> None:
        """Everyone goes home."""
        self.stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(o.stop() for o in self.observers))
        await asyncio.gather(*(s.stop() for s in (*self.speakers, self.leader)))
        write_operations(self, self.stage.traces)

    async def report(self, promise: str, name: str, late: float = LATE_SECONDS) -> Report:
        """Asks the judge."""
        acks = [ack for s in self.speakers for ack in s.acks]
        observations = [o.observation() for o in self.observers]
        stored = await self.stage.stored()
        evidence = self._evidence(acks, observations, stored, late)
        violations = judge(evidence)
        violations["reset"] = [f"{o.name}: {len(o.resets)}" for o in self.observers if o.resets]
        text = json.dumps(stored)
        violations["deleted text"] = [w for s in self.speakers for w in s.deleted if w in text]
        report = Report(promise, name, self.stage.mode, self.seed)
        report.acked = len(acks) + sum(len(s.changes) + len(s.reacted) for s in self.speakers)
        report.acked += len(self.leader.pins) + len(self.leader.standings)
        report.heard = sum(len(o.heard) for o in observations)
        report.faults = self.stage.faults
        report.seconds = time.monotonic() - self.began
        report.violations = violations
        report.figures["delivered %"] = delivered(observations, evidence.rows)
        report.waits = quantiles([w for o in observations for w in deafness(acks, o, self.outages)])
        assert report.acked > 0, "nothing was acked: the run proves nothing"
        assert report.heard > 0, "nothing was heard: the run proves nothing"
        return report

    def _evidence(
        self,
        acks: list[Ack],
        observations: list[Observation],
        stored: dict[int, dict[int, Any]],
        late: float,
    ) -> Evidence:
        return Evidence(
            acks,
            [change for s in self.speakers for change in s.changes],
            {key for s in self.speakers for key in s.refused},
            observations,
            self.stage.evidence_rows(),
            stored,
            late,
            [
                Reacted(room, place, self.stage.users[s.name], emoji, on)
                for s in self.speakers
                for room, place, emoji, on in s.reacted
            ],
            {place for s in self.speakers for place in s.unsure},
            self.outages,
            self.disturbed,
            [refused for s in self.speakers for refused in s.refused_changes],
            self.leader.pins,
            self.leader.standings,
            self.stage.members(),
            self.stage.heads(self.stage.rooms),
        )

    @property
    def unknown(self) -> int:
        """Tries whose outcome the speaker did not learn."""
        return sum(entry.what == "unknown" for s in self.speakers for entry in s.log)

    @property
    def retries(self) -> int:
        """Tries after the first."""
        return sum(s.retries for s in self.speakers)

    def closes(self) -> dict[int, int]:
        """How many sockets were closed, by code."""
        found: dict[int, int] = {}
        for observer in self.observers:
            for code in observer.closes:
                found[int(code)] = found.get(int(code), 0) + 1
        return found


def delivered(observations: Sequence[Observation], rows: Sequence[Row]) -> float:
    """The share of stored messages that reached those who were to see them."""
    due = [
        (row.room, row.seq) in o.shown
        for o in observations
        for row in rows
        if row.room in o.since and row.seq > o.since[row.room] and row.room not in o.barred
    ]
    return round(100 * sum(due) / len(due), 4) if due else 0.0


@asynccontextmanager
async def loaded(
    stage: Stage,
    seed: int,
    *,
    observers: int = OBSERVERS,
    speakers: int = SPEAKERS,
    urls: Sequence[str] = (),
    trust: ssl.SSLContext | None = None,
) -> AsyncIterator[Load]:
    """Brings everyone online for the block, and sends them home after it.

    Where a balancer stands before the chat ``urls`` is its address and ``trust`` knows it.
    """
    dice = random.Random(seed)
    sockets = [f"ws{url.removeprefix('http')}/ws" for url in urls] or stage.socket_urls
    leading = (sockets, urls or stage.urls, "ann", stage.tokens["ann"])
    load = Load(
        stage,
        seed,
        [
            Observer(
                sockets,
                f"observer{n}",
                random.Random(dice.getrandbits(32)),
                token=stage.tokens[f"observer{n}"],
                first=n,
            )
            for n in range(observers)
        ],
        [
            Speaker(
                sockets,
                urls or stage.urls,
                f"speaker{n}",
                stage.tokens[f"speaker{n}"],
                dice.getrandbits(32),
                trust,
            )
            for n in range(speakers)
        ],
        Leader(*leading, dice.getrandbits(32), trust),
    )
    try:
        await load.start()
        yield load
    finally:
        await load.stop()
