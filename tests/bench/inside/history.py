"""Writes a history into a room by one SQL statement: ``python history.py ROOM COUNT searched``.

Messages of about 200 characters by all members in turn, as quickly as the database can. All
have read them but for a few, save the last member, who has read nothing. ``searched`` indexes
them for the search, as a server does it by and by, here with every core; ``plain`` does not.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {last})
SELECT {room}, i, i, {author} + i % {authors}, {uuid}, {at}, {words}, '<p>' || {words} || '</p>',
    NULL, 0 FROM n
"""


def write(room: int, count: int, searched: bool) -> None:
    """Insert the messages, move the room's head, and let the database look at what it has."""
    from django.db import connection

    from chat.models import Membership

    members = Membership.objects.filter(room_id=room).order_by("user_id")
    ids = list(members.values_list("user_id", flat=True))
    uuid, at = DIALECTS[connection.vendor]
    statement = STATEMENT.format(
        last=count,
        room=room,
        author=ids[0],
        authors=min(len(ids), ids[-1] - ids[0] + 1),
        uuid=uuid,
        at=at,
        words=WORDS,
    )
    with unhurried() as cursor:
        cursor.execute(statement)
        cursor.execute(f"UPDATE chat_room SET seq = {count} WHERE id = {room}")
        cursor.execute(
            f"UPDATE chat_membership SET read_seq = {max(0, count - UNREAD)}"
            f" WHERE room_id = {room} AND user_id < {ids[-1]}"
        )
    if searched:
        index()
    with unhurried() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


@contextmanager
def unhurried() -> Iterator[Any]:
    """A cursor whose statements may take minutes and need not wait for the disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET synchronous_commit = off")
        yield cursor


def index() -> None:
    """Index every full block, where the revision under measurement has an index."""
    from django.db import connection

    try:
        from chat.queries.search_index import span_of_blocks
    except ImportError:
        return
    first, filling = span_of_blocks() or (0, 0)
    parts = len(os.sched_getaffinity(0)) if connection.vendor == "postgresql" else 1
    shares = [range(first + part, filling, parts) for part in range(parts)]
    apart = multiprocessing.get_context("spawn")  # each with connections of its own
    with apart.Pool(parts, initializer=django.setup) as pool:
        pool.map(index_share, shares)


def index_share(blocks: range) -> None:
    """Index those of some blocks that are not."""
    from chat.actions import search
    from chat.models import SearchBlock

    indexed = set(SearchBlock.objects.values_list("pk", flat=True))
    missing = iter([number for number in blocks if number not in indexed])
    vars(search)["missing_block"] = lambda: next(missing, None)
    while search.index_next():
        pass


if __name__ == "__main__":
    django.setup()
    write(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "searched")
