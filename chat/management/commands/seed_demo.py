"""Makes a small workspace to look at, and on request a large one of real messages."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.management.demo import chitchat, load
from chat.management.demo.cast import PEOPLE
from chat.management.demo.workspace import Demonstration, seed
from chat.management.operator import OperatorCommand
from chat.management.progress import meter
from chat.queries.archive import strangers_to


class Command(OperatorCommand):
    """`manage.py seed_demo [--chitchat] [--force]` prints the logins it made."""

    help = "Make a workspace to look at: people, rooms and talk. Prints the logins, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("--chitchat", action="store_true", help="add 258,145 real messages")
        parser.add_argument("--force", action="store_true", help="also where people are at work")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing. Source: django.core.management."""
        archive = chitchat.Archive(chitchat.read()) if options["chitchat"] else None
        known = [person.username for person in PEOPLE] + chitchat.usernames()
        if strangers_to(known) and not options["force"]:
            raise CommandError("People are at work in this workspace; --force adds the demo to it.")
        demo = seed(self.stdout.write)
        self.print_logins(demo)
        if archive is not None:
            self.load(archive, demo)

    def print_logins(self, demo: Demonstration) -> None:
        """Print each new login; those from before keep their passwords."""
        for person in PEOPLE:
            if person.username in demo.passwords:
                password = demo.passwords[person.username]
                self.stdout.write(f"{person.username:<8} {password}  ({person.role})")
        if not demo.passwords:
            self.stdout.write("The accounts were there before; their passwords stay.")

    def load(self, archive: chitchat.Archive, demo: Demonstration) -> None:
        """Load the real messages and say how fast that went."""
        users = load.make_people(archive)
        rooms = load.make_rooms(archive, demo.ids["ann"])
        load.join_rooms(archive, users, rooms)
        self.stdout.write(f"{len(users)} people in {len(rooms)} rooms.")
        with meter("Messages", archive.size, self.stdout.write, bar=sys.stdout.isatty()) as steps:
            stored, repeated, refused = load.post_all(archive, users, rooms, steps)
        self.stdout.write(
            f"{stored} messages in {steps.seconds:.1f} s: {steps.rate:.0f} a second; "
            f"{repeated} were there before, {refused} are empty and were refused."
        )
