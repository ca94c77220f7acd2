"""A whole export as one stream of lines, for standard output or a single file."""

import hashlib
from collections.abc import Iterator

import orjson

from chat.archive.records import FORMAT, KINDS, VERSION, Line
from chat.archive.selection import Selection
from chat.queries.archive import records
from chat.queries.archive.chosen import Chosen
from chat.queries.archive.snapshot import snapshot
from chat.queries.archive.state import places_of


def export_lines(selection: Selection | None = None) -> Iterator[bytes]:
    """Yield a whole export, line by line, in constant memory and from one snapshot.

    A header, then people, rooms, memberships and messages, then a trailer with the counts and
    the SHA-256 of every byte before it. Without a selection: everything but direct conversations.
    """
    digest, counts = hashlib.sha256(), dict.fromkeys(KINDS, 0)
    with snapshot():
        for line in _content(Chosen(selection or Selection())):
            encoded = orjson.dumps(line) + b"\n"
            digest.update(encoded)
            if line["type"] in counts:
                counts[line["type"]] += 1
            yield encoded
    trailer = {"type": "trailer", "counts": counts, "sha256": digest.hexdigest()}
    yield orjson.dumps(trailer) + b"\n"


def _content(chosen: Chosen) -> Iterator[Line]:
    yield _header(chosen)
    yield from records.people(chosen)
    yield from records.rooms(chosen)
    yield from records.memberships(chosen)
    for room in places_of(chosen):
        yield from records.messages(chosen, room.id, 0, room.seq)


def _header(chosen: Chosen) -> Line:
    counted = (chosen.people.count(), chosen.rooms.count(), chosen.memberships.count())
    counts: Line = dict(zip(KINDS, counted, strict=False))
    if not chosen.selection.search:  # how many fulfil it is known after the last one
        counts["message"] = chosen.message_count()
    return {
        "type": "header",
        "format": FORMAT,
        "version": VERSION,
        "selection": chosen.selection.model_dump(mode="json"),
        "counts": counts,
        "heads": {
            room.slug: {"id": room.id, "epoch": room.epoch, "seq": room.seq}
            for room in places_of(chosen)
        },
    }
