"""Who talks and who listens under faults: each keeps a log, retries, and resumes by cursor."""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.checker import Ack, Change, Heard, Observation, digest
from tests.clients import Client, Frame, Lost, Refused

BEAT_SECONDS = 2.0  # between pings; browsers take twenty, the suite has less time
SILENT_SECONDS = 5.0  # for the answer to a ping; then the line counts as dead
BACKOFF_SECONDS = (0.1, 0.3, 1.0, 2.0)  # the most before each try to connect, with full jitter
TRY_SECONDS = 6.0  # for one try; the server answers within five
GIVE_UP_SECONDS = 60.0  # for a post with all its tries; its outcome is then unknown
AGAIN = ("busy", "rate_limited")  # nothing was stored: the same may be tried again
UNCERTAIN = ("unavailable",)  # may be stored all the same: the client_id settles it
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
        self._delay = 0.0
        self._missed = False  # something of its own, which a new welcome tells
        self._welcomed_at = 0.0
        self._ended_at = 0.0

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
            answer = await self.ask("sync", room=room, cursor={"epoch": epoch, "seq": seq})
            more = bool(answer.get("more"))

    # --- Hearing -----------------------------------------------------------------------------

    def _take(self, frame: Frame) -> None:
        if self.frames_kept is not None:
            self.frames_kept.append(json.dumps(frame))
        super()._take(frame)

    def _welcome(self, frame: Frame) -> None:
        super()._welcome(frame)
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
        self.heard.append(Heard(room, event["seq"], digest(event), now))
        root = event.get("root")
        if root is not None and root["seq"] in self.state.get(room, {}):
            self.state[room][root["seq"]] = self.state[room][root["seq"]] | {
                "replies": root["replies"],
                "changed_seq": event["seq"],
            }
        if event["kind"] == "member.left" and event["member"]["user"]["id"] == self.user:
            self.barred[room] = event["seq"]

    def _synced(self, frame: Frame) -> None:
        if frame.get("ref") is not None and frame["seq"] < self.at(frame["room"]):
            return  # asked for, and overtaken by events meanwhile
        steps = len(self.steps)
        super()._synced(frame)
        if len(self.steps) > steps:
            self.steps[-1] = replace(self.steps[-1], at=time.monotonic())

    def observation(self) -> Observation:
        """What it has to say to the judge."""
        spans = list(self.spans)
        if self._welcomed_at and self.socket is not None:
            spans.append((self._welcomed_at, float("inf")))
        return Observation(
            self.name,
            self.since,
            self.shown,
            self.steps,
            self.heard,
            spans,
            self.state,
            self.barred,
        )


