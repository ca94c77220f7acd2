"""Mistakes in what is told and to whom, for a server with a fault planted in it.

Each is put in by replacing a function; `tests.faults.planted` names them.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson

from chat.models import Message
from chat.protocol.errors import ChatError
from chat.queries.messages import wires, with_authors
from chat.realtime import consumer, feed, filler, hello
from chat.realtime.hub import Hub
from chat.realtime.outbox import Outbox

DICE = random.Random(7)
SHARE = 0.01  # of events that are dropped
HALF = 0.5  # of what happens seldom
OFTEN = 0.05  # of events that the other faults touch
GATHER_SECONDS = 0.2  # for events to pile up before they are sorted wrongly
CAP = 40  # messages, as one product's catch-up has it
DEAF_AFTER = 200  # frames of events

frame = feed.frame
changed_since = filler.changed_since
flush = Hub._flush
offer = Outbox.offer
say_welcome = hello.say_welcome
standings = hello.standings


def each_frame(spoil: Callable[[int, list[bytes]], list[bytes]]) -> None:
    """Spoils what live frames hold."""
    feed.frame = lambda room, events: frame(room, spoil(room, events))


def drop() -> None:
    """Loses one event in a hundred on the way to the sockets."""
    each_frame(lambda _, events: [e for e in events if DICE.random() > SHARE])


def duplicate() -> None:
    """Tells some events twice."""
    each_frame(lambda _, events: [e for e in events for _ in range(1 + (DICE.random() < OFTEN))])


def swap() -> None:
    """Tells some events after the one that follows them."""
    held: dict[int, bytes] = {}

    def swapped(room: int, events: list[bytes]) -> list[bytes]:
        if room in held and events:
            return [*events, held.pop(room)]
        if events and DICE.random() < OFTEN:
            held[room] = events[-1]
            return events[:-1]
        return events

    each_frame(swapped)


def order_by_time() -> None:
    """Tells events by the clocks of their senders, some of which are slow."""

    def by_clock(event: bytes) -> tuple[int, str]:
        told = orjson.loads(event)
        return (told["by"] % 2, told["at"])

    each_frame(lambda _, events: sorted(events, key=by_clock))

    def late(self: Hub) -> None:
        asyncio.get_running_loop().call_later(GATHER_SECONDS, flush, self)

    Hub._flush = late  # type: ignore[method-assign]


def each_event(kind: str, changed: Callable[[dict[str, Any]], None], share: float) -> None:
    """Tells a share of the events of a kind otherwise than they are."""

    def told(event: bytes) -> bytes:
        if b'"%b"' % kind.encode() not in event or DICE.random() > share:
            return event
        loaded = orjson.loads(event)
        changed(loaded)
        return orjson.dumps(loaded)

    each_frame(lambda _, events: [told(event) for event in events])


def wrong_text() -> None:
    """Tells some posts with another text than was written."""
    each_event("message.posted", lambda e: e["message"].update(text="something else"), OFTEN)


def confuses_members() -> None:
    """Tells of who came as of who left."""
    each_event("member.joined", lambda event: event.update(kind="member.left"), 1.0)


def miscounts_pins() -> None:
    """Tells of one pin more than there are."""
    each_event("pins", lambda event: event.update(pins=event["pins"] + 1), 1.0)


def cursor_by_time() -> None:
    """Catches up by the time of the last message, to the millisecond."""

    def since_time(room: Any, cursor: int) -> Any:
        found = changed_since(room, cursor)
        last = Message.objects.filter(room=room, seq__lte=cursor).order_by("-seq").first()
        rows = with_authors().filter(room=room)
        if last is not None:
            millisecond = last.at.replace(microsecond=last.at.microsecond // 1000 * 1000)
            rows = rows.filter(at__gt=millisecond + timedelta(milliseconds=1))
        return found | {"messages": wires(rows.order_by("at")), "seq": room.seq, "more": False}

    filler.changed_since = since_time


def cap() -> None:
    """Catches up on the newest forty and calls that all."""

    def capped(room: Any, cursor: int) -> Any:
        found = changed_since(room, cursor)
        newest = found["messages"][-CAP:]
        return found | {"messages": newest, "seq": room.seq, "more": False}

    filler.changed_since = capped


def tells_old_changes() -> None:
    """Catches up from before the cursor."""

    def earlier(room: Any, cursor: int) -> Any:
        found = changed_since(room, cursor)
        old = changed_since(room, max(0, cursor - CAP))["messages"]
        known = [message for message in old if message["changed_seq"] <= cursor]
        return found | {"messages": known + found["messages"]}

    filler.changed_since = earlier


def moves_over_nothing() -> None:
    """Catches up by moving the cursor and telling nothing."""

    def nothing(room: Any, cursor: int) -> Any:
        return changed_since(room, cursor) | {"messages": []}

    filler.changed_since = nothing


def served_after_removal() -> None:
    """Goes on telling a room to whoever was removed from it."""
    feed.Feed._let_go = lambda *_: None  # type: ignore[method-assign, assignment]
    Hub._close_room = lambda *_: None  # type: ignore[method-assign, assignment]


def keeps_out() -> None:
    """Lets nobody in who was here before."""

    def refusing(hub: Hub, socket: Any, frame: Any, ref: str) -> Any:
        if frame.cursors:
            raise ChatError("busy", "Try again later.", 1.0)
        return say_welcome(hub, socket, frame, ref)

    consumer.say_welcome = refusing


def forgets_rooms() -> None:
    """Welcomes some people without one of their rooms."""

    def fewer(user_ids: list[int]) -> dict[int, dict[str, Any]]:
        found = standings(user_ids)
        for standing in found.values():
            if DICE.random() < HALF:
                standing["rooms"] = standing["rooms"][:-1]
        return found

    hello.standings = fewer


def deaf() -> None:
    """After a while tells half of the sockets nothing more, and pongs that all is well."""
    count = 0
    deaf_ones: dict[int, bool] = {}

    def half(self: Outbox, text: str) -> None:
        nonlocal count
        if text.startswith('{"type":"events"'):
            count += 1
            if count > DEAF_AFTER and deaf_ones.setdefault(id(self), len(deaf_ones) % 2 == 0):
                return
        if text.startswith('{"type":"pong"'):
            text = orjson.dumps(orjson.loads(text) | {"heads": {}}).decode()
        offer(self, text)

    Outbox.offer = half  # type: ignore[method-assign]
