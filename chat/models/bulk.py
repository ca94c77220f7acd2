"""The statements of the hot path: one round trip for any number of rows, on both databases.

Rows travel as arrays (PostgreSQL) or as one JSON text (SQLite), so a statement's own text never
changes with their number. The ORM's `bulk_create` and `bulk_update` write a parameter per value
instead, and `IN` of rooms and people would read every pair of them.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

from chat.models.messages import Message
from chat.models.rooms import Membership, Room
from chat.models.threads import Follow

# In the order of the model, which puts them in their places.
_MEMBERSHIP = (
    *("id", "room_id", "user_id", "role", "level", "read_seq", "joined_seq", "silenced_until"),
)


def standing(
    places: Iterable[tuple[int, int, str | None]],
) -> tuple[dict[tuple[int, int], Membership], list[Message]]:
    """Return what a batch asks of (room, user, client_id or None): one statement for both.

    That is, the memberships of these people in these rooms, and of no others; and what was ever
    posted by them under these client_ids.
    """
    columns = ", ".join(f"m.{name}" for name in _MEMBERSHIP)
    rows = _select(
        f"SELECT {columns}, p.id FROM {{given}} LEFT JOIN chat_membership m"  # nosec B608: ours
        " ON m.room_id = given.a AND m.user_id = given.b LEFT JOIN chat_message p"
        " ON p.room_id = given.a AND p.author_id = given.b AND p.client_id = given.c",
        ("bigint", "bigint", "uuid"),
        [(room, user, client_id and _uuid(client_id)) for room, user, client_id in places],
    )
    found = {(row[1], row[2]): row[:-1] for row in rows if row[0] is not None}
    posted = {row[-1] for row in rows if row[-1] is not None}
    return (
        {
            place: Membership.from_db(None, _MEMBERSHIP, (*row[:-1], _read_time(row[-1])))
            for place, row in found.items()
        },
        list(Message.objects.filter(pk__in=posted)) if posted else [],
    )


def insert_messages(messages: Sequence[Message]) -> None:
    """Insert new messages; their ids stay unknown to them."""
    rows = [
        (
            m.room_id,
            m.seq,
            m.author_id,
            _uuid(str(m.client_id)),
            _time(m.at),
            m.text,
            m.html,
            m.thread,
            orjson.dumps(m.attachments).decode() if m.attachments else None,
        )
        for m in messages
    ]
    attachments = "given.i::jsonb" if connection.vendor == "postgresql" else "given.i"
    _write(
        "INSERT INTO chat_message (room_id, seq, changed_seq,"  # nosec B608: ours
        " author_id, client_id, at, text, html, thread, attachments, replies)"
        f" SELECT a, b, b, c, d, e, f, g, h, {attachments}, 0"
        " FROM {given}",
        ("bigint", "bigint", "bigint", "uuid", "timestamptz", "text", "text", "bigint", "text"),
        rows,
    )


def insert_mentions(mentions: Sequence[tuple[Message, int | None]]) -> None:
    """Insert whom these messages, inserted already, mention; None is everybody."""
    _write(
        "INSERT INTO chat_mention (message_id, user_id, room_id, seq) SELECT m.id, given.c,"
        " m.room_id, m.seq FROM {given} JOIN chat_message m ON m.room_id = given.a"
        " AND m.seq = given.b",
        ("bigint", "bigint", "bigint"),
        [(message.room_id, message.seq, user_id) for message, user_id in mentions],
    )


def update_roots(roots: Iterable[Message]) -> None:
    """Store what replies did to the roots of their threads; a later change keeps its seq."""
    later = "CASE WHEN given.g > changed_seq THEN given.g ELSE changed_seq END"
    repliers = "given.f::jsonb" if connection.vendor == "postgresql" else "given.f"
    _write(
        "UPDATE chat_message SET replies = given.c, last_reply_seq = given.d,"  # nosec B608: ours
        f" last_reply_at = given.e, repliers = {repliers}, changed_seq = {later}"
        " FROM {given} WHERE chat_message.room_id = given.a AND chat_message.seq = given.b",
        ("bigint", "bigint", "bigint", "bigint", "timestamptz", "text", "bigint"),
        [
            (
                m.room_id,
                m.seq,
                m.replies,
                m.last_reply_seq,
                _time(m.last_reply_at) if m.last_reply_at else None,
                orjson.dumps(m.repliers).decode() if m.repliers else None,
                m.changed_seq,
            )
            for m in roots
        ],
    )


def insert_follows(follows: Iterable[Follow]) -> set[tuple[int, int, int]]:
    """Let members follow threads; returns the (user, room, thread) that did not before."""
    rows = _select(
        "INSERT INTO chat_follow (user_id, room_id, thread, read_seq)"
        " SELECT given.a, given.b, given.c, given.d FROM {given} JOIN chat_membership m"
        " ON m.room_id = given.b AND m.user_id = given.a WHERE true"
        " ON CONFLICT DO NOTHING RETURNING user_id, room_id, thread",
        ("bigint", "bigint", "bigint", "bigint"),
        [(f.user_id, f.room_id, f.thread, f.read_seq) for f in follows],
    )
    return {(user, room, thread) for user, room, thread in rows}


def write_heads(rooms: Iterable[Room]) -> None:
    """Store the rooms' seqs."""
    _write(
        "UPDATE chat_room SET seq = given.b FROM {given} WHERE chat_room.id = given.a",
        ("bigint", "bigint"),
        [(room.pk, room.seq) for room in rooms],
    )


def take_viewer_seqs(user_id: int, count: int) -> int:
    """Move a person's viewer_seq on by ``count``; returns where it is now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE chat_user SET viewer_seq = viewer_seq + %s WHERE id = %s RETURNING viewer_seq",
            [count, user_id],
        )
        (last,) = cursor.fetchone() or (0,)
        return int(last)


def _select(sql: str, types: Sequence[str], rows: list[Any]) -> list[tuple[Any, ...]]:
    """Return what a statement finds for the given rows."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_given(sql, types, rows))
        return list(cursor.fetchall())


def _write(sql: str, types: Sequence[str], rows: list[Any]) -> None:
    """Carry a statement out for the given rows."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(*_given(sql, types, rows))


def _given(sql: str, types: Sequence[str], rows: list[Any]) -> tuple[str, list[Any]]:
    """Return a statement with its rows as a table ``given`` of columns a, b, c …"""
    names = "abcdefghi"[: len(types)]
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in types)
        table = f"unnest({arrays}) AS given({', '.join(names)})"
        return sql.format(given=table), [list(column) for column in zip(*rows, strict=True)]
    columns = ", ".join(f"json_extract(value, '$[{i}]') AS {n}" for i, n in enumerate(names))
    table = f"(SELECT {columns} FROM json_each(%s)) AS given"  # nosec B608: names of ours
    return sql.format(given=table), [orjson.dumps(rows).decode()]


def _uuid(client_id: str) -> str:
    """Return a UUID as its column holds it."""
    return client_id if connection.vendor == "postgresql" else client_id.replace("-", "")


def _read_time(stored: datetime | None) -> datetime | None:
    """Return a time from what its column holds; SQLite's has no zone."""
    return stored.replace(tzinfo=UTC) if stored and stored.tzinfo is None else stored


def _time(at: datetime) -> Any:
    """Return a time as its column holds it."""
    return at if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(at)
