"""Tells what was committed: to this process at once, to the others through the channel layer."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from chat import metrics
from chat.actions.batch import News
from chat.pipeline.layer import Message, Shards
from chat.pipeline.tasks import end

logger = logging.getLogger(__name__)

PUBLISH_QUEUE = 10_000  # messages; a shard that is this far behind is healed by the heads
TRIP_MESSAGES = 256  # in one trip: what one commit can tell; a lost trip loses no more
SEND_TIMEOUT = 5.0  # seconds for one trip; beyond its own socket timeout it hangs


@dataclass(slots=True)
class Publication:
    """The events of one commit for one room or one viewer, each encoded once.

    ``first`` is the seq of the first event; the others follow without a gap. ``left`` names
    the members whose `member.left` is among them, with its seq. ``erases`` marks deletions.
    """

    events: list[bytes]
    first: int
    room: int | None = None
    user: int | None = None
    left: list[tuple[int, int]] = field(default_factory=list)
    erases: bool = False
    revokes: bool = False  # not events, but the hint that the revocation log grew
    people: bool = False  # the same hint: somebody changed

    @property
    def last(self) -> int:
        """The seq of the last event."""
        return self.first + len(self.events) - 1

    @property
    def group(self) -> str:
        """The layer group of those who want to hear it."""
        if self.room is not None:
            return f"room.{self.room}"
        return f"user.{self.user}" if self.user is not None else EVERYONE

    def as_message(self, origin: str) -> dict[str, Any]:
        """Return the publication as the layer carries it."""
        return {
            "type": "publication",
            "origin": origin,
            "events": self.events,
            "first": self.first,
            "room": self.room,
            "user": self.user,
            "left": [list(pair) for pair in self.left],
            "erases": self.erases,
            "revokes": self.revokes,
            "people": self.people,
        }


EVERYONE = "everyone"  # the group of every process


def from_message(message: dict[str, Any]) -> Publication:
    """Return the publication that a layer message carries."""
    return Publication(
        events=message["events"],
        first=message["first"],
        room=message["room"],
        user=message["user"],
        left=[(user, seq) for user, seq in message["left"]],
        erases=message["erases"],
        revokes=message["revokes"],
        people=message.get("people", False),  # absent from the version before
    )


def publications(news: News) -> list[Publication]:
    """Encode what a commit has to tell: one publication per room and per viewer."""
    told = [
        Publication(
            events=[orjson.dumps(event) for event in events],
            first=events[0]["seq"],
            room=room,
            left=[
                (event["member"]["user"]["id"], event["seq"])
                for event in events
                if event["kind"] == "member.left"
            ],
            erases=any(event["kind"] == "message.deleted" for event in events),
        )
        for room, events in news.rooms.items()
        if events
    ]
    told += [
        Publication([orjson.dumps(event) for event in events], events[0]["seq"], user=user)
        for user, events in news.viewers.items()
        if events
    ]
    if news.revocations:
        told.append(Publication([], news.revocations[0].seq, revokes=True))
    if news.people:
        told.append(Publication([], news.people_seq, people=True))
    return told


class Line:
    """What waits for one shard, and the task that sends it: all that has gathered in one trip."""

    def __init__(self, shards: Shards, shard: int) -> None:
        self._shards, self._shard = shards, shard
        self._queue: deque[Message] = deque()
        self._wake = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def add(self, message: Message) -> None:
        """Queue a message; the oldest gives way where too many wait."""
        if len(self._queue) >= PUBLISH_QUEUE:
            self._queue.popleft()
            metrics.PUBLISH_DROPPED.inc()
        self._queue.append(message)
        self._wake.set()
        if self.task is None:
            self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                count = min(len(self._queue), TRIP_MESSAGES)
                await self._send([self._queue.popleft() for _ in range(count)])

    async def _send(self, messages: list[Message]) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                await self._shards.send(self._shard, messages)
        except Exception as error:
            metrics.PUBLISH_ERRORS.inc(len(messages))
            logger.debug("publish failed: %s", type(error).__name__)


class Publisher:
    """Hands publications to the local hub and, in the background, to the layer.

    Nobody who sends waits for the layer: when it is slow or dead, its queue is cut and the
    other processes read the gap from the database. A shard that is slow or dead holds up no
    other, for each has a line of its own.
    """

    def __init__(self) -> None:
        self.origin = secrets.token_hex(8)  # of this process: it has heard its own news already
        self.listeners: list[Callable[[Publication], None]] = []
        self.shards = Shards()
        self._lines = [Line(self.shards, shard) for shard in range(self.shards.count)]

    def tell(self, told: list[Publication]) -> None:
        """Publish what one commit brought about. Does not wait."""
        for publication in told:
            for listener in self.listeners:
                listener(publication)
            self.send(publication.group, publication.as_message(self.origin))

    def send(self, group: str, message: dict[str, Any]) -> None:
        """Queue a message for a group of the layer."""
        self._lines[self.shards.of(group)].add((group, message))

    async def stop(self) -> None:
        """Stop sending; what is queued can be read from the database."""
        tasks = [line.task for line in self._lines if line.task is not None]
        if tasks:
            await end(tasks)
