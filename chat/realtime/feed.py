"""One room as this process hears it: events in seq order without a gap, to each socket once."""

import time
from collections import deque

from chat import metrics
from chat.pipeline.publish import Publication
from chat.realtime.socket import Socket

RECENT_EVENTS = 256  # kept for those who are some milliseconds behind: no read needed
RECENT_SECONDS = 30.0  # for how long; a quiet room keeps nothing
PENDING_PUBLICATIONS = 256  # that came too early; beyond it the gap is read from the database


class Feed:
    """The sockets attached to a room, all having heard everything up to ``seq``.

    A socket whose snapshot was newer stands in ``ahead`` until the feed has caught up with it.
    """

    __slots__ = (
        "_gone",
        "_left",
        "_pending",
        "_ready",
        "_recent",
        "ahead",
        "filling",
        "heard_at",
        "room",
        "seq",
        "sockets",
    )

    def __init__(self, room: int) -> None:
        self.room = room
        self.seq: int | None = None  # unknown until a first snapshot
        self.sockets: set[Socket] = set()
        self.ahead: dict[Socket, int] = {}
        self.filling = False
        self.heard_at = time.monotonic()
        self._ready: list[bytes] = []  # events up to ``seq`` that no socket was told yet
        self._left: list[tuple[int, int]] = []  # whose leaving is among them, and its seq
        self._pending: dict[int, Publication] = {}
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=RECENT_EVENTS)
        self._gone: dict[int, int] = {}  # who left among the recent events, and with which seq

    # --- Hearing -----------------------------------------------------------------------------

    def hear(self, publication: Publication) -> bool:
        """Take a publication; returns whether something is missing before it."""
        self.heard_at = time.monotonic()
        if self.seq is None or publication.last <= self.seq:
            return False
        if publication.first > self.seq + 1:
            if len(self._pending) < PENDING_PUBLICATIONS:
                self._pending[publication.first] = publication
            return True
        self._take(publication)
        self._take_pending()
        return bool(self._pending)

    def _take(self, publication: Publication) -> None:
        """Queue the part of a publication that was not heard yet."""
        heard = self.seq or 0
        events = publication.events[heard + 1 - publication.first :]
        if publication.erases or len(self._gone) > RECENT_EVENTS:
            self._forget()  # nobody is to be sent a deleted text from memory
        else:
            self._recent.extend(enumerate(events, heard + 1))
            self._gone.update(publication.left)
        self._ready += events
        self._left += publication.left
        self.seq = publication.last

    def _take_pending(self) -> None:
        while self._pending:
            first = min(self._pending)
            if self.seq is None or first > self.seq + 1:
                return
            publication = self._pending.pop(first)
            if publication.last > self.seq:
                self._take(publication)

    def moved_to(self, seq: int) -> None:
        """Note that all sockets were given the room's state as of a seq."""
        self.flush()
        self.seq = seq
        self._forget()
        self._take_pending()
        self.flush()

    # --- Telling -----------------------------------------------------------------------------

    def flush(self) -> None:
        """Encode what is ready once, and offer the same text to every socket."""
        if not self._ready or self.seq is None:
            return
        events, self._ready = self._ready, []
        left, self._left = self._left, []
        last = self.seq
        first = last - len(events) + 1
        for user, seq in left:
            self._let_go(user, seq, first, events)
        for socket, cursor in list(self.ahead.items()):
            self._tell_ahead(socket, cursor, first, last, events)
        text = frame(self.room, events)
        metrics.DELIVERIES.inc(len(self.sockets))
        for socket in tuple(self.sockets):
            if socket not in self.ahead:
                socket.outbox.offer(text)
        if self.ahead:
            self.ahead = {s: c for s, c in self.ahead.items() if c > last}

    def _let_go(self, user: int, seq: int, first: int, events: list[bytes]) -> None:
        """Tell a member who left up to their leaving, and nothing after it."""
        for socket in [s for s in self.sockets if s.user == user]:
            if self.ahead.get(socket, 0) >= seq:  # it has come back since
                continue
            start = max(self.ahead.get(socket, 0) + 1 - first, 0)
            heard = events[start : seq + 1 - first]
            if heard:
                socket.outbox.offer(frame(self.room, heard))
            self.detach(socket)

    def _tell_ahead(
        self, socket: Socket, cursor: int, first: int, last: int, events: list[bytes]
    ) -> None:
        if cursor < last:
            socket.outbox.offer(frame(self.room, events[max(0, cursor + 1 - first) :]))

    # --- Who listens -------------------------------------------------------------------------

    def attach(self, socket: Socket, cursor: int) -> bool:
        """Let a socket that knows the room up to ``cursor`` hear the rest.

        Returns False where what it lacks is no longer in memory: it must sync and come again.
        """
        self.flush()
        if self.seq is None:
            self.seq = cursor
        if cursor < self.seq:
            if not self._recent or self._recent[0][0] > cursor + 1:
                return False
            left = self._gone.get(socket.user, 0)
            until = left if left > cursor else self.seq  # it may hear of its leaving, not more
            missing = [event for seq, event in self._recent if cursor < seq <= until]
            socket.outbox.offer(frame(self.room, missing))
            if until == left:
                return True
        elif cursor > self.seq:
            self.ahead[socket] = cursor
        self.sockets.add(socket)
        socket.rooms.add(self.room)
        return True

    def detach(self, socket: Socket) -> None:
        """Let a socket hear no more of the room."""
        self.sockets.discard(socket)
        self.ahead.pop(socket, None)
        socket.rooms.discard(self.room)

    def forget_old(self, now: float) -> None:
        """Drop what nobody will need any more."""
        if now - self.heard_at > RECENT_SECONDS:
            self._forget()

    def _forget(self) -> None:
        """Keep no events: who lacks some reads them, and whether they may, from the database."""
        self._recent.clear()
        self._gone.clear()


def frame(room: int, events: list[bytes]) -> str:
    """Return an `events` frame."""
    return (b'{"type":"events","room":%d,"events":[%b]}' % (room, b",".join(events))).decode()
