"""Who listens under faults: each keeps a log of all it is told, and resumes by cursor."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.checker import Heard, Observation, Page, Told, digest
from tests.clients import Client, Frame, Lost, Refused

BEAT_SECONDS = 2.0  # between pings; browsers take twenty, the suite has less time
SILENT_SECONDS = 5.0  # for the answer to a ping; then the line counts as dead
BACKOFF_SECONDS = (0.1, 0.3, 1.0, 2.0)  # the most before each try to connect, with full jitter
OWN_MARKS = ("level.changed", "read.moved", "role.changed")  # viewer events of one room
ENDINGS = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


class Observer(Client):
    """A client as a browser is one: it beats, resumes, and draws what it is told."""

    def __init__(self, urls: Sequence[str], name: str, dice: random.Random, **fields: Any) -> None:
        super().__init__(urls, **fields)
        self.name = name
        self.dice = dice
        self.since: dict[int, int] = {}
        self.heard: list[Heard] = []
        self.spans: list[tuple[float, float]] = []
        self.resets: list[Frame] = []
        self.barred: dict[int, int] = {}  # rooms it was removed from, at which seq
        self.gaps: list[float] = []  # seconds from each end to the next welcome
        self.frames_kept: list[str] | None = None  # every text it was sent, where wanted
        self.obeys_reconnect = False  # comes back when told, not at once
        self.texts: list[Told] = []
        self.pages: list[Page] = []
        self.welcomes: list[dict[int, int]] = []
        self.pins: dict[int, int] = {}
        self.wanted: list[tuple[float, float]] = []
        self._wanted_from = 0.0  # since when it tries to be connected; 0: it does not
        self._asked: dict[str, int] = {}  # the cursor of each sync under way, by ref
        self._said: dict[int, int] = {}  # the cursors of the last hello
        self._resuming: dict[int, int] = {}  # rooms whose next catch-up answers one of them
        self._delay = 0.0
        self._missed = False  # something of its own, which a new welcome tells
        self._welcomed_at = 0.0
        self._ended_at = 0.0

    # --- Whether it means to be here ---------------------------------------------------------

    async def start(self) -> None:
        """Goes online and waits for the welcome."""
        self._wanted_from = time.monotonic()
        await super().start()

    def cut(self) -> None:
        """Goes offline of its own accord."""
        self._leave()
        super().cut()

    def restore(self) -> None:
        """Goes online again."""
        self._wanted_from = time.monotonic()
        super().restore()

    async def stop(self) -> None:
        """Goes offline for good."""
        self._leave()
        await super().stop()

    def _leave(self) -> None:
        if self._wanted_from:
            self.wanted.append((self._wanted_from, time.monotonic()))
            self._wanted_from = 0.0

    # --- Connecting --------------------------------------------------------------------------

    async def _live(self) -> None:
        failures = 0
        while True:
            await self._online.wait()
            await asyncio.sleep(self._delay)
            self._delay = 0.0
            try:
                self.socket = await self.open()
            except ENDINGS:
                most = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
                await asyncio.sleep(self.dice.uniform(0, most))
                failures += 1
                continue
            self.connects += 1
            await self._talk(self.socket)
            if self._welcomed_at:
                failures = 0
            else:
                failures += 1
                await asyncio.sleep(self.dice.uniform(0, BACKOFF_SECONDS[min(failures, 3)]))

    async def _talk(self, socket: Any) -> None:
        self._welcomed_at = 0.0
        beat = asyncio.create_task(self._beat())
        try:
            await super()._talk(socket)
        finally:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)

    def _ended(self, socket: Any) -> None:
        now = time.monotonic()
        if self._welcomed_at:
            self.spans.append((self._welcomed_at, now))
            self._ended_at = now
        super()._ended(socket)

    async def hello(self) -> Frame:
        """Says hello; one that is refused goes away and comes back when told."""
        self._said = {room: seq for room, (_, seq) in self.cursors.items()}
        try:
            welcome = await super().hello()
        except Refused as refusal:
            self._delay = refusal.retry_after or 0.0
            self.drop()
            raise
        except TimeoutError:
            self.drop()
            raise
        return welcome

    def drop(self) -> None:
        """Ends the present connection, as a dead line is ended."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def _beat(self) -> None:
        """Asks for the heads; who is behind for two beats asks for what it lacks."""
        behind: set[int] = set()
        while True:
            await asyncio.sleep(self.dice.uniform(0.5, 1.0) * BEAT_SECONDS)
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    pong = await self.ask("ping", received=self._received)
                late = {int(r) for r, head in pong["heads"].items() if self.at(int(r)) < head}
                for room in late & behind:
                    await self._sync(room)
                behind = late
                if pong["viewer_seq"] > self.viewer_seq or self._missed:
                    self._missed = False
                    self._said = {r: s for r, (_, s) in self.cursors.items()}
                    await super().hello()  # the welcome is the whole snapshot
            except (TimeoutError, Lost):
                self.drop()
                return
            except Refused:
                continue

    async def _sync(self, room: int) -> None:
        more = True
        while more and room in self.cursors:
            epoch, seq = self.cursors[room]
            self._asked[str(self._refs + 1)] = seq
            answer = await self.ask("sync", room=room, cursor={"epoch": epoch, "seq": seq})
            more = bool(answer.get("more"))

    # --- Hearing -----------------------------------------------------------------------------

    def _take(self, frame: Frame) -> None:
        if self.frames_kept is not None:
            self.frames_kept.append(json.dumps(frame))
        super()._take(frame)

    def _welcome(self, frame: Frame) -> None:
        super()._welcome(frame)
        self.welcomes.append({room["id"]: room["seq"] for room in frame["rooms"]})
        self._resuming, self._said = self._said, {}
        now = time.monotonic()
        self._welcomed_at = now
        if self._ended_at:
            self.gaps.append(now - self._ended_at)
            self._ended_at = 0.0
        for room in frame["rooms"]:
            self.since.setdefault(room["id"], room["seq"])

    def _other(self, frame: Frame) -> None:
        if frame["type"] == "viewer":
            self._missed |= frame["seq"] > self.viewer_seq + 1
            room = self.rooms.get(frame.get("room", 0)) if frame["kind"] in OWN_MARKS else None
            if room is not None:
                room |= {k: frame[k] for k in ("level", "read", "role") if k in frame}
        super()._other(frame)
        if frame["type"] == "reconnect" and self.obeys_reconnect:
            self._delay = float(frame["after"])

    def _event(self, room: int, event: Frame) -> None:
        now = time.monotonic()
        super()._event(room, event)
        self.steps[-1] = replace(self.steps[-1], at=now)
        message, member = event.get("message"), event.get("member")
        place = message["seq"] if message is not None else None
        user = member["user"]["id"] if member is not None else None
        self.heard.append(Heard(room, event["seq"], digest(event), now, event["kind"], place, user))
        if message is not None:
            self._read(message)
        if "pins" in event:
            self.pins[room] = event["pins"]
        root = event.get("root")
        if root is not None and root["seq"] in self.state.get(room, {}):
            changed = root | {"changed_seq": event["seq"]}
            self.state[room][root["seq"]] = self.state[room][root["seq"]] | changed
        if event["kind"] == "member.left" and event["member"]["user"]["id"] == self.user:
            self.barred[room] = event["seq"]

    def _read(self, message: Frame) -> None:
        place = (message["room"], message["seq"])
        self.texts.append(Told(*place, message["changed_seq"], message["text"]))

    def _synced(self, frame: Frame) -> None:
        room, before = frame["room"], self.at(frame["room"])
        ref = frame.get("ref")
        asked = self._resuming.pop(room, None) if ref is None else self._asked.get(ref)
        if ref is None and asked is not None and frame["more"]:
            self._resuming[room] = frame["seq"]
        for message in frame["messages"]:
            self._read(message)
        changes = {m["seq"]: m["changed_seq"] for m in frame["messages"]}
        self.pages.append(Page(room, asked, before, frame["seq"], frame["more"], changes))
        if ref is not None and frame["seq"] < before:
            return  # asked for, and overtaken by events meanwhile
        self.pins[room] = frame["room_state"]["pins"]
        steps = len(self.steps)
        super()._synced(frame)
        if len(self.steps) > steps:
            self.steps[-1] = replace(self.steps[-1], at=time.monotonic())

    def observation(self) -> Observation:
        """What it has to say to the judge."""
        spans = list(self.spans)
        if self._welcomed_at and self.socket is not None:
            spans.append((self._welcomed_at, float("inf")))
        still = [(self._wanted_from, time.monotonic())] if self._wanted_from else []
        return Observation(
            self.name,
            self.since,
            self.shown,
            self.steps,
            self.heard,
            spans,
            self.state,
            self.barred,
            self.user,
            self.texts,
            self.pages,
            self.welcomes,
            [*self.wanted, *still],
            self.pins,
        )
