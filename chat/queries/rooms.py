"""Which rooms a person may see, and how they stand in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chat.models import Bookmark, Membership, Room, User
from chat.models.clock import clock
from chat.protocol.errors import not_found
from chat.protocol.events import stamp
from chat.protocol.limits import MEMBERSHIPS_PER_USER
from chat.queries.accounts import user_wire
from chat.queries.sanctions import bans_of

Entry = dict[str, Any]

UNREAD_MAX = 1_000  # messages counted per room; the page shows 99+ far earlier


def rooms_visible_to(viewer: User) -> QuerySet[Room]:
    """Return every room the viewer belongs to, and the open ones they are not banned from."""
    mine = Membership.objects.filter(room=OuterRef("pk"), user=viewer)
    found = Q(kind=Room.Kind.OPEN) & ~Exists(bans_of(viewer.pk, OuterRef("pk")))
    return Room.objects.filter(found | Exists(mine))


def room_visible_to(viewer: User, room_id: int) -> Room:
    """Return one visible room; raises ``not_found``."""
    room = rooms_visible_to(viewer).filter(pk=room_id).first()
    if room is None:
        raise not_found("room")
    return room


def heads(room_ids: Iterable[int]) -> dict[int, int]:
    """Return the head of each room: its highest seq."""
    return dict(Room.objects.filter(pk__in=list(room_ids)).values_list("pk", "seq"))


#: The keys of ``room_state``, for whoever takes them out of a room as its viewer sees it.
ROOM_STATE = (
    *("id", "slug", "name", "kind", "topic", "archived", "pins", "callers"),
    *("epoch", "seq"),
)


def room_state(room: Room) -> Entry:
    """Return what is the same of a room for everyone who may see it."""
    return {
        "id": room.pk,
        "slug": room.slug,
        "name": room.name,
        "kind": room.kind,
        "topic": room.topic,
        "archived": room.archived_at is not None,
        "pins": room.pins,
        "callers": room.callers,
        "epoch": room.epoch,
        "seq": room.seq,
    }


def entry(room: Room, membership: Membership | None, unread: int = 0, mentions: int = 0) -> Entry:
    """Return a room as its viewer sees it in `welcome`."""
    if membership is None:
        standing = _standing(0, Membership.Level.MENTIONS.value, None)
    else:
        standing = _standing(membership.read_seq, membership.level, membership.role)
        standing |= _muted(membership) | _placed(membership)
        standing |= silenced_wire(membership.silenced_until)
    return room_state(room) | standing | {"unread": unread, "mentions": mentions}


def silenced_wire(until: datetime | None) -> Entry:
    """Return until when somebody is muted, where they are."""
    return {"silenced_until": stamp(until)} if until and until > clock.now() else {}


def _standing(read: int, level: str, role: str | None) -> Entry:
    """Return how a person stands in a room; only members have a role."""
    return {
        "member": role is not None,
        "read": read,
        "unread": 0,
        "mentions": 0,
        "level": level,
        "role": role,
    }


def _muted(membership: Any) -> Entry:
    """Return until when nothing is told of a room, while that is so."""
    until = membership.muted_until
    return {"muted_until": stamp(until)} if until and until > clock.now() else {}


def _placed(membership: Any) -> Entry:
    """Return where a room stands in its member's sidebar, if not where all rooms do."""
    favourite = {"favourite": True} if membership.favourite else {}
    section = {"section": membership.section_id} if membership.section_id else {}
    return favourite | section


_COUNTS = """
SELECT m.user_id, m.room_id,
  (SELECT count(*) FROM (SELECT 1 FROM chat_message x
    WHERE x.room_id = m.room_id AND x.seq > m.read_seq AND x.author_id <> m.user_id
      AND x.deleted_at IS NULL AND x.thread IS NULL ORDER BY x.seq LIMIT %s) AS few),
  (SELECT count(*) FROM (
    SELECT x.id FROM chat_mention n JOIN chat_message x ON x.id = n.message_id
      WHERE n.user_id = m.user_id AND n.room_id = m.room_id AND n.seq > m.read_seq
        AND x.thread IS NULL
    UNION SELECT x.id FROM chat_mention n JOIN chat_message x ON x.id = n.message_id
      WHERE n.user_id IS NULL AND n.room_id = m.room_id AND n.seq > m.read_seq
        AND x.thread IS NULL AND x.author_id <> m.user_id) AS called)
FROM chat_membership m JOIN chat_room r ON r.id = m.room_id
WHERE m.user_id IN ({users}) AND r.seq > m.read_seq
"""


def counts(user_id: int, room_id: int | None = None) -> dict[int, tuple[int, int]]:
    """Return (unread, mentions) of each room that has moved past its read pointer.

    Replies are not among them: those who follow a thread have a pointer of its own.
    Counted along the index of (room, seq), which PostgreSQL takes only for an order (226 ms a
    welcome without it, with a million messages), and no further than ``UNREAD_MAX``, so that a room
    of ten million messages costs what a room of a thousand does.
    """
    found = _counts([user_id], room_id)
    return {room: counted for (_, room), counted in found.items()}


