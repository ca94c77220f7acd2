"""Compares an export with the database it came from, message by message."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from chat.archive.layout import parts_of
from chat.archive.manifest import Head
from chat.archive.opened import Opened
from chat.archive.records import Line
from chat.queries.archive import records
from chat.queries.archive.chosen import Chosen
from chat.queries.archive.snapshot import snapshot
from chat.queries.archive.state import places_of


@dataclass
class Comparison:
    """What differs although it must not, and how much has changed since the export."""

    faults: list[str] = field(default_factory=list)
    equal: int = 0
    changed: int = 0


def compare(opened: Opened) -> Comparison:
    """Hold every exported message against the database; raises ``ChatError``.

    A message that has changed since differs rightly: its ``changed_seq`` is beyond the head that
    its room had then. Every other one must be the same to the last byte.
    """
    found = Comparison()
    with snapshot():
        chosen = Chosen(opened.manifest.selection)
        rooms = {room.id: room for room in places_of(chosen)}
        for slug, head in opened.manifest.heads.items():
            room = rooms.get(head.id)
            if room is None or room.epoch != head.epoch or room.seq < head.seq:
                found.faults.append(f"The room {slug} is of another database, or of an older one.")
                continue
            _room(opened, chosen, slug, head, found)
    return found


def _room(opened: Opened, chosen: Chosen, slug: str, head: Head, found: Comparison) -> None:
    for path, beyond, last in parts_of(head.id, head.seq):
        there = _exported(opened, path)
        now = records.messages(chosen, head.id, beyond, min(last, head.seq))
        for old, new in _paired(there, now):
            seq = (old or new or {}).get("seq")
            if old is not None and old == new:
                found.equal += 1
            elif new is not None and new["changed_seq"] > head.seq:
                found.changed += 1
            elif old is not None and not opened.manifest.selection.whole:
                found.changed += 1  # it may have changed so that it is not chosen any more
            else:
                found.faults.append(f"{slug}/{seq} is not as it is in the database.")


def _exported(opened: Opened, path: str) -> Iterator[Line]:
    if path in opened.manifest.files:
        yield from map(orjson.loads, opened.lines(path))


def _paired(old: Iterator[Line], new: Iterator[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield what both sides have of each seq, in order."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left["seq"] < right["seq"]):
            yield left, None
            left = next(old, None)
        elif left is None or right["seq"] < left["seq"]:
            yield None, right
            right = next(new, None)
        else:
            yield left, right
            left, right = next(old, None), next(new, None)
