"""Once a second or more often, holds what this process believes against the database."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from chat import metrics
from chat.models import Revocation, User
from chat.models.clock import clock
from chat.pipeline.health import health
from chat.pipeline.threads import read
from chat.protocol.actors import Actor
from chat.protocol.closes import SIGNED_OUT
from chat.protocol.errors import ChatError
from chat.queries.clock import ask_time
from chat.queries.credentials import end_of
from chat.queries.rooms import heads
from chat.realtime.hub import Hub

logger = logging.getLogger(__name__)

WATCH_SECONDS = 1.0  # what a lost or absent publish may cost
HURRY_SECONDS = 0.25  # the same while publishes are being lost: heads are looked at more often
LOSING_SECONDS = 3.0  # after the last gap that no publish closed they count as being lost
LOOKING_SHARE = 0.25  # of the time that hurried looks may take: a slow database is not pressed
VIEWERS_EVERY = 5  # looks: people's own numbers are also compared by each client's ping
TASKS_EVERY = 5  # looks: to count ten thousand takes some milliseconds
IDLE_SECONDS = 30.0  # a room or person without sockets is heard so long, for who comes back
HEADS_AT_ONCE = 10_000  # rooms in one query; more than any process has people for
RESTORED_BEHIND = 1_000  # seqs; a head just read is behind what was told since by some tens
REVOCATIONS_AT_ONCE = 1_000  # rows of the log in one look


class Watch:
    """The comparisons that make a dead or absent layer cost latency and nothing else."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._looks = 0
        self._look_seconds = 0.0  # that the last look at the heads took

    async def start(self) -> None:
        """Read up to where rights have been taken away, before the first socket is let in."""
        await read(ask_time)
        self._hub.revoked_seq = await read(last_revocation)
        health.confirmed_at = time.monotonic()

    async def run(self) -> None:
        """Look for as long as the process lives; nothing else delays the look at the heads."""
        await asyncio.gather(self._look_around(), self._follow_heads())

    async def _look_around(self) -> None:
        while True:
            expected = time.monotonic() + WATCH_SECONDS
            await asyncio.sleep(WATCH_SECONDS)
            health.loop_lag = max(0.0, time.monotonic() - expected)
            metrics.LOOP_LAG_SECONDS.set(health.loop_lag)
            await self._guarded(self._look)

    async def _follow_heads(self) -> None:
        while True:
            await asyncio.sleep(self._pause())
            began = time.monotonic()
            await self._guarded(self._compare_heads)
            self._look_seconds = time.monotonic() - began

    def _pause(self) -> float:
        """Return the seconds until the next look at the heads."""
        if time.monotonic() - self._hub.filler.lost_at > LOSING_SECONDS:
            return WATCH_SECONDS
        return min(WATCH_SECONDS, max(HURRY_SECONDS, self._look_seconds / LOOKING_SHARE))

    async def follow_hints(self) -> None:
        """Read the revocation log at once when a publish says that it grew."""
        while True:
            await self._hub.revocation_hint.wait()
            self._hub.revocation_hint.clear()
            await self._guarded(self._read_revocations)

    async def _guarded(self, look: Callable[[], Awaitable[None]]) -> None:
        """Survive whatever a look meets: the next one comes in a second."""
        try:
            await look()
        except ChatError as error:
            logger.warning("could not look: %s", error.code)
        except Exception:
            logger.exception("a look failed")

    async def _look(self) -> None:
        self._looks += 1
        fullest = max((len(socket.outbox) for socket in self._hub.sockets()), default=0)
        metrics.OUTBOX_FRAMES.set(fullest)
        await self._read_revocations()
        await read(ask_time)
        if self._looks % TASKS_EVERY == 0:
            metrics.TASKS.set(len(asyncio.all_tasks()))
        if self._looks % VIEWERS_EVERY == 0 or not health.layer_alive():
            await self._compare_viewers()
        await self._end_expired()
        await self._forget_idle()

    async def _read_revocations(self) -> None:
        started = time.monotonic()
        rows = await read(revocations_since, self._hub.revoked_seq or 0)
        for seq, kind, target, code in rows:
            if seq > (self._hub.revoked_seq or 0):
                self._hub.revoked_seq = seq
                metrics.REVOCATIONS.inc()
                self._hub.revoke(seq, kind, target, code)
        if len(rows) < REVOCATIONS_AT_ONCE:
            health.confirmed_at = started

    async def _compare_heads(self) -> None:
        rooms = [feed.room for feed in self._hub.feeds.values() if feed.sockets]
        for start in range(0, len(rooms), HEADS_AT_ONCE):
            for room, head in (await read(heads, rooms[start : start + HEADS_AT_ONCE])).items():
                feed = self._hub.feeds.get(room)
                if feed is not None and feed.seq is not None and _differs(head, feed.seq):
                    self._hub.filler.fill_soon(feed, head)

    async def _compare_viewers(self) -> None:
        """Tell whoever missed something of their own: a pong ahead of them makes them ask."""
        for user, seq in (await read(viewer_seqs, list(self._hub.viewers))).items():
            self._hub.viewer_seqs[user] = max(seq, self._hub.viewer_seqs.get(user, 0))
            for socket in tuple(self._hub.viewers.get(user, ())):
                if socket.welcomed and socket.viewer_seq < seq:
                    socket.tell({"type": "pong", "ref": None, "heads": {}, "viewer_seq": seq})

    async def _end_expired(self) -> None:
        """Close sockets whose session or token has run out; use may have extended it."""
        now = clock.now()
        due = [s for s in self._hub.sockets() if s.ends_at is not None and s.ends_at <= now]
        actors = {socket.actor for socket in due}
        if actors:
            ends = await read(ends_of, actors)
            for socket in due:
                socket.ends_at = ends[socket.actor]
                if socket.ends_at is not None and socket.ends_at <= now:
                    socket.close(SIGNED_OUT)

    async def _forget_idle(self) -> None:
        """Listen no longer for rooms and people that nobody here has a socket for."""
        now = time.monotonic()
        groups = [f"user.{user}" for user in self._hub.forget_gone(now - IDLE_SECONDS)]
        for room, feed in list(self._hub.feeds.items()):
            feed.forget_old(now)
            if not feed.sockets and now - feed.heard_at > IDLE_SECONDS:
                del self._hub.feeds[room]
                groups.append(f"room.{room}")
        if groups:
            await self._hub.ear.leave(*groups)


def _differs(head: int, seq: int) -> bool:
    """Whether a feed is behind its room, or so far ahead that the database was restored."""
    return head > seq or head + RESTORED_BEHIND < seq


def last_revocation() -> int:
    """Return the seq of the newest revocation."""
    row = Revocation.objects.order_by("-seq").values_list("seq", flat=True).first()
    return row or 0


def revocations_since(seq: int) -> list[tuple[int, str, str, int]]:
    """Return (seq, kind, target, code) of the revocations beyond ``seq``, in order."""
    rows = Revocation.objects.filter(seq__gt=seq).order_by("seq")[:REVOCATIONS_AT_ONCE]
    return list(rows.values_list("seq", "kind", "target", "code"))


def viewer_seqs(users: list[int]) -> dict[int, int]:
    """Return each person's viewer_seq."""
    return dict(User.objects.filter(pk__in=users).values_list("pk", "viewer_seq"))


def ends_of(actors: set[Actor]) -> dict[Actor, datetime | None]:
    """Return when each actor's credential ends by itself."""
    return {actor: end_of(actor) for actor in actors}