def _counts(
    user_ids: Sequence[int], room_id: int | None = None
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return (unread, mentions) by person and room."""
    sql = _COUNTS.format(users=", ".join(map(str, user_ids)))
    parameters = [UNREAD_MAX]
    if room_id is not None:
        sql, parameters = f"{sql} AND m.room_id = %s", [UNREAD_MAX, room_id]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {(user, room): (unread, told) for user, room, unread, told in cursor.fetchall()}


def member_entries(user_id: int) -> list[Entry]:
    """Return every room a person belongs to as `welcome` lists it, in four queries."""
    return members_entries([user_id])[user_id]


def members_entries(user_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """Return the same for each of these people, in four queries for all of them."""
    entries: dict[int, list[Entry]] = {user: [] for user in user_ids}
    states: dict[int, Entry] = {}  # each room's once, however many of these people are in it
    moved = False
    rows = Membership.objects.filter(user_id__in=user_ids).order_by("room_id")
    for row in rows.values_list(*_MINE, *_STATE, named=True):
        if (state := states.get(row.room_id)) is None:
            state = states[row.room_id] = _state(row)
        moved = moved or row.room__seq > row.read_seq
        standing = _standing(row.read_seq, row.level, row.role)
        standing |= _muted(row) | _placed(row) | silenced_wire(row.silenced_until)
        entries[row.user_id].append(state | standing)
    if moved:
        _add_counts(entries)
    _add_people([entry for of_one in entries.values() for entry in of_one])
    _add_bookmarks(entries)
    return entries


_MINE = (
    *("user_id", "read_seq", "level", "muted_until", "role", "favourite", "section_id"),
    "silenced_until",
)
_STATE = (
    "room_id",
    "room__slug",
    "room__name",
    "room__kind",
    "room__topic",
    "room__archived_at",
    "room__pins",
    "room__callers",
    "room__epoch",
    "room__seq",
)


def _state(row: Any) -> Entry:
    """Return a row's room as ``room_state`` writes it."""
    return {
        "id": row.room_id,
        "slug": row.room__slug,
        "name": row.room__name,
        "kind": row.room__kind,
        "topic": row.room__topic,
        "archived": row.room__archived_at is not None,
        "pins": row.room__pins,
        "callers": row.room__callers,
        "epoch": row.room__epoch,
        "seq": row.room__seq,
    }


def _add_counts(entries: dict[int, list[Entry]]) -> None:
    """Say what is unread in the rooms that have moved."""
    counted = _counts(list(entries))
    for user, of_one in entries.items():
        for entry in of_one:
            if (found := counted.get((user, entry["id"]))) is not None:
                entry["unread"], entry["mentions"] = found


def _add_bookmarks(entries: dict[int, list[Entry]]) -> None:
    """Name the messages that each person keeps, in the rooms where they keep any."""
    kept: dict[tuple[int, int], list[int]] = {}
    rows = Bookmark.objects.filter(user_id__in=list(entries)).order_by("pk")
    for user, room, seq in rows.values_list("user_id", "room_id", "seq"):
        kept.setdefault((user, room), []).append(seq)
    for user, of_one in entries.items() if kept else ():
        for entry in of_one:
            if (seqs := kept.get((user, entry["id"]))) is not None:
                entry["bookmarks"] = seqs


def _add_people(entries: list[Entry]) -> None:
    """Name the people of direct rooms, which have no name of their own."""
    people: dict[int, list[Entry]] = {
        e["id"]: [] for e in entries if e["kind"] == Room.Kind.DIRECT.value
    }
    if not people:
        return
    rows = Membership.objects.filter(room_id__in=list(people)).select_related("user")
    for m in rows.order_by("room_id", "user_id"):
        people[m.room_id].append(user_wire(m.user))
    for e in entries:
        if e["id"] in people:
            e["users"] = people[e["id"]]


def entry_of(user_id: int, room: Room) -> Entry:
    """Return one room as one person sees it; for a non-member without a standing."""
    membership = Membership.objects.filter(user_id=user_id, room=room).first()
    counted = counts(user_id, room.pk).get(room.pk, (0, 0)) if membership else (0, 0)
    found = entry(room, membership, *counted)
    _add_people([found])
    if membership:
        _add_bookmarks({user_id: [found]})
    return found | {"members_count": room.memberships.count()}


def room_entry(viewer: User, room_id: int) -> Entry:
    """Return one visible room as the viewer sees it; raises ``not_found``."""
    return entry_of(viewer.pk, room_visible_to(viewer, room_id))


def room_entries(viewer: User) -> list[Entry]:
    """Return the viewer's rooms, then the open rooms they could join."""
    entries = member_entries(viewer.pk)
    known = {e["id"] for e in entries}
    open_ones = rooms_visible_to(viewer).filter(kind=Room.Kind.OPEN, archived_at=None)
    others = open_ones.exclude(pk__in=known)
    entries += [entry(room, None) for room in others.order_by("slug")[:MEMBERSHIPS_PER_USER]]
    sizes = _sizes([e["id"] for e in entries])
    return [e | {"members_count": sizes.get(e["id"], 0)} for e in entries]


def _sizes(room_ids: list[int]) -> dict[int, int]:
    rows = Membership.objects.filter(room_id__in=room_ids).values_list("room_id")
    return dict(rows.annotate(Count("pk")))


def room_ids_of(user_id: int) -> list[int]:
    """Return the ids of the rooms a person belongs to."""
    return list(Membership.objects.filter(user_id=user_id).values_list("room_id", flat=True))
