"""Removes all of a person's messages of a period, and says how far it is."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.actions.removals import LAPSED, commands_of, take_removal
from chat.management.operator import OperatorCommand
from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import EndRemoval, RemoveMessages
from chat.protocol.errors import ChatError, not_found
from chat.queries.archive import room_ids, user_named
from chat.queries.removals import next_places, removal_now

LOOK_SECONDS = 0.5  # between looks while a server carries it out


class Command(OperatorCommand):
    """`manage.py remove_messages bob --since 2026-11-24T00:00:00Z --room lounge`."""

    help = "Remove what somebody said in a period; killed, a server or --resume goes on with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("username", nargs="?")
        parser.add_argument("--since", help="like 2026-11-24T02:00:00Z")
        parser.add_argument("--until", help="the same; without, until now")
        parser.add_argument("--room", metavar="SLUG", help="without, everywhere")
        parser.add_argument("--reason", default="", help="for moderators")
        parser.add_argument("--resume", type=int, metavar="ID", help="a removal that has begun")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove. Source: django.core.management."""
        removal = options["resume"] or begin(options)
        found = removal_now(removal)
        while found["state"] == "running":
            self.stderr.write(
                f"Removal {removal}: {found['removed']} removed, {found['left']} left"
            )
            go_on(removal)
            found = removal_now(removal)
        self.stdout.write(f"Removal {removal} is {found['state']}: {found['removed']} removed.")


def begin(options: dict[str, Any]) -> int:
    """Ask for a removal; returns its id. Raises ``ChatError``, ``CommandError``."""
    if not options["username"] or not options["since"]:
        raise CommandError("Name somebody and --since when, or a removal to --resume.")
    command = RemoveMessages(
        by=operator(),
        user=user_named(options["username"]).pk,
        room=room_named(options["room"]) if options["room"] else None,
        since=options["since"],
        until=options["until"],
        reason=options["reason"],
    )
    return int(perform_sync(command).result["removal"]["id"])


def go_on(removal_id: int) -> None:
    """Take it a step further; wait while a server does, or for a database that is away."""
    removal = take_removal(clock.now(), removal_id)
    if removal is None:
        time.sleep(LOOK_SECONDS)
        return
    try:
        for command in commands_of(removal, next_places(removal)):
            perform_sync(command)
    except ChatError as error:
        if error.code in LAPSED:
            perform_sync(EndRemoval(by=operator(), removal=removal_id, state="lapsed"))
        elif error.code not in ("busy", "unavailable"):
            raise


def room_named(slug: str) -> int:
    """Return the id of a room; raises ``not_found``."""
    found = room_ids([slug])
    if slug not in found:
        raise not_found("room")
    return found[slug]
