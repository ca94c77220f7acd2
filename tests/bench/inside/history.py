"""Writes a history into a room by one SQL statement: ``python history.py ROOM FIRST COUNT``.

Messages of about 200 characters by all accounts in turn, as quickly as the database can. All
have read them but for a few, save the last member, who has read nothing. They are indexed for
the search, as a server does it by and by.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")

UNREAD = 5  # messages; as for somebody who looks in every few minutes

# What differs between the databases: a UUID and a time made from a number.
DIALECTS = {
    "postgresql": (
        "lpad(to_hex(i), 32, '0')::uuid",
        "timestamptz '2020-01-01 00:00:00+00' + i * interval '1 second'",
    ),
    "sqlite": ("printf('%032x', i)", "datetime('2020-01-01', '+' || i || ' seconds')"),
}
WORDS = (
    "'Note ' || i || ': this is a plain message, as people write them all day long, with nothing"
    " special in it at all, only words and some more words, and one of them is word'"
    " || (i * 7919 % 5003) || ', until it is full.'"
)
STATEMENT = """
INSERT INTO chat_message (room_id, seq, changed_seq, author_id, client_id, at, text, html,
    thread, replies)
WITH RECURSIVE n(i) AS (SELECT CAST({first} AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {last})
SELECT {room}, i, i, {author} + i % {authors}, {uuid}, {at}, {words}, '<p>' || {words} || '</p>',
    NULL, 0 FROM n
"""


def write(room: int, first: int, count: int) -> None:
    """Insert the messages, move the room's head, and let the database look at what it has."""
    from django.db import connection

    from chat.models import User

    ids = list(User.objects.order_by("pk").values_list("pk", flat=True))
    uuid, at = DIALECTS[connection.vendor]
    last = first + count - 1
    statement = STATEMENT.format(
        first=first,
        last=last,
        room=room,
        author=ids[0],
        authors=min(len(ids), ids[-1] - ids[0] + 1),
        uuid=uuid,
        at=at,
        words=WORDS,
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET synchronous_commit = off")
        cursor.execute(statement)
        cursor.execute(f"UPDATE chat_room SET seq = {last} WHERE id = {room}")
        cursor.execute(
            f"UPDATE chat_membership SET read_seq = {last - UNREAD}"
            f" WHERE room_id = {room} AND user_id < {ids[-1]}"
        )
        index()
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def index() -> None:
    """Index every full block, where the revision under measurement has an index."""
    try:
        from chat.actions.search import index_next
    except ImportError:
        return
    while index_next():
        pass


if __name__ == "__main__":
    django.setup()
    write(*map(int, sys.argv[1:]))
