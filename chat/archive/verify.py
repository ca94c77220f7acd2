"""Checks an export by itself: its hashes, its counts, and whether its records fit together."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import ValidationError

from chat.archive import files
from chat.archive.layout import MESSAGES, RECORDS, TABLES, parts_of
from chat.archive.manifest import Manifest, content_digest
from chat.archive.opened import Opened
from chat.archive.records import RECORD, Membership, Message, Person, Room
from chat.archive.refusal import RefusedError


def faults_of_files(opened: Opened) -> Iterator[str]:
    """Yield a sentence for each file that is not what the manifest says, and for strangers."""
    manifest = opened.manifest
    for path, part in manifest.files.items():
        try:
            if opened.measured(path) != part:
                yield f"{path} is not what the manifest says: it was changed or cut off."
        except RefusedError as refusal:
            yield str(refusal)
    for name in opened.unlisted():
        yield f"{name} does not belong to the export: the manifest does not list it."
    records = [(p, part) for p, part in manifest.files.items() if p.startswith(f"{RECORDS}/")]
    if "jsonl" in manifest.formats and content_digest(records) != manifest.content:
        yield "The manifest contradicts itself: its content is not the hash of its records."


@dataclass
class Reading:
    """What was seen of the records so far."""

    people: set[int] = field(default_factory=set)
    rooms: dict[int, Room] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def faults_of_records(opened: Opened) -> Iterator[str]:
    """Yield a sentence for each record that cannot be, or does not fit the others."""
    if "jsonl" not in opened.manifest.formats:
        return
    seen = Reading()
    try:
        for path in TABLES.values():
            yield from _table(opened, path, seen)
        for head in opened.manifest.heads.values():
            yield from _room(opened, head.id, seen)
    except RefusedError:
        return  # the files tell of it
    for kind, count in opened.manifest.counts.items():
        if kind != "file" and seen.counts[kind] != count:
            yield f"There are {seen.counts[kind]} records of kind {kind}, not {count}."
    yield from _heads(opened.manifest, seen)


def _heads(manifest: Manifest, seen: Reading) -> Iterator[str]:
    told = {slug: (head.id, head.epoch, head.seq) for slug, head in manifest.heads.items()}
    read = {room.slug: (room.id, room.epoch, room.seq) for room in seen.rooms.values()}
    if told != read:
        yield "The rooms of the manifest are not those of the records."


def _parsed(
    opened: Opened, path: str
) -> Iterator[tuple[str, Person | Room | Membership | Message | None, str]]:
    """Yield where each record stands, what it is, and what is wrong with it."""
    for number, line in enumerate(opened.lines(path), 1):
        place = f"{path}, line {number}"
        try:
            yield place, RECORD.validate_json(line), ""
        except ValidationError as mistake:
            first = mistake.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"]))[:100]
            yield place, None, f"{place}: {where}: {first['msg']}."


def _table(opened: Opened, path: str, seen: Reading) -> Iterator[str]:
    if path not in opened.manifest.files:
        return
    for place, record, wrong in _parsed(opened, path):
        match record:
            case None:
                yield wrong
                continue
            case Person():
                seen.people.add(record.id)
            case Room():
                seen.rooms[record.id] = record
            case Membership():
                if record.room not in seen.rooms or record.user not in seen.people:
                    yield f"{place}: it is of a room or a person that is not in the export."
        seen.counts[record.type] += 1
        if TABLES.get(record.type) != path:
            yield f"{place}: a record of kind {record.type} does not stand here."


def _room(opened: Opened, room_id: int, seen: Reading) -> Iterator[str]:
    room, thread = seen.rooms.get(room_id), Threads(opened.manifest.selection.whole)
    if room is None:
        return
    last = 0
    for path, beyond, until in parts_of(room_id, room.seq):
        if path not in opened.manifest.files:
            continue
        for place, record, wrong in _parsed(opened, path):
            if not isinstance(record, Message):
                yield wrong or f"{place}: it is no message."
                continue
            seen.counts["message"] += 1
            if not max(last, beyond) < record.seq <= min(until, room.seq):
                yield f"{place}: seq {record.seq} does not follow {last}, or is out of its part."
            last = record.seq
            yield from (f"{place}: {w}" for w in _message(opened, record, room, seen.people))
            yield from (f"{place}: {w}" for w in thread.add(record))
    yield from (f"{MESSAGES}/{room_id}: {wrong}" for wrong in thread.end())


def _message(opened: Opened, message: Message, room: Room, people: set[int]) -> Iterator[str]:
    """Yield what is wrong with a message by itself."""
    if message.room != room.id:
        yield "it is of another room."
    if not message.seq <= message.changed_seq <= room.seq:
        yield "its changed_seq is not between its seq and the head of the room."
    if message.deleted and (message.text or message.revisions or message.reactions):
        yield "it is deleted and still says something."
    named = {message.author, *message.mentions, *(u for r in message.reactions for u in r.users)}
    if not named <= people:
        yield "it names a person who is not in the export."
    for file in message.attachments:
        path = files.path_of({"id": file.id, "type": file.type})
        listed = opened.manifest.files.get(path)
        if file.id not in opened.manifest.missing and (
            listed is None or listed.sha256 != file.sha256
        ):
            yield f"its file {file.id} is not in the export, or has other bytes."


class Threads:
    """Counts the replies of a room; where messages were left out there is nothing to count."""

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._told: dict[int, int] = {}  # by root: replies it says it has
        self._seen: Counter[int] = Counter()

    def add(self, message: Message) -> Iterator[str]:
        """Note a message; yields what is wrong with its place in a thread."""
        if not self._whole:
            return
        if message.thread is None:
            if message.replies:
                self._told[message.seq] = message.replies
        elif message.thread >= message.seq:
            yield "it answers a later message."
        elif message.deleted is None:
            self._seen[message.thread] += 1

    def end(self) -> Iterator[str]:
        """Yield what is wrong with the numbers of replies."""
        for root in sorted({*self._told, *self._seen}):
            told, seen = self._told.get(root, 0), self._seen[root]
            if told != seen:
                yield f"message {root} says it has {told} replies, and there are {seen}."
