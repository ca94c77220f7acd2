"""What a commit costs without the chat, at the same pace: the floor under a single post's ack."""

import os
import tempfile
import time
from collections.abc import Callable
from statistics import median

import psycopg

from tests.bench.site import Site

PAGE_OF_LOG = b"\0" * 8_192  # bytes; PostgreSQL writes its log in pages of that size
ROW = "A plain message of two hundred characters. " * 5


def commit_ms(here: Site, pace: float, times: int) -> float:
    """Milliseconds in the middle for one row and its COMMIT on an idle PostgreSQL."""
    with psycopg.connect(here.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, text text)")

        def commit() -> None:
            with connection.transaction():
                connection.execute("INSERT INTO floor (text) VALUES (%s)", [ROW])

        found = paced(commit, pace, times)
        connection.execute("DROP TABLE floor")
    return found


def disk_ms(pace: float, times: int) -> float:
    """Milliseconds in the middle for one page of a log, written and flushed to an idle disk."""
    with tempfile.NamedTemporaryFile(prefix="chat-floor-") as file:
        file.write(PAGE_OF_LOG * times)  # a log's file is there before it is filled
        os.fsync(file.fileno())
        file.seek(0)

        def flush() -> None:
            os.write(file.fileno(), PAGE_OF_LOG)
            os.fdatasync(file.fileno())

        return paced(flush, pace, times)


def paced(work: Callable[[], None], pace: float, times: int) -> float:
    """Do some work so many times a second; milliseconds in the middle."""
    taken, due = [], time.perf_counter()
    for _ in range(times):
        due += 1 / pace
        time.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        work()
        taken.append(1_000 * (time.perf_counter() - began))
    return median(taken)
