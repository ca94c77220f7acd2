"""Serves the chat with one of its tricks taken out, so that what the trick gains can be measured.

``without.py TRICK PORT``; each trick is undone by the plainest code that does the same.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
LOOPBACK = "127.0.0.1"


def framed_once() -> None:
    """Uvicorn's own WebSocket frames a text anew for each socket it goes to."""
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    from chat.management import launcher

    launcher.WebSocket = WebSocketsSansIOProtocol  # type: ignore[misc, assignment]


def begun_by_hand() -> None:
    """Each write to a socket is a task, and a turn of the event loop, of its own."""
    import asyncio

    from chat.realtime.outbox import Outbox

    async def nothing() -> None:
        """Was sent already."""

    def offer(self: Outbox, text: str) -> None:
        if self._closed:
            return
        self.sent += 1
        self._queue(text)
        if self._task is None:
            self._task = asyncio.create_task(self._drain(nothing(), None))

    Outbox.offer = offer  # type: ignore[method-assign]


def gathered() -> None:
    """The next commit begins with whatever is there when the last one ends."""
    from chat.pipeline.group_commit import GroupCommit

    async def at_once(_: GroupCommit, __: int) -> None:
        return

    GroupCommit._gather = at_once  # type: ignore[method-assign]


def committed_together() -> None:
    """Each command has a transaction of its own."""
    from chat.pipeline import group_commit

    group_commit.BATCH_COMMANDS = 1


def rows_as_arrays() -> None:
    """Messages and heads are written as the ORM writes many rows."""
    from chat.models import Message, Room, bulk

    def insert(messages: Sequence[Message]) -> None:
        for message in messages:
            message.changed_seq = message.seq
        Message.objects.bulk_create(messages)
        for message in messages:
            message.pk = None

    def write_heads(rooms: Iterable[Room]) -> None:
        Room.objects.bulk_update(list(rooms), ["seq"])

    bulk.insert_messages, bulk.write_heads = insert, write_heads


def told_in_one_trip() -> None:
    """Each publication is a trip to Redis of its own."""
    from chat.pipeline import publish

    publish.TRIP_MESSAGES = 1


def asked_together() -> None:
    """Whoever connects is looked up alone."""
    from chat.realtime import gathered as reads

    reads.GATHERED = 1


TRICKS: dict[str, Callable[[], None]] = {
    undo.__name__: undo
    for undo in (
        framed_once,
        begun_by_hand,
        gathered,
        committed_together,
        rows_as_arrays,
        told_in_one_trip,
        asked_together,
    )
}


def main(arguments: Any) -> None:
    """Take the trick out and serve as `manage.py serve` does."""
    trick, port = arguments
    django.setup()
    TRICKS[trick]()
    from chat.management.launcher import Launch, run

    run(Launch(LOOPBACK, int(port), 1, print))


if __name__ == "__main__":
    main(sys.argv[1:])
