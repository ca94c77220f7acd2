"""Asks the database what time it is."""

import time

from django.db import connection

from chat.models.clock import clock


def ask_time() -> None:
    """Set this process's clock by the database; beside SQLite there is none but its own."""
    if connection.vendor == "postgresql":
        asked = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            clock.hear(cursor.fetchone()[0], asked)
