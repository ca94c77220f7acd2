"""Makes an account; a second run with the same name changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.hashers import make_password

from chat.management.operator import OperatorCommand
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import CreateUser


class Command(OperatorCommand):
    """`manage.py create_user ann --name Ann --role admin` prints the id of the account."""

    help = "Make an account, or find the one of that name; prints its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="how others see it")
        parser.add_argument("--email", default="", help="where password letters go")
        parser.add_argument("--password", default="", help="without one it cannot sign in")
        parser.add_argument("--role", default="member", choices=("member", "moderator", "admin"))
        parser.add_argument("--bot", action="store_true", help="a program that uses tokens")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account. Source: django.core.management."""
        password = options["password"]
        outcome = perform_sync(
            CreateUser(
                by=operator(),
                username=options["username"],
                name=options["name"],
                email=options["email"],
                password=make_password(password) if password else "",
                kind="bot" if options["bot"] else "person",
                role=options["role"],
            )
        )
        if outcome.repeated:
            self.stderr.write("The account was there already; nothing of it was changed.")
        self.stdout.write(str(outcome.result["user"]["id"]))
