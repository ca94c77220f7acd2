"""The records of an export as they arrive: parsed, in order of time, the bad ones told of."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from pydantic import ValidationError

from chat.archive.layout import TABLES, parts_of
from chat.archive.opened import Opened
from chat.archive.records import RECORD, Membership, Message, Person, Room

AnyRecord = Person | Room | Membership | Message
Skip = Callable[[str], None]  # is told what is wrong, and where
T = TypeVar("T")


def table(opened: Opened, kind: str, skip: Skip) -> Iterator[AnyRecord]:
    """Yield the people, rooms or memberships of an export."""
    return _parsed(opened, TABLES[kind], skip)


def messages(opened: Opened, rooms: Iterable[Room], skip: Skip) -> Iterator[Message]:
    """Yield the messages of some rooms, older ones first."""
    return heapq.merge(*(_of_room(opened, room, skip) for room in rooms), key=_by_time)


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of so many items; the last one is shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _by_time(message: Message) -> tuple[str, int, int]:
    return message.at, message.room, message.seq


def _of_room(opened: Opened, room: Room, skip: Skip) -> Iterator[Message]:
    last = 0
    for path, beyond, until in parts_of(room.id, room.seq):
        for record in _parsed(opened, path, skip):
            if not isinstance(record, Message) or record.room != room.id:
                skip(f"{path}: a record is no message of the room {room.slug}.")
            elif not max(last, beyond) < record.seq <= record.changed_seq <= room.seq:
                skip(f"{path}: the message {record.seq} is out of order.")
            elif record.seq > until:
                skip(f"{path}: the message {record.seq} is out of its part.")
            else:
                last = record.seq
                yield record


def _parsed(opened: Opened, path: str, skip: Skip) -> Iterator[AnyRecord]:
    if path not in opened.manifest.files:
        return
    for number, line in enumerate(opened.lines(path), 1):
        try:
            yield RECORD.validate_json(line)
        except ValidationError as mistake:
            first = mistake.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"]))[:100]
            skip(f"{path}, line {number}: {where}: {first['msg']}.")
