"""Runs reads in a bounded pool of threads, each with a database connection of its own."""

import asyncio
import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

from chat.pipeline.commit import unavailable

logger = logging.getLogger(__name__)
T = TypeVar("T")

READ_THREADS = 8  # reads at once in a process; PostgreSQL's pool has room for them and requests
READ_TIMEOUT = 4.5  # seconds; nobody waits longer than five for an answer

_pool = ThreadPoolExecutor(READ_THREADS, thread_name_prefix="read")


async def read(query: Callable[..., T], *args: object, **options: object) -> T:
    """Return ``query(*args, **options)``; raises its ChatErrors, and ``unavailable``.

    It runs in a context of its own: Django would otherwise bind it to a request's thread.
    """
    loop = asyncio.get_running_loop()
    run = contextvars.Context().run
    work = loop.run_in_executor(_pool, lambda: run(_guarded, query, args, options))
    try:
        # Not `wait_for`: before Python 3.12 it may swallow a cancellation when a result arrives.
        async with asyncio.timeout(READ_TIMEOUT):
            return await asyncio.shield(work)
    except TimeoutError:
        work.add_done_callback(_forget)
        raise unavailable() from None


def _forget(work: "asyncio.Future[T]") -> None:
    """Look at a late result, so that its error is not reported as never looked at."""
    if not work.cancelled():
        work.exception()


def _guarded(
    query: Callable[..., T],
    args: tuple[object, ...],
    options: dict[str, object],
    again: bool = True,
) -> T:
    """Run a read; a connection that failed is closed, so that the next read opens another.

    A connection that a restarted database has forgotten fails its first read: that one is
    repeated on a new connection, for reading twice changes nothing.
    """
    try:
        return query(*args, **options)
    except (DatabaseError, InterfaceError) as error:
        stale = connection.connection is not None and not connection.is_usable()
        connection.close()
        if again and stale:
            return _guarded(query, args, options, again=False)
        logger.warning("read failed: %s", type(error).__name__)
        raise unavailable() from error
