"""Who talks under faults: posts, edits, deletes and reacts until the answer is known."""

import asyncio
import random
import ssl
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from tests.checker import Ack, Change, RefusedChange
from tests.clients import Client, Frame, Lost, Refused
from tests.faults.people import ENDINGS

TRY_SECONDS = 6.0  # for one try; the server answers within five
GIVE_UP_SECONDS = 60.0  # for a post with all its tries; its outcome is then unknown
AGAIN = ("busy", "rate_limited")  # nothing was stored: the same may be tried again
TRESPASS = "trespass "  # before the key of what must be refused
UNCERTAIN = ("unavailable",)  # may be stored all the same: the client_id settles it


class Line(Client):
    """A socket that only says: it needs no welcome, and hears no room."""

    async def hello(self) -> Frame:
        """Says nothing."""
        self.ready.set()
        return {}

    def _other(self, frame: Frame) -> None:
        super()._other(frame)
        if frame["type"] == "reconnect":  # what is said from now on is said on the next socket
            self.ready.clear()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a speaker's log."""

    at: float
    what: str  # invoke, ok, fail, unknown; refused where that is the right answer
    surface: str  # socket or rest
    verb: str
    room: int
    key: str
    seq: int | None = None
    code: str = ""


class Speaker:
    """Posts, edits, deletes and reacts over sockets and REST, each until the answer is known."""

    def __init__(
        self,
        socket_urls: Sequence[str],
        urls: Sequence[str],
        name: str,
        token: str,
        seed: int,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.name = name
        self.dice = random.Random(seed)
        self.urls = [url.rstrip("/") for url in urls]
        self.line = Line(socket_urls, token=token, first=seed)
        self.http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"},
            timeout=TRY_SECONDS,
            trust_env=False,
            verify=trust or True,
        )
        self.log: list[Entry] = []
        self.acks: list[Ack] = []
        self.changes: list[Change] = []
        self.reacted: list[tuple[int, int, str, bool]] = []  # room, place, emoji, whether it stays
        self.unsure: set[tuple[int, int]] = set()  # messages with a change of unknown outcome
        self.deleted: list[str] = []  # texts that nobody may see any more
        self.refused: set[str] = set()
        self.refused_changes: list[RefusedChange] = []
        self.user = 0  # its id, for what it is refused
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
        refusal_is = "refused" if key.startswith(TRESPASS) else "fail"
        try:
            async with asyncio.timeout(TRY_SECONDS):
                tried = self._say if surface == "socket" else self._call
                answer = await tried(verb, room, fields)
            what = "ok"
        except Refused as refusal:
            code = str(refusal.code)
            what = "unknown" if code in UNCERTAIN else refusal_is
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
        if "/members/" in path:
            return {"seq": 0}  # it is not told
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

    async def change(
        self, verb: str, room: int, place: int, *, others: bool = False, **fields: Any
    ) -> int | None:
        """Edits, deletes or reacts; returns the change's seq. ``others``: what it may not touch."""
        key = f"{TRESPASS if others else ''}{room}/{place}/{len(self.log)}"
        asked_at, seq, refused = time.monotonic(), None, False
        try:
            seq = await self.insist(verb, room, key, {"seq": place, **fields})
        except Refused:
            refused = key not in self.unknown
        if key in self.unknown:  # a try that hung may take effect after those that came later
            self.unsure.add((room, place))
        text, emoji = fields.get("text"), fields.get("emoji")
        if refused and verb != "reaction.remove":
            self.refused_changes.append(RefusedChange(room, place, self.user, text, emoji))
        if seq is None:
            return None
        if emoji is None:
            self.changes.append(Change(room, place, seq, text, asked_at, time.monotonic()))
        else:
            self.reacted.append((room, place, emoji, verb == "reaction.add"))
        return seq


def rest_form(verb: str, room: int, fields: Frame) -> tuple[str, str, Frame | None]:
    """A frame's method, path and body on REST."""
    if verb.startswith("member."):
        method = "PUT" if verb == "member.add" else "DELETE"
        return method, f"/rooms/{room}/members/{fields['user']}", None
    base = f"/rooms/{room}/messages"
    if verb == "message.post":
        return "POST", base, {k: v for k, v in fields.items() if v is not None}
    place = f"{base}/{fields['seq']}"
    if verb == "message.edit":
        return "PATCH", place, {"text": fields["text"]}
    if verb == "message.delete":
        return "DELETE", place, None
    method = "PUT" if verb in ("reaction.add", "message.pin") else "DELETE"
    if verb in ("message.pin", "message.unpin"):
        return method, f"{place}/pin", None
    return method, f"{place}/reactions/{fields['emoji']}", None
