"""Tells whoever shares a room with somebody that this person changed."""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

import orjson

from chat.pipeline.health import health
from chat.pipeline.threads import read
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.queries.profiles import people_changed_since, people_seq
from chat.realtime.hub import Hub
from chat.realtime.socket import Socket

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # what a lost hint may cost
BLIND_SECONDS = 1.0  # the same where no hint comes from other processes
GATHER_SECONDS = 0.5  # one telling for all that somebody changed meanwhile
PEOPLE_AT_ONCE = 50  # in one telling: a frame each to many sockets


class Profiles:
    """Reads who changed, in commit order, and tells it on: a person is told as they are now."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def start(self) -> None:
        """Begin with what is: who connects reads the rest."""
        self._hub.people_seq = await read(people_seq)

    async def run(self) -> None:
        """Look when a publish says that somebody changed, and now and then without."""
        while True:
            with suppress(TimeoutError):
                alive = health.layer_alive()
                async with asyncio.timeout(LOOK_SECONDS if alive else BLIND_SECONDS):
                    await self._hub.people_hint.wait()
            self._hub.people_hint.clear()
            try:
                await self._look()
            except ChatError as error:
                logger.warning("could not look for people: %s", error.code)
            except Exception:
                logger.exception("a look for people failed")
            await asyncio.sleep(GATHER_SECONDS)

    async def _look(self) -> None:
        """Tell what lies beyond the last look; the rest comes with the next one."""
        seq = await read(people_seq)
        if seq == self._hub.people_seq or not health.lease_holds():
            return
        if seq < self._hub.people_seq:  # restored: the next welcome says so to each
            self._hub.people_seq = seq
            return
        changed = await read(people_changed_since, self._hub.people_seq, PEOPLE_AT_ONCE)
        full = len(changed) == PEOPLE_AT_ONCE
        self._hub.people_seq = changed[-1][0]["seq"] if full else max(seq, *_seqs(changed))
        if full:
            self._hub.people_hint.set()
        self._tell(changed)

    def _tell(self, changed: list[tuple[Wire, set[int]]]) -> None:
        """Offer each person's frame, encoded once, to those who are in a room with them."""
        frames: list[str] = []
        by_room: dict[int, list[int]] = defaultdict(list)
        by_user: dict[int, int] = {}
        for person, rooms in changed:
            by_user[person["id"]] = len(frames)
            for room in rooms:
                by_room[room].append(len(frames))
            frames.append(orjson.dumps({"type": "person.changed", "person": person}).decode())
        for socket in self._hub.sockets():
            if socket.present:  # it was welcomed: what comes before that is read with it
                for number in sorted(_heard_by(socket, by_room, by_user)):
                    socket.outbox.offer(frames[number])


def _heard_by(socket: Socket, by_room: dict[int, list[int]], by_user: dict[int, int]) -> set[int]:
    """Return which of the frames concern a socket: each once, its own person's among them."""
    heard = {number for room in socket.allowed & by_room.keys() for number in by_room[room]}
    if socket.user in by_user:
        heard.add(by_user[socket.user])
    return heard


def _seqs(changed: list[tuple[Wire, set[int]]]) -> list[int]:
    return [0, *(person["seq"] for person, _ in changed)]
