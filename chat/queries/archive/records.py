"""The history as the records of an export: line by line, in constant memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from chat.archive.records import Line
from chat.models import Membership, Message, Revision, Room, Upload, User
from chat.protocol.events import stamp
from chat.queries.archive.chosen import Chosen
from chat.queries.messages import last_reply, marks_of

PAGE = 1_000  # messages in memory at a time; some megabytes, tens at the very most


def people(chosen: Chosen) -> Iterator[Line]:
    """Yield the people."""
    return map(_person, chosen.people.iterator(PAGE))


def rooms(chosen: Chosen) -> Iterator[Line]:
    """Yield the rooms."""
    return map(_room, chosen.rooms.iterator(PAGE))


def memberships(chosen: Chosen) -> Iterator[Line]:
    """Yield the memberships."""
    return map(_membership, chosen.memberships.iterator(PAGE))


def messages(chosen: Chosen, room_id: int, beyond: int, last: int) -> Iterator[Line]:
    """Yield a room's messages from beyond a seq up to another, a page of some queries at a time."""
    query = chosen.selection.query()
    while True:
        rows = list(chosen.rows(room_id, beyond, last)[:PAGE])
        if not rows:
            return
        beyond = rows[-1].seq
        kept = rows if query is None else [row for row in rows if query.matches(row.text)]
        yield from _messages(room_id, kept)


def changed_in(room_id: int, beyond: int, last: int, head: int) -> bool:
    """Return whether a message of that range changed after the room stood at a head."""
    rows = Message.objects.filter(room=room_id, changed_seq__gt=head)
    return rows.filter(seq__gt=beyond, seq__lte=last).exists()


def has_upload(key: str) -> bool:
    """Return whether a file is still known, outside any snapshot."""
    return Upload.objects.filter(key=key).exists()


def _person(user: User) -> Line:
    profile = getattr(user, "profile", None)
    return {
        "type": "person",
        "id": user.pk,
        "username": user.username,
        "name": user.display_name,
        "kind": user.kind,
        "role": user.role,
        "active": user.is_active,
        "title": profile.title if profile else "",
        "pronouns": profile.pronouns if profile else "",
        "time_zone": profile.time_zone if profile else "",
        "created_at": stamp(user.created_at),
    }


def _room(room: Room) -> Line:
    people = [int(key) for key in (room.direct_key or "").split(",") if key]
    return {
        "type": "room",
        "id": room.pk,
        "slug": room.slug,
        "name": room.name,
        "kind": room.kind,
        "topic": room.topic,
        "people": people,
        "epoch": room.epoch,
        "seq": room.seq,
        "changed_seq": room.changed_seq,
        "pins": room.pins,
        "created_at": stamp(room.created_at),
        "archived_at": stamp(room.archived_at) if room.archived_at else None,
    }


def _membership(membership: Membership) -> Line:
    return {
        "type": "membership",
        "room": membership.room_id,
        "user": membership.user_id,
        "role": membership.role,
        "level": membership.level,
        "read": membership.read_seq,
        "joined_seq": membership.joined_seq,
        "joined_at": stamp(membership.joined_at),
    }


def _messages(room_id: int, rows: list[Any]) -> Iterator[Line]:
    reactions, mentions = marks_of(row.id for row in rows) if rows else ({}, {})
    earlier = _revisions(r.id for r in rows if r.edited_at and not r.deleted_at)
    digests = _digests(room_id, [r.seq for r in rows if r.attachments])
    for row in rows:
        marks = {"reactions": reactions.get(row.id, []), "mentions": mentions.get(row.id, [])}
        files = [a | digests[a["id"]] for a in row.attachments or []]
        yield _message(row) | {"attachments": files} | marks | {"revisions": earlier[row.id]}


def _message(row: Any) -> Line:
    deleted = None
    if row.deleted_at:
        deleted = {"at": stamp(row.deleted_at), "by": row.deleted_by_id}
    return {
        "type": "message",
        "room": row.room_id,
        "seq": row.seq,
        "changed_seq": row.changed_seq,
        "client_id": str(row.client_id),
        "author": row.author_id,
        "at": stamp(row.at),
        "text": row.text,
        "thread": row.thread,
        "replies": row.replies,
        "last_reply": last_reply(row),
        "edited_at": stamp(row.edited_at) if row.edited_at else None,
        "deleted": deleted,
        "pinned_at": stamp(row.pinned_at) if row.pinned_at else None,
        "pinned_by": row.pinned_by_id,
    }


def _digests(room_id: int, seqs: list[int]) -> dict[str, Line]:
    """Return what the bytes of each file must hash to, so that a copy of them can be checked."""
    if not seqs:
        return {}
    rows = Upload.objects.filter(room=room_id, seq__in=seqs).values_list("key", "digest")
    return {str(key): {"sha256": digest} for key, digest in rows}


def _revisions(message_ids: Iterable[int]) -> defaultdict[int, list[Line]]:
    """Return the earlier texts of each message, oldest first."""
    grouped: defaultdict[int, list[Line]] = defaultdict(list)
    rows = Revision.objects.filter(message_id__in=list(message_ids)).order_by("replaced_seq")
    for row in rows:
        replaced = {"replaced_at": stamp(row.replaced_at), "replaced_seq": row.replaced_seq}
        grouped[row.message_id].append({"text": row.text} | replaced)
    return grouped
