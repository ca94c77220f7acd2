"""Who is here, across processes: a state first, then diffs; each process's word is a lease."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson

from chat.pipeline.publish import EVERYONE, Publisher

LEASE_SECONDS = 40.0  # after which a process that fell silent no longer vouches for anyone
RENEW_SECONDS = 13.0  # less than a third of the lease: two renewals may be lost
GATHER_SECONDS = 0.5  # one diff for all that came and went meanwhile
LEAVE_SECONDS = 3.0  # a reload or a short break is no leaving


class Presence:
    """Each process tells who has a socket with it; nothing of it is stored anywhere."""

    def __init__(self, publisher: Publisher, tell_all: Callable[[str], None]) -> None:
        self._publisher = publisher
        self._tell_all = tell_all
        self._here: Counter[int] = Counter()  # sockets by user, of this process
        self._going: dict[int, float] = {}  # users without a socket any more, since when
        self._others: dict[str, tuple[frozenset[int], float]] = {}  # by process: users, heard at
        self._told: frozenset[int] = frozenset()  # what the sockets were told
        self._state = state_frame(self._told)

    # --- What happens here -------------------------------------------------------------------

    def came(self, user: int) -> None:
        """Note a socket that was welcomed."""
        self._going.pop(user, None)
        self._here[user] += 1
        if self._here[user] == 1:
            self._say("presence.diff", joins=[user], leaves=[])

    def left(self, user: int) -> None:
        """Note that a welcomed socket is gone."""
        self._here[user] -= 1
        if self._here[user] <= 0:
            del self._here[user]
            self._going[user] = time.monotonic()

    def state(self, user: int) -> str:
        """Return the `presence.state` frame that a new socket starts from: it is here itself."""
        return self._state if user in self._told else state_frame(self._told | {user})

    def online(self) -> frozenset[int]:
        """Return who is here, as the sockets were told last."""
        return self._told

    # --- What others say ---------------------------------------------------------------------

    def hear(self, message: dict[str, Any]) -> None:
        """Take another process's word."""
        origin, kind = message["origin"], message["type"]
        if kind == "presence.ask":
            self._say_all()
            return
        users, _ = self._others.get(origin, (frozenset(), 0.0))
        if kind == "presence.all":
            users = frozenset(message["online"])
        else:
            users = (users | set(message["joins"])) - set(message["leaves"])
        self._others[origin] = (users, time.monotonic())

    def _say(self, kind: str, **body: Any) -> None:
        self._publisher.send(EVERYONE, {"type": kind, "origin": self._publisher.origin, **body})

    def _say_all(self) -> None:
        self._say("presence.all", online=sorted({*self._here, *self._going}))

    def say_goodbye(self) -> None:
        """Let go of everyone at once, when this process ends."""
        self._say("presence.all", online=[])

    # --- Keeping it true ---------------------------------------------------------------------

    async def run(self) -> None:
        """Tell diffs as they gather, renew the lease, let silent processes lapse."""
        self._say("presence.ask")
        renewed_at = 0.0
        while True:
            now = time.monotonic()
            if now - renewed_at > RENEW_SECONDS:
                renewed_at = now
                self._say_all()
            self._tell_changes(now)
            await asyncio.sleep(GATHER_SECONDS)

    def _tell_changes(self, now: float) -> None:
        gone = [user for user, since in self._going.items() if now - since > LEAVE_SECONDS]
        for user in gone:
            del self._going[user]
        if gone:
            self._say("presence.diff", joins=[], leaves=gone)
        self._others = {
            origin: (users, heard)
            for origin, (users, heard) in self._others.items()
            if now - heard < LEASE_SECONDS
        }
        online = frozenset({*self._here, *self._going}).union(
            *(users for users, _ in self._others.values())
        )
        if online != self._told:
            joins, leaves = sorted(online - self._told), sorted(self._told - online)
            self._told, self._state = online, state_frame(online)
            diff = {"type": "presence.diff", "joins": joins, "leaves": leaves}
            self._tell_all(orjson.dumps(diff).decode())


def state_frame(online: frozenset[int]) -> str:
    """Return the `presence.state` frame of these people."""
    return orjson.dumps({"type": "presence.state", "online": sorted(online)}).decode()