class Line(Client):
    """A socket that only says: it needs no welcome, and hears no room."""

    async def hello(self) -> Frame:
        """Says nothing."""
        self.ready.set()
        return {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a speaker's log."""

    at: float
    what: str  # invoke, ok, fail, unknown
    surface: str  # socket or rest
    verb: str
    room: int
    key: str
    seq: int | None = None
    code: str = ""


class Speaker:
    """Posts, edits, deletes and reacts over sockets and REST, each until the answer is known."""

    def __init__(
        self, socket_urls: Sequence[str], urls: Sequence[str], name: str, token: str, seed: int
    ) -> None:
        self.name = name
        self.dice = random.Random(seed)
        self.urls = [url.rstrip("/") for url in urls]
        self.line = Line(socket_urls, token=token, first=seed)
        self.http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"}, timeout=TRY_SECONDS, trust_env=False
        )
        self.log: list[Entry] = []
        self.acks: list[Ack] = []
        self.changes: list[Change] = []
        self.deleted: list[str] = []  # texts that nobody may see any more
        self.refused: set[str] = set()
        self.retries = 0
        self.unknown: set[str] = set()
        self.surfaces = ("socket", "rest")

    async def start(self) -> None:
        """Goes online."""
        self.line._online.set()
        self.line._life = asyncio.create_task(self.line._live())

    async def stop(self) -> None:
        """Goes offline."""
        await self.line.stop()
        await self.http.aclose()

    # --- One try -----------------------------------------------------------------------------

    async def attempt(
        self, surface: str, verb: str, room: int, key: str, fields: Frame
    ) -> Frame | None:
        """Tries once; returns the answer, or None where it must be tried again. Raises Refused."""
        began = time.monotonic()
        self.log.append(Entry(began, "invoke", surface, verb, room, key))
        what, code, answer, final = "unknown", "", None, None
        try:
            async with asyncio.timeout(TRY_SECONDS):
                tried = self._say if surface == "socket" else self._call
                answer = await tried(verb, room, fields)
            what = "ok"
        except Refused as refusal:
            code = str(refusal.code)
            what = "unknown" if code in UNCERTAIN else "fail"
            final = None if code in (*AGAIN, *UNCERTAIN) else refusal
        except (Lost, httpx.TransportError, *ENDINGS) as error:
            code = type(error).__name__
            if surface == "socket" and isinstance(error, TimeoutError) and self.line.socket:
                self.line.socket.transport.abort()
        seq = answer.get("seq") if answer else None
        self.log.append(Entry(time.monotonic(), what, surface, verb, room, key, seq, code))
        if what == "unknown":
            self.unknown.add(key)
        if final is not None:
            raise final
        return answer

    async def _say(self, verb: str, room: int, fields: Frame) -> Frame:
        await self.line.ready.wait()
        return await self.line.ask(verb, room=room, **fields)

    async def _call(self, verb: str, room: int, fields: Frame) -> Frame:
        method, path, body = rest_form(verb, room, fields)
        url = self.dice.choice(self.urls)
        answer = await self.http.request(method, f"{url}/api/v1{path}", json=body)
        if answer.status_code >= 300:
            with suppress(ValueError):
                found = answer.json()
                if isinstance(found, dict) and "code" in found:
                    raise Refused(found)
            raise httpx.ReadError(f"status {answer.status_code}")
        found = answer.json()
        return {"seq": found["seq"] if verb == "message.post" else found["changed_seq"]}

    # --- With all its tries ------------------------------------------------------------------

    async def insist(self, verb: str, room: int, key: str, fields: Frame) -> int | None:
        """Tries on any surface until the answer is known; None where time ran out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP_SECONDS):
                while True:
                    surface = self.dice.choice(self.surfaces)
                    answer = await self.attempt(surface, verb, room, key, fields)
                    if answer is not None:
                        return int(answer["seq"])
                    self.retries += 1
                    await asyncio.sleep(self.dice.uniform(0.05, 0.3))
        self.unknown.add(key)
        return None

    async def post(self, room: int, text: str, client_id: str | None = None, **more: Any) -> int:
        """Posts once; returns the seq, or 0 where it stays unknown or was refused."""
        client_id = client_id or str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        asked_at = time.monotonic()
        fields = {"client_id": client_id, "text": text, **more}
        try:
            seq = await self.insist("message.post", room, client_id, fields)
        except Refused:
            if client_id not in self.unknown:
                self.refused.add(client_id)
            return 0
        if seq is None:
            return 0
        self.acks.append(Ack(room, seq, client_id, text, asked_at, time.monotonic()))
        return seq

    async def change(self, verb: str, room: int, place: int, **fields: Any) -> int | None:
        """Edits, deletes or reacts; returns the change's seq."""
        with suppress(Refused):
            seq = await self.insist(verb, room, f"{room}/{place}", {"seq": place, **fields})
            if seq is not None and verb in ("message.edit", "message.delete"):
                self.changes.append(Change(room, place, seq, fields.get("text")))
            return seq
        return None


def rest_form(verb: str, room: int, fields: Frame) -> tuple[str, str, Frame | None]:
    """A frame's method, path and body on REST."""
    base = f"/rooms/{room}/messages"
    if verb == "message.post":
        return "POST", base, {k: v for k, v in fields.items() if v is not None}
    place = f"{base}/{fields['seq']}"
    if verb == "message.edit":
        return "PATCH", place, {"text": fields["text"]}
    if verb == "message.delete":
        return "DELETE", place, None
    method = "PUT" if verb == "reaction.add" else "DELETE"
    return method, f"{place}/reactions/{fields['emoji']}", None
