"""Changes of what pages show: by their people, by those above them, and by the operator."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx

from tests.clients import Caller, Lost, Refused
from tests.faults.browsers import Page
from tests.faults.stage import Stage

FAILURES = (httpx.TransportError, Lost, Refused, TimeoutError)
RECENT = 30  # messages of a room that something may still happen to


class Moves:
    """Chooses and makes one change after the other, and counts those that succeeded."""

    def __init__(self, stage: Stage, ann: Caller, people: list[Page], dice: random.Random) -> None:
        self.stage, self.ann, self.people, self.dice = stage, ann, people, dice
        self.done: Counter[str] = Counter()
        self.roots: dict[int, list[int]] = {room: [] for room in stage.rooms}
        self.kinds: dict[str, Callable[[Page, int], Awaitable[bool]]] = {
            name.removeprefix("_do_"): getattr(self, name)
            for name in sorted(dir(self))
            if name.startswith("_do_")
        }

    def missing(self) -> list[str]:
        """What never succeeded."""
        return [kind for kind in self.kinds if not self.done[kind]]

    async def one(self) -> None:
        """Makes one change."""
        kind = self.dice.choice([*self.kinds, *(["post", "mention", "reply"] * 3)])
        page, room = self.dice.choice(self.people), self.dice.choice(self.stage.rooms)
        with suppress(*FAILURES):  # offline, removed, suspended: that is what is played
            self.done[kind] += await self.kinds[kind](page, room)

    async def end(self) -> None:
        """Lets everybody in again: a suspended person has no page."""
        for page in self.people:
            await self._operator("LiftSuspension", user=page.user)

    # --- Ways to change something ------------------------------------------------------------

    async def _call(self, method: str, path: str, **body: Any) -> bool:
        answer = await self.ann.call(method, path, json=body or None)
        return answer.is_success

    async def _operator(self, command: str, **fields: Any) -> bool:
        acts = [{"command": command, "fields": fields, "by": None}]
        codes = await asyncio.to_thread(self.stage.acts.act, "carry", acts=acts)
        return bool(codes == ["done"])

    async def _say(self, page: Page, kind: str, **fields: Any) -> bool:
        await page.ask(kind, **fields)
        return True

    def _root(self, room: int) -> int:
        return self.dice.choice(self.roots[room][-RECENT:] or [1])

    async def _post(self, room: int, text: str, thread: int | None = None) -> bool:
        body = {"text": text, "client_id": str(uuid.uuid4())} | (
            {"thread": thread} if thread else {}
        )
        answer = await self.ann.call("POST", f"/rooms/{room}/messages", json=body)
        if answer.is_success and thread is None:
            self.roots[room].append(answer.json()["seq"])
        return answer.is_success

    # --- Messages ----------------------------------------------------------------------------

    async def _do_post(self, page: Page, room: int) -> bool:
        return await self._post(room, f"said {self.dice.random()}")

    async def _do_mention(self, page: Page, room: int) -> bool:
        return await self._post(room, f"@{page.name} look {self.dice.random()}")

    async def _do_reply(self, page: Page, room: int) -> bool:
        name = f"@{page.name} " if self.dice.random() < 0.5 else ""
        return await self._post(room, f"{name}reply {self.dice.random()}", self._root(room))

    async def _do_edit(self, page: Page, room: int) -> bool:
        name = f"@{page.name} " if self.dice.random() < 0.5 else ""
        path = f"/rooms/{room}/messages/{self._root(room)}"
        return await self._call("PATCH", path, text=f"{name}edited {self.dice.random()}")

    async def _do_delete(self, page: Page, room: int) -> bool:
        seq = self._root(room)
        return await self._call("DELETE", f"/rooms/{room}/messages/{seq}")

    async def _do_pin(self, page: Page, room: int) -> bool:
        method = self.dice.choice(("PUT", "PUT", "DELETE"))
        return await self._call(method, f"/rooms/{room}/messages/{self._root(room)}/pin")

    async def _do_own_post(self, page: Page, room: int) -> bool:
        key = str(uuid.uuid4())
        return await self._say(page, "message.post", room=room, client_id=key, text="mine")

    async def _do_own_reply(self, page: Page, room: int) -> bool:
        fields = {"room": room, "client_id": str(uuid.uuid4()), "thread": self._root(room)}
        return await self._say(page, "message.post", text="my reply", **fields)

    # --- How one stands ----------------------------------------------------------------------

    async def _do_read(self, page: Page, room: int) -> bool:
        head = max(0, page.at(room))
        return await self._say(page, "read.move", room=room, seq=head)

    async def _do_mark_unread(self, page: Page, room: int) -> bool:
        return await self._say(page, "read.move", room=room, seq=max(0, self._root(room) - 1))

    async def _do_level(self, page: Page, room: int) -> bool:
        level = self.dice.choice(("everything", "mentions", "nothing"))
        return await self._say(page, "level.set", room=room, level=level)

    async def _do_bookmark(self, page: Page, room: int) -> bool:
        kind = self.dice.choice(("bookmark.add", "bookmark.add", "bookmark.remove"))
        return await self._say(page, kind, room=room, seq=self._root(room))

    async def _do_follow(self, page: Page, room: int) -> bool:
        kind = self.dice.choice(("thread.follow", "thread.unfollow"))
        return await self._say(page, kind, room=room, thread=self._root(room))

    async def _do_read_thread(self, page: Page, room: int) -> bool:
        followed = page.followed()
        if not followed:
            return False
        room, thread = self.dice.choice(followed)
        seq = self.dice.choice((thread, max(thread, page.at(room))))
        return await self._say(page, "thread.read.move", room=room, thread=thread, seq=seq)

    # --- Rights and rooms --------------------------------------------------------------------

    async def _do_remove(self, page: Page, room: int) -> bool:
        return await self._call("DELETE", f"/rooms/{room}/members/{page.user}")

    async def _do_add(self, page: Page, room: int) -> bool:
        return await self._call("PUT", f"/rooms/{room}/members/{page.user}")

    async def _do_room_role(self, page: Page, room: int) -> bool:
        role = self.dice.choice(("member", "moderator", "owner"))
        return await self._call("PUT", f"/rooms/{room}/members/{page.user}/role", role=role)

    async def _do_site_role(self, page: Page, room: int) -> bool:
        return await self._call(
            "PATCH", f"/users/{page.user}", role=self.dice.choice(("member", "moderator"))
        )

    async def _do_suspend(self, page: Page, room: int) -> bool:
        return await self._operator("SuspendUser", user=page.user)

    async def _do_lift(self, page: Page, room: int) -> bool:
        done = [await self._operator("LiftSuspension", user=one.user) for one in self.people]
        return any(done)

    async def _do_archive(self, page: Page, room: int) -> bool:
        archived = self.dice.random() < 0.4
        return await self._call("PATCH", f"/rooms/{room}", archived=archived)

    async def _do_settings(self, page: Page, room: int) -> bool:
        words = {"name": "Room", "topic": "Topic"}
        name = self.dice.choice(("name", "topic"))
        return await self._call(
            "PATCH", f"/rooms/{room}", **{name: f"{words[name]} {self.dice.randrange(99)}"}
        )
