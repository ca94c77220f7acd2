"""The sockets of this process and the feeds of their rooms: hears once, tells each."""

import asyncio
import logging
import time
from collections import deque
from typing import Any

import orjson

from chat import metrics
from chat.pipeline.health import health
from chat.pipeline.publish import Publication, Publisher, from_message
from chat.protocol.events import Wire
from chat.realtime.admission import Admission
from chat.realtime.feed import Feed
from chat.realtime.filler import Filler
from chat.realtime.layer import Ear
from chat.realtime.presence import Presence
from chat.realtime.socket import Socket

logger = logging.getLogger(__name__)

REMEMBERED_REVOCATIONS = 1_000  # for sockets that were being let in while a right ended


class Hub:
    """One per event loop. Everything here is this process's own and is rebuilt by hellos."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.ear = Ear(publisher, self.hear_message)
        self.feeds: dict[int, Feed] = {}
        self.viewers: dict[int, set[Socket]] = {}
        self.viewer_seqs: dict[int, int] = {}
        self.gone: dict[int, float] = {}  # people who are still listened for, since when
        self.presence = Presence(publisher, self.tell_all)
        self.admission = Admission()
        self.filler = Filler(self)
        self.revoked_seq: int | None = None  # up to where the revocation log was read
        self.revoked: deque[tuple[int, str, str, int]] = deque(maxlen=REMEMBERED_REVOCATIONS)
        self._dirty: set[Feed] = set()
        self._flush_due = False
        self.revocation_hint = asyncio.Event()
        self.people_seq = 0  # up to where changes of people were told
        self.people_hint = asyncio.Event()
        publisher.listeners.append(self.hear)

    # --- Hearing -----------------------------------------------------------------------------

    def hear_message(self, message: dict[str, Any]) -> None:
        """Take a message of another process from the layer."""
        kind = message["type"]
        if kind == "publication":
            self.hear(from_message(message))
        elif kind == "typing" and health.lease_holds():
            told = (message["room"], message["user"], message["name"])
            self.tell_typing(*told, message.get("thread"))  # absent from the version before
        elif kind.startswith("presence"):
            self.presence.hear(message)

    def hear(self, publication: Publication) -> None:
        """Take the news of one commit, from this process or another.

        A process that cannot confirm its rights delivers nothing: heads and viewer seqs heal it.
        """
        if publication.revokes:
            self.revocation_hint.set()
        elif publication.people:
            self.people_hint.set()
        elif not health.lease_holds():
            return
        elif publication.user is not None:
            self._hear_viewer(publication)
        elif publication.room is not None:
            self._hear_room(publication)

    def _hear_room(self, publication: Publication) -> None:
        """Hand a room's events to its feed; told when the loop has nothing better to do."""
        feed = self.feeds.get(publication.room or 0)
        if feed is None:
            return
        if feed.hear(publication):
            self.filler.fill_soon(feed)
        self._dirty.add(feed)
        if not self._flush_due:
            self._flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        """Tell what has gathered: one event when idle, many in one frame under load."""
        self._flush_due = False
        dirty, self._dirty = self._dirty, set()
        for feed in dirty:
            feed.flush()

    def _hear_viewer(self, publication: Publication) -> None:
        user = publication.user or 0
        sockets = tuple(self.viewers.get(user, ()))
        if sockets:
            self.viewer_seqs[user] = max(publication.last, self.viewer_seqs.get(user, 0))
        for raw in publication.events:
            event = orjson.loads(raw)
            for socket in sockets:
                self.tell_viewer(socket, event)

    def tell_viewer(self, socket: Socket, event: Wire) -> None:
        """Tell a socket what changed for its person, and let it hear rooms accordingly.

        What it knows already, from its welcome or in a later number, is not told again.
        """
        if not socket.welcomed:
            socket.held.append(event)
            return
        if event["seq"] <= socket.viewer_seq:
            return
        socket.viewer_seq = event["seq"]
        if event["kind"] == "room.closed":
            self._close_room(socket, event["room"]["id"])
        socket.tell(event)
        if event["kind"] == "room.opened":
            entry = event["room"]
            socket.allowed.add(entry["id"])
            self.filler.spawn(self.filler.enter(socket, entry["id"], entry["epoch"], entry["seq"]))

    def _close_room(self, socket: Socket, room: int) -> None:
        socket.allowed.discard(room)
        feed = self.feeds.get(room)
        if feed is not None:
            feed.flush()
            feed.detach(socket)

    # --- Telling -----------------------------------------------------------------------------

    def tell_all(self, text: str) -> None:
        """Send one frame to every welcomed socket."""
        for sockets in tuple(self.viewers.values()):
            for socket in tuple(sockets):
                if socket.welcomed:
                    socket.outbox.offer(text)

    def type(self, room: int, user: int, name: str, thread: int | None) -> None:
        """Pass on, here and in every other process, that somebody is writing."""
        self.tell_typing(room, user, name, thread)
        origin = self.publisher.origin
        message = {"type": "typing", "origin": origin, "room": room, "user": user, "name": name}
        message["thread"] = thread
        self.publisher.send(f"room.{room}", message)

    def tell_typing(self, room: int, user: int, name: str, thread: int | None) -> None:
        """Tell a room's other members that somebody is writing."""
        feed = self.feeds.get(room)
        if feed is not None:
            frame = {"type": "typing", "room": room, "user": user, "name": name}
            if thread is not None:
                frame["thread"] = thread
            text = orjson.dumps(frame).decode()
            for socket in tuple(feed.sockets):
                if socket.user != user:
                    socket.outbox.offer(text)

    # --- Who is here -------------------------------------------------------------------------

    async def add(self, socket: Socket, since: int | None) -> int | None:
        """Take a socket in; returns the close code of a right that ended after ``since``."""
        first = socket.user not in self.viewers
        self.gone.pop(socket.user, None)
        self.viewers.setdefault(socket.user, set()).add(socket)
        metrics.SOCKETS.inc()
        code = self._revoked_since(socket, since)
        if first and code is None:
            await self.ear.join(f"user.{socket.user}")
        return code

    def _revoked_since(self, socket: Socket, since: int | None) -> int | None:
        for seq, kind, target, code in self.revoked:
            if (since is None or seq > since) and stands_on(socket, kind, target):
                return code
        return None

    def remove(self, socket: Socket) -> None:
        """Let a socket go. Called once for each that was added, whatever ended it."""
        socket.allowed.clear()  # what is still being read for it must not attach it again
        for room in tuple(socket.rooms):
            self.feeds[room].detach(socket)
        sockets = self.viewers.get(socket.user)
        if sockets is not None and socket in sockets:
            sockets.discard(socket)
            metrics.SOCKETS.dec()
            if not sockets:
                del self.viewers[socket.user]
                self.viewer_seqs.pop(socket.user, None)
                self.gone[socket.user] = time.monotonic()
        if socket.present:
            socket.present = False
            self.presence.left(socket.user)

    def forget_gone(self, before: float) -> list[int]:
        """Return, once, whose last socket ended before a monotonic time."""
        found = [user for user, since in self.gone.items() if since < before]
        for user in found:
            del self.gone[user]
        return found

    def sockets(self) -> list[Socket]:
        """Return every socket of this process."""
        return [socket for sockets in self.viewers.values() for socket in sockets]

    async def feed(self, *rooms: int) -> None:
        """Make sure that this process hears these rooms."""
        new = [room for room in rooms if room not in self.feeds]
        for room in new:
            self.feeds[room] = Feed(room)
        if new:
            await self.ear.join(*(f"room.{room}" for room in new))

    def revoke(self, seq: int, kind: str, target: str, code: int) -> None:
        """Close what stands on a right that ended."""
        self.revoked.append((seq, kind, target, code))
        for socket in self.sockets():
            if stands_on(socket, kind, target):
                socket.close(code)


def stands_on(socket: Socket, kind: str, target: str) -> bool:
    """Whether a socket lives by a session, token or account."""
    actor = socket.actor
    if kind == "session":
        return actor.session == target
    if kind == "token":
        return actor.token is not None and str(actor.token) == target
    return str(actor.user) == target
