"""The chat with a fault planted in it, for the checker's own test. Nothing of it is in the product.

Served as ``tests.faults.planted:application``; the environment's CHAT_TEST_FAULT names the fault.
Each is a mistake that a chat of this kind could make, put in by replacing a function.
"""

import asyncio
import os
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import orjson

from chatsite.asgi import application as application  # loads the apps, which the imports need

from chat.models import Reaction, bulk  # isort: skip
from chat.pipeline import group_commit  # isort: skip
from chat.protocol.errors import ChatError  # isort: skip
from chat.realtime import feed, filler  # isort: skip
from chat.realtime.hub import Hub  # isort: skip
from chat.realtime.outbox import Outbox  # isort: skip

DICE = random.Random(7)
SHARE = 0.01  # of events that are dropped
OFTEN = 0.05  # of events, commits or posts that the other faults touch
GATHER_SECONDS = 0.2  # for events to pile up before they are sorted wrongly
CAP = 40  # messages, as one product's catch-up has it

frame = feed.frame
commit = group_commit.commit
changed_since = filler.changed_since
flush = Hub._flush
offer = Outbox.offer


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


def ack_before_commit() -> None:
    """Acks and tells what some transactions then take back."""
    from django.db import transaction

    def hasty(commands: Sequence[Any], prepared: Any) -> Any:
        with transaction.atomic():
            done = commit(commands, prepared)
            if DICE.random() < OFTEN:
                transaction.set_rollback(True)
        return done

    group_commit.commit = hasty  # type: ignore[assignment]


def cursor_by_time() -> None:
    """Catches up by the time of the last message, to the millisecond."""
    from chat.models import Message
    from chat.queries.messages import wires, with_authors

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


def no_unique_index() -> None:
    """Forgets what was posted before; the operator has taken the constraint away."""
    standing = bulk.standing
    bulk.standing = lambda places: (standing(places)[0], [])


def order_by_time() -> None:
    """Tells events by the clocks of their senders, some of which are slow."""

    def by_clock(event: bytes) -> tuple[int, str]:
        told = orjson.loads(event)
        return (told["by"] % 2, told["at"])

    each_frame(lambda _, events: sorted(events, key=by_clock))

    def late(self: Hub) -> None:
        asyncio.get_running_loop().call_later(GATHER_SECONDS, flush, self)

    Hub._flush = late  # type: ignore[method-assign]


def served_after_removal() -> None:
    """Goes on telling a room to whoever was removed from it."""
    feed.Feed._let_go = lambda *_: None  # type: ignore[method-assign, assignment]
    Hub._close_room = lambda *_: None  # type: ignore[method-assign, assignment]


def stores_what_it_refuses() -> None:
    """Answers some posts as refused although they are stored."""

    def refusing(commands: Sequence[Any], prepared: Any) -> Any:
        done = commit(commands, prepared)
        if DICE.random() < OFTEN:
            done.results = [ChatError("forbidden", "You may not.") for _ in done.results]
        return done

    group_commit.commit = refusing  # type: ignore[assignment]


def forgets_reactions() -> None:
    """Acks reactions, tells of them, and does not keep all of them."""

    def forgetting(commands: Sequence[Any], prepared: Any) -> Any:
        done = commit(commands, prepared)
        if DICE.random() < OFTEN:
            Reaction.objects.all().delete()
        return done

    group_commit.commit = forgetting  # type: ignore[assignment]


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


DEAF_AFTER = 200  # frames of events

#: Each fault, and the kinds of violation of which the checker must name one.
FAULTS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "drop": (drop, {"skip"}),
    "duplicate": (duplicate, {"doubled display"}),
    "swap": (swap, {"inversion"}),
    "ack_before_commit": (ack_before_commit, {"lost"}),
    "cursor_by_time": (cursor_by_time, {"digest"}),
    "cap": (cap, {"lost"}),
    "no_unique_index": (no_unique_index, {"doubled effect"}),
    "order_by_time": (order_by_time, {"inversion"}),
    "served_after_removal": (served_after_removal, {"served after removal"}),
    "stores_what_it_refuses": (stores_what_it_refuses, {"phantom"}),
    "forgets_reactions": (forgets_reactions, {"lost"}),
    "deaf": (deaf, {"silently deaf"}),
}


if name := os.environ.get("CHAT_TEST_FAULT"):
    FAULTS[name][0]()
