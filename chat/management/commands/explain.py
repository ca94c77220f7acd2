"""Says whether somebody may do something, and what decides it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from chat.management.operator import OperatorCommand
from chat.models import Room, User
from chat.protocol.policy import ACTIONS, ROOM_ACTIONS
from chat.queries.policy import explain


class Command(OperatorCommand):
    """`manage.py explain bob message.pin lounge` prints the verdict and each step to it."""

    help = "Explain whether somebody may do something, from the policy's own table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("username")
        parser.add_argument("action", choices=tuple(ACTIONS), metavar="ACTION")
        parser.add_argument("room", nargs="?", metavar="ROOM", help="its slug or id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Explain. Source: django.core.management."""
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        room = found(options["room"])
        if room is None and options["action"] in ROOM_ACTIONS:
            raise CommandError(f"{options['action']} is about a room: name one.")
        verdict = explain(user, options["action"], room, timezone.now())
        for step in verdict.trace:
            self.stdout.write(f"- {step}")
        self.stdout.write(f"{options['action']}: {verdict.code or 'allowed'}")


def found(room: str | None) -> Room | None:
    """Return the room of that slug or id; raises ``CommandError``."""
    if room is None:
        return None
    rows = Room.objects.filter(slug=room)
    if not rows and room.isdecimal() and len(room) < 19:
        rows = Room.objects.filter(pk=int(room))
    if not rows:
        raise CommandError(f"There is no room {room!r}.")
    return rows[0]
