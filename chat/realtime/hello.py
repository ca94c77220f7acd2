"""Answers `hello`: where one stands, what one missed, then live events."""

import logging
import time
from typing import Any

from chat.models import User
from chat.protocol.closes import TRY_AGAIN
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.protocol.frames import Cursor, Hello
from chat.protocol.limits import HEARTBEAT, PUBLIC
from chat.queries.reminders import reminders_of_each
from chat.queries.rooms import ROOM_STATE, members_entries, silenced_wire
from chat.queries.sections import sections_of
from chat.queries.threads import follows_of
from chat.realtime.hub import Hub
from chat.realtime.socket import Socket

logger = logging.getLogger(__name__)


def standings(user_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return what `welcome` tells each of these people. The viewers' numbers are read first:
    what comes after them will be told again and is recognised by its number.
    """
    fields = ("pk", "username", "name", "role", "viewer_seq", "silenced_until")
    people = list(User.objects.filter(pk__in=user_ids).order_by().values_list(*fields))
    ids = [pk for pk, *_ in people]
    rooms, threads, reminders = members_entries(ids), follows_of(ids), reminders_of_each(ids)
    sections = sections_of(ids)
    return {
        pk: {
            "user": {"id": pk, "username": username, "name": name or username, "role": role}
            | silenced_wire(silenced_until),
            "viewer_seq": viewer_seq,
            "rooms": rooms[pk],
            "threads": threads[pk],
            "sections": sections[pk],
            "reminders": reminders[pk],
        }
        for pk, username, name, role, viewer_seq, silenced_until in people
    }


async def say_welcome(hub: Hub, socket: Socket, hello: Hello, ref: str) -> None:
    """Send `welcome`, catch up each room that came with a cursor, then go live.

    A second hello starts over: nothing is heard between its arrival and its welcome.
    """
    if "read" not in socket.actor.scopes:
        raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="read")
    async with socket.welcoming:
        socket.welcomed = False
        for room in tuple(socket.rooms):
            hub.feeds[room].detach(socket)
        found = await hub.admission.ask(standings, socket.user)
        if found is None:  # accounts are never deleted while a credential of theirs is good
            raise ChatError("unauthenticated", "There is no such account.")
        await hub.feed(*(entry["id"] for entry in found["rooms"]))
        _tell_standing(hub, socket, found, ref)
        try:
            await _go_live(hub, socket, hello, found["rooms"])
        except Exception:  # its hello was answered: silence is all it would hear of this
            logger.exception("going live failed")
            socket.close(TRY_AGAIN)
            return
        _release(hub, socket)


def _tell_standing(hub: Hub, socket: Socket, found: dict[str, Any], ref: str) -> None:
    """Send `welcome` and who is here."""
    socket.name = found["user"]["name"]
    socket.viewer_seq = found["viewer_seq"]
    socket.allowed = {entry["id"] for entry in found["rooms"]}
    hub.viewer_seqs[socket.user] = max(socket.viewer_seq, hub.viewer_seqs.get(socket.user, 0))
    socket.tell(
        {
            "type": "welcome",
            "ref": ref,
            **found,
            "people_seq": hub.people_seq,
            "heartbeat": HEARTBEAT,
            "limits": PUBLIC,
        }
    )
    socket.outbox.offer(hub.presence.state(socket.user))
    if not socket.present:
        socket.present = True
        hub.presence.came(socket.user)


async def _go_live(hub: Hub, socket: Socket, hello: Hello, rooms: list[Wire]) -> None:
    """Attach every room at the seq the client knows; what needs no read goes first."""
    behind: list[tuple[Wire, Cursor]] = []
    for entry in rooms:
        cursor = hello.cursors.get(str(entry["id"]))
        if cursor is None or (cursor.epoch, cursor.seq) == (entry["epoch"], entry["seq"]):
            if cursor is not None:
                await socket.outbox.drained()
                socket.tell(_nothing_missed(entry))
            await hub.filler.enter(socket, entry["id"], entry["epoch"], entry["seq"])
        else:
            behind.append((entry, cursor))
    for entry, cursor in behind:
        found = await hub.filler.catch_up(socket, entry["id"], cursor.epoch, cursor.seq)
        if found is not None:
            await hub.filler.enter(socket, entry["id"], *found)


def _nothing_missed(entry: Wire) -> Wire:
    """Return the `room.synced` of a room that has not changed since the cursor."""
    return {
        "type": "room.synced",
        "room": entry["id"],
        "epoch": entry["epoch"],
        "messages": [],
        "room_state": {key: entry[key] for key in ROOM_STATE},
        "seq": entry["seq"],
        "more": False,
    }


def _release(hub: Hub, socket: Socket) -> None:
    """Tell the viewer events that came while the welcome was read, and are newer than it."""
    socket.welcomed = True
    held, socket.held = socket.held, []
    for event in sorted(held, key=lambda event: event["seq"]):
        hub.tell_viewer(socket, event)


class SlowReader:
    """Notices, from a client's own count of frames, that it has stopped reading."""

    LAG_FRAMES = 256  # sent and not yet received
    STALL_SECONDS = 10.0  # without progress

    def __init__(self) -> None:
        self._received = 0
        self._moved_at = time.monotonic()

    def note(self, received: int, sent: int) -> bool:
        """Take a count from a ping; returns whether the client reads too slowly."""
        now = time.monotonic()
        if received != self._received or sent - received <= self.LAG_FRAMES:
            self._received, self._moved_at = received, now
        return now - self._moved_at > self.STALL_SECONDS
