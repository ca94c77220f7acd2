"""Asks for the heads of rooms as the watch does: ``python heads.py ROOMS SECONDS``; prints JSON.

Prints how many rows PostgreSQL told for each second of its own CPU.
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")

ROOMS_AT_ONCE = 4_000  # as many as a process with some hundred people asks for
CLOCK_OF_A_PROCESS = 2  # the kernel's number for what its scheduler has counted


def main() -> None:
    """Make the rooms, then ask for slices of them in turn."""
    django.setup()
    from django.db import connection

    from chat.models import Room
    from chat.queries.rooms import heads

    count, seconds = int(sys.argv[1]), float(sys.argv[2])
    rooms = [Room(slug=f"head-{n}", name=f"Head {n}") for n in range(count)]
    ids = [room.pk for room in Room.objects.bulk_create(rooms, batch_size=500)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE chat_room")
        cursor.execute("SELECT pg_backend_pid()")
        clock = ~cursor.fetchone()[0] << 3 | CLOCK_OF_A_PROCESS
    told, used, until = 0, time.clock_gettime(clock), time.monotonic() + seconds
    while time.monotonic() < until:
        for first in range(0, count, ROOMS_AT_ONCE):
            told += len(heads(ids[first : first + ROOMS_AT_ONCE]))
    sys.stdout.write(json.dumps(told / (time.clock_gettime(clock) - used)))


if __name__ == "__main__":
    main()
