"""One state of the database for many reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


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
