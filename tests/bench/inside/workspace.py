"""Fills a workspace: people with sessions and tokens, rooms, memberships. Prints what it made.

``python workspace.py '{"prefix": "a", "rooms": 50, "people": 100, "layout": "parted"}'`` with
the server's environment. Layouts: ``shared``, everybody in every room; ``parted``, each room its
own equal share of the people; ``stairs``, the n-th person in the first ``stairs[n]`` rooms.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")

ROWS_AT_ONCE = 5_000  # SQLite allows 32,766 parameters in one statement


def places(wanted: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield (room, person) of every membership, as positions in their lists."""
    rooms, people = wanted["rooms"], wanted["people"]
    if wanted["layout"] == "shared":
        yield from ((room, person) for room in range(rooms) for person in range(people))
    elif wanted["layout"] == "parted":
        yield from ((person * rooms // people, person) for person in range(people))
    else:
        for person, height in enumerate(wanted["stairs"]):
            yield from ((room, person) for room in range(height))


def fill(wanted: dict[str, Any]) -> dict[str, Any]:
    """Make everything in bulk: no rule is measured here."""
    from chat.models import Membership, Room, User

    prefix = wanted["prefix"]
    users = User.objects.bulk_create(
        [
            User(username=f"{prefix}{i}", name=f"Person {prefix}{i}")
            for i in range(wanted["people"])
        ],
        batch_size=ROWS_AT_ONCE // 10,
    )
    rooms = Room.objects.bulk_create(
        [Room(slug=f"{prefix}-{i}", name=f"Room {prefix}{i}") for i in range(wanted["rooms"])],
        batch_size=ROWS_AT_ONCE // 10,
    )
    Membership.objects.bulk_create(
        [Membership(room=rooms[r], user=users[p]) for r, p in places(wanted)],
        batch_size=ROWS_AT_ONCE // 10,
    )
    secrets = [credentials(user) for user in users]
    return {
        "rooms": [{"id": room.pk, "epoch": room.epoch, "slug": room.slug} for room in rooms],
        "people": [
            {"id": user.pk, "session": session, "token": token}
            for user, (session, token) in zip(users, secrets, strict=True)
        ],
        "places": [[room, person] for room, person in places(wanted)],
    }


def credentials(user: Any) -> tuple[str, str]:
    """Sign a person in, on a device and as a program; returns both secrets."""
    from django.utils import timezone

    from chat.models import Session, Token
    from chat.queries.secrets import hash_key, new_secret

    session, token = new_secret("session_"), new_secret("chat_")
    later = timezone.now() + timedelta(days=1)
    Session.objects.create(
        session_key=hash_key(session), session_data="", user=user, expire_date=later, ends_at=later
    )
    Token.objects.create(
        user=user, name="bench", key_hash=hash_key(token), hint="", scopes=["read", "write"]
    )
    return session, token


def main() -> None:
    """Fill in one transaction."""
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        made = fill(json.loads(sys.argv[1]))
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main()
