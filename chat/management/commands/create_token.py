"""Makes an API token and prints its secret, which is kept nowhere."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.management.operator import OperatorCommand
from chat.pipeline import perform_sync
from chat.protocol.actors import SCOPES, operator
from chat.protocol.commands import CreateToken
from chat.queries.accounts import hash_key, new_secret
from chat.queries.archive import user_named

PREFIX = "chat_"  # tells people and secret scanners what they have found
HINT_CHARACTERS = 9  # the prefix and four more: enough to recognise, useless to guess from


class Command(OperatorCommand):
    """`manage.py create_token ann --scope read,write` prints the token alone, once."""

    help = "Make an API token; prints the token alone on standard output, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("username")
        parser.add_argument("--scope", default="read,write", help=f"of {','.join(SCOPES)}")
        parser.add_argument("--days", type=int, help="until it expires; without, never")
        parser.add_argument("--name", default="made at the command line", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the token. Source: django.core.management."""
        user = user_named(options["username"])
        secret = new_secret(PREFIX)
        perform_sync(
            CreateToken(
                by=operator(user.pk),
                user=user.pk,
                name=options["name"],
                key_hash=hash_key(secret),
                hint=secret[:HINT_CHARACTERS],
                scopes=scopes_of(options["scope"]),
                days=options["days"],
            )
        )
        self.stdout.write(secret)


def scopes_of(text: str) -> list[Any]:
    """Return the scopes of a comma separated list; raises ``CommandError``."""
    chosen = [part.strip() for part in text.split(",") if part.strip()]
    unknown = [part for part in chosen if part not in SCOPES]
    if unknown or not chosen:
        found = f"{unknown[0]!r} is no scope" if unknown else "A token needs a scope"
        raise CommandError(f"{found}; there are {', '.join(SCOPES)}.")
    return chosen
