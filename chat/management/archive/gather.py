"""Writes the records of a selection and the files they name, from one snapshot, part by part."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import orjson

from chat.archive import files
from chat.archive.journal import Journal
from chat.archive.layout import TABLES, Records, parts_of
from chat.archive.manifest import DELETED_MEANWHILE, Head, Part
from chat.archive.private import create, write_lines
from chat.archive.records import KINDS, Line
from chat.management.progress import Meter
from chat.models.upload_bytes import path_of
from chat.queries.archive import records
from chat.queries.archive.chosen import Chosen
from chat.queries.archive.state import Place, places_of, workspace_state

STEP = 500  # messages between two steps of the meter


@dataclass
class Gathered:
    """What was written, and of which state it is."""

    workspace: str = ""
    epoch: str = ""
    heads: dict[str, Head] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*KINDS, "file"), 0))
    parts: dict[str, Part] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def gather_records(folder: Path, chosen: Chosen, journal: Journal, meter: Meter) -> Gathered:
    """Write the records; to be called inside a snapshot.

    A part that an earlier run finished is kept, unless a message of it has changed since: so an
    export that was interrupted is of one state too, that of its last run.
    """
    found = Gathered(*workspace_state())
    tables = (records.people(chosen), records.rooms(chosen), records.memberships(chosen))
    for kind, lines in zip(KINDS, tables, strict=False):
        count = write_lines(folder / TABLES[kind], _encoded(lines))
        found.parts[TABLES[kind]] = journal.note(TABLES[kind], count)
        found.counts[kind] = count
    for room in places_of(chosen):
        found.heads[room.slug] = Head(id=room.id, epoch=room.epoch, seq=room.seq)
        for path, part in _room(folder, chosen, room, journal, meter):
            found.parts[path] = part
            found.counts["message"] += part.records
    return found


def _room(
    folder: Path, chosen: Chosen, room: Place, journal: Journal, meter: Meter
) -> Iterator[tuple[str, Part]]:
    """Write the parts of a room, or keep them."""
    for path, beyond, last in parts_of(room.id, room.seq):
        note = journal.finished(path)
        if note and note["epoch"] == room.epoch and _unchanged(room, beyond, last, note["head"]):
            meter.advance(note["records"])
            yield path, journal.part(path)
            continue
        lines = _counted(records.messages(chosen, room.id, beyond, last), meter)
        count = write_lines(folder / path, _encoded(lines))
        yield path, journal.note(path, count, epoch=room.epoch, head=room.seq)


def _unchanged(room: Place, beyond: int, last: int, head: int) -> bool:
    return head == room.seq or not records.changed_in(room.id, beyond, last, head)


def _encoded(lines: Iterable[Line]) -> Iterator[bytes]:
    for line in lines:
        yield orjson.dumps(line) + b"\n"


def _counted(lines: Iterable[Line], meter: Meter) -> Iterator[Line]:
    waiting = 0
    for line in lines:
        yield line
        waiting += 1
        if waiting == STEP:
            meter.advance(waiting)
            waiting = 0
    meter.advance(waiting)


def gather_files(folder: Path, journal: Journal, found: Gathered, meter: Meter) -> None:
    """Copy the bytes of each file a message carries, and say of each that is missing why."""
    for file in Records(folder).attachments():
        for thumbnail in (False, True) if file["thumbnail"] else (False,):
            path = files.path_of(file, thumbnail=thumbnail)
            source = path_of(UUID(file["id"]), thumbnail=thumbnail)
            if journal.finished(path) is None:
                if not _copied(source, folder / path):
                    found.missing[file["id"]] = _absence(file["id"])
                    continue
                journal.note(path)
            found.files[path] = journal.part(path)
            if not thumbnail and found.files[path].sha256 != file["sha256"]:
                found.missing[file["id"]] = "Its bytes are not those that were sent."
        found.counts["file"] += 1
        meter.advance(1)


def _copied(source: Path, target: Path) -> bool:
    try:
        with source.open("rb") as bytes_sent, create(target) as copy:
            shutil.copyfileobj(bytes_sent, copy)
    except FileNotFoundError:
        return False
    return True


def _absence(key: str) -> str:
    if not records.has_upload(key):
        return DELETED_MEANWHILE
    return "Its bytes are not in the folder of uploads."
