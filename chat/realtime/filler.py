"""Reads from the database what the layer did not bring, for one socket or a whole feed."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import orjson

from chat import metrics
from chat.models import Room
from chat.pipeline.health import health
from chat.pipeline.threads import read
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.queries.members import members_among
from chat.queries.messages import changed_since
from chat.realtime.feed import Feed
from chat.realtime.socket import Socket

if TYPE_CHECKING:
    from chat.realtime.hub import Hub

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0  # before a read that failed is tried again, where it does not say itself

GAP_SECONDS = 0.05  # two processes' publishes may cross; a gap older than this is real


class Filler:
    """Closes gaps: subscribe first, then read, and repeats are recognised by seq."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._tasks: set[asyncio.Task[Any]] = set()
        self.lost_at = -math.inf  # when a gap was last found that no publish closed

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run work beside everything else, held until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ChatError):
            logger.error("filling failed", exc_info=error)

    # --- One socket --------------------------------------------------------------------------

    async def enter(self, socket: Socket, room: int, epoch: str, cursor: int) -> None:
        """Attach a socket that knows a room up to ``cursor``, reading what memory lacks.

        Its person may be removed while it is read: it is attached only while it is allowed.
        """
        await self._hub.feed(room)
        while room in socket.allowed and socket.close_code is None:
            if self._hub.feeds[room].attach(socket, cursor):
                return
            frame = await self._page(socket, room, epoch, cursor)
            if frame is None:
                return
            cursor, epoch = frame["seq"], frame["epoch"]

    async def catch_up(
        self, socket: Socket, room: int, epoch: str, cursor: int
    ) -> tuple[str, int] | None:
        """Send a room's changes since a cursor page by page; returns the new (epoch, cursor).

        None where its person has left the room meanwhile.
        """
        while room in socket.allowed and socket.close_code is None:
            frame = await self._page(socket, room, epoch, cursor)
            if frame is None:
                return None
            epoch, cursor = frame["epoch"], frame["seq"]
            if not frame.get("more"):
                return epoch, cursor
        return epoch, cursor

    async def _page(self, socket: Socket, room: int, epoch: str, cursor: int) -> Wire | None:
        """Send a page of a room's changes, which is read when those before it have left."""
        async with socket.paging:
            await socket.outbox.drained()
            frame = await self._changes(socket, room, epoch, cursor)
            if frame is not None:
                socket.tell(frame)
            return frame

    async def _changes(self, socket: Socket, room: int, epoch: str, cursor: int) -> Wire | None:
        """Read a page of a room's changes for a socket that was welcomed, however long it takes.

        Nothing else would be told it: given up, the socket would stay open and deaf. None where
        it has left the room or ended.
        """
        while room in socket.allowed and socket.close_code is None:
            try:
                return await self._hub.admission.in_turn(
                    changes_for, socket.user, room, epoch, cursor
                )
            except ChatError as refusal:  # the database is away
                await asyncio.sleep(refusal.retry_after or RETRY_SECONDS)
        return None

    # --- A whole feed ------------------------------------------------------------------------

    def fill_soon(self, feed: Feed, head: int | None = None) -> None:
        """Fill a feed's gap unless the missing publish arrives within a moment."""
        if not feed.filling:
            feed.filling = True
            self.spawn(self._fill(feed, head))

    async def _fill(self, feed: Feed, head: int | None) -> None:
        try:
            seen = feed.seq
            await asyncio.sleep(GAP_SECONDS)
            still_behind = feed.seq == seen or (head is not None and (feed.seq or 0) < head)
            more = still_behind and feed.seq is not None
            if more:
                self.lost_at = time.monotonic()
            while more and health.lease_holds():
                more = await self._fill_page(feed)
        finally:
            feed.filling = False

    async def _fill_page(self, feed: Feed) -> bool:
        """Give all sockets of a feed the room's changes since its seq; returns if there is more."""
        seq = feed.seq or 0
        asked = tuple(feed.sockets)
        frame, members = await read(
            changes_and_members, feed.room, seq, {socket.user for socket in asked}
        )
        metrics.GAPS_FILLED.inc()
        if frame is None:
            return False
        for socket in asked:  # who came while it was read is not judged by it
            if socket.user not in members and feed.ahead.get(socket, 0) <= frame["seq"]:
                feed.detach(socket)
        if frame["type"] == "room.reset" or frame["seq"] > (feed.seq or 0):
            self._tell(feed, frame)
        return bool(frame.get("more"))

    def _tell(self, feed: Feed, frame: Wire) -> None:
        """Encode a page once, and offer the same text to every socket that lacks it."""
        feed.flush()
        text = orjson.dumps(frame).decode()
        for socket in tuple(feed.sockets):
            if feed.ahead.get(socket, 0) < frame["seq"] or frame["type"] == "room.reset":
                socket.outbox.offer(text)
        feed.ahead = {s: c for s, c in feed.ahead.items() if c > frame["seq"]}
        feed.moved_to(frame["seq"])


def changes_for(user_id: int, room_id: int, epoch: str, cursor: int) -> Wire | None:
    """Return `room.synced` or `room.reset` of a room for a member; None for who is none (any more).

    Belonging is read last: whoever belongs now belonged when the changes were read.
    """
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return None
    if room.epoch != epoch or cursor > room.seq:
        frame: Wire = {"type": "room.reset", "room": room.pk, "epoch": room.epoch, "seq": room.seq}
    else:
        frame = changed_since(room, cursor)
    return frame if members_among(room_id, {user_id}) else None


def changes_and_members(room_id: int, seq: int, users: set[int]) -> tuple[Wire | None, set[int]]:
    """Return a room's changes since ``seq``, then who of these people still belongs to it."""
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return None, set()
    if seq > room.seq:
        frame: Wire = {"type": "room.reset", "room": room_id, "epoch": room.epoch, "seq": room.seq}
    else:
        frame = changed_since(room, seq)
    return frame, members_among(room_id, users)
