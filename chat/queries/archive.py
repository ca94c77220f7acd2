"""What the operator's commands read: people by name, and the history as it is exported."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.models import Membership, Mention, Message, Reaction, Revision, Room, Upload, User
from chat.protocol.errors import ChatError
from chat.protocol.events import stamp
from chat.queries.accounts import user_wire
from chat.queries.messages import wires, with_authors
from chat.queries.rooms import room_state

Line = dict[str, Any]  # one JSON object of an export, on a line of its own

FORMAT = "chat-history"
VERSION = 1
PAGE = 1_000  # messages in memory at a time; some megabytes, tens at the very most


def user_named(username: str) -> User:
    """Return the account of that name, whatever its case; raises ``not_found``."""
    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        raise ChatError("not_found", "Nobody here is called '{name}'.", name=username)
    return found


def room_ids(slugs: Sequence[str]) -> dict[str, int]:
    """Return the id of each of these rooms that exists, by slug."""
    return dict(Room.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def strangers_to(usernames: Sequence[str]) -> int:
    """Return how many accounts there are beside these."""
    return User.objects.exclude(username__in=usernames).count()


def selected_rooms(slugs: Sequence[str] | None) -> QuerySet[Room]:
    """Return the rooms of those slugs, or all, by slug; direct conversations are never among them.

    Raises ``not_found`` for a slug that is absent or a direct conversation's.
    """
    rooms = Room.objects.exclude(kind=Room.Kind.DIRECT).order_by("slug")
    if slugs is None:
        return rooms
    found = rooms.filter(slug__in=set(slugs))
    missing = sorted(set(slugs) - set(found.values_list("slug", flat=True)))
    if missing:
        raise ChatError(
            "not_found", "No room that can be exported is called '{name}'.", name=missing[0]
        )
    return found


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every read inside see one state of the database, without holding any writer up.

    Not `atomic`: that would take SQLite's one write lock, and PostgreSQL's default isolation
    sees a new state with each statement.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        for statement in _SNAPSHOT[connection.vendor]:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


_SNAPSHOT = {
    "sqlite": ["BEGIN DEFERRED"],
    "postgresql": [
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        # A reader of the export may be slow; only an operator can start one.
        "SET LOCAL idle_in_transaction_session_timeout = 0",
        "SET LOCAL statement_timeout = 0",
    ],
}


def export_lines(slugs: Sequence[str] | None) -> Iterator[bytes]:
    """Yield a whole export, line by line, in constant memory and from one snapshot.

    A header, then people, rooms, memberships and messages, then a trailer with the counts and
    the SHA-256 of every byte before it. Deleted texts and direct conversations are absent.
    """
    digest, counts = hashlib.sha256(), dict.fromkeys(KINDS, 0)
    with snapshot():
        rooms = selected_rooms(slugs)
        for line in _content(rooms, slugs):
            encoded = orjson.dumps(line) + b"\n"
            digest.update(encoded)
            if line["type"] in counts:
                counts[line["type"]] += 1
            yield encoded
    trailer = {"type": "trailer", "counts": counts, "sha256": digest.hexdigest()}
    yield orjson.dumps(trailer) + b"\n"


KINDS = ("person", "room", "membership", "message")


def _content(rooms: QuerySet[Room], slugs: Sequence[str] | None) -> Iterator[Line]:
    everyone = slugs is None
    yield _header(rooms, slugs)
    yield from map(_person, _people(rooms, everyone=everyone).iterator(PAGE))
    yield from map(_room, rooms.iterator(PAGE))
    yield from map(_membership, _memberships(rooms).iterator(PAGE))
    for room_id in rooms.values_list("pk", flat=True):
        yield from _messages(room_id)


def _header(rooms: QuerySet[Room], slugs: Sequence[str] | None) -> Line:
    counted = (
        _people(rooms, everyone=slugs is None).count(),
        rooms.count(),
        _memberships(rooms).count(),
        Message.objects.filter(room__in=_ids(rooms)).count(),
    )
    return {
        "type": "header",
        "format": FORMAT,
        "version": VERSION,
        "selection": sorted(set(slugs)) if slugs is not None else "everything",
        "counts": dict(zip(KINDS, counted, strict=True)),
        "heads": {room.slug: {"epoch": room.epoch, "seq": room.seq} for room in rooms},
    }


def _ids(rooms: QuerySet[Room]) -> QuerySet[Room, int]:
    """Return the rooms as a subquery, so that no list of ids grows with the workspace."""
    return rooms.order_by().values_list("pk", flat=True)


def _people(rooms: QuerySet[Room], *, everyone: bool) -> QuerySet[User]:
    """Return the people an export names: everyone, or who left a trace in its rooms."""
    people = User.objects.order_by("pk")
    if everyone:
        return people
    me, chosen = OuterRef("pk"), _ids(rooms)
    removed = Message.objects.filter(room__in=chosen, deleted_by__isnull=False)
    return people.filter(
        Exists(Membership.objects.filter(user=me, room__in=chosen))
        | Exists(Message.objects.filter(author=me, room__in=chosen))
        | Exists(Mention.objects.filter(user=me, room__in=chosen))
        | Exists(Reaction.objects.filter(user=me, message__room__in=chosen))
        | Q(pk__in=removed.values("deleted_by"))  # one walk: that column has no index
    )


def _memberships(rooms: QuerySet[Room]) -> QuerySet[Membership]:
    return Membership.objects.filter(room__in=_ids(rooms)).order_by("room_id", "user_id")


def _person(user: User) -> Line:
    return {"type": "person"} | user_wire(user) | {"created_at": stamp(user.created_at)}


def _room(room: Room) -> Line:
    return {"type": "room"} | room_state(room) | {"created_at": stamp(room.created_at)}


def _membership(membership: Membership) -> Line:
    return {
        "type": "membership",
        "room": membership.room_id,
        "user": membership.user_id,
        "role": membership.role,
        "level": membership.level,
        "read": membership.read_seq,
        "joined_at": stamp(membership.joined_at),
    }


def _messages(room_id: int) -> Iterator[Line]:
    """Yield a room's messages in seq order, a page of three or four queries at a time."""
    last = 0
    while True:
        rows = list(with_authors().filter(room_id=room_id, seq__gt=last).order_by("seq")[:PAGE])
        if not rows:
            return
        earlier = _revisions(r.id for r in rows if r.edited_at and not r.deleted_at)
        digests = _digests(room_id, [r.seq for r in rows if r.attachments])
        for row, wire in zip(rows, wires(rows), strict=True):
            wire["attachments"] = [a | digests[a["id"]] for a in wire["attachments"]]
            del wire["html"]  # made from the text, so it would only be a second truth
            yield {"type": "message"} | wire | {"revisions": earlier.get(row.id, [])}
        last = rows[-1].seq


def _digests(room_id: int, seqs: list[int]) -> dict[str, Line]:
    """Return what the bytes of each file must hash to, so that a copy of them can be checked."""
    if not seqs:
        return {}
    rows = Upload.objects.filter(room=room_id, seq__in=seqs).values_list("key", "digest")
    return {str(key): {"sha256": digest} for key, digest in rows}


def _revisions(message_ids: Iterable[int]) -> dict[int, list[Line]]:
    """Return the earlier texts of each message, oldest first."""
    grouped: dict[int, list[Line]] = defaultdict(list)
    rows = Revision.objects.filter(message_id__in=list(message_ids)).order_by("replaced_seq")
    for row in rows:
        replaced = {"replaced_at": stamp(row.replaced_at), "replaced_seq": row.replaced_seq}
        grouped[row.message_id].append({"text": row.text} | replaced)
    return grouped
