"""Changes a password through the rule, so that whoever is signed in with the old one is out."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from chat.management.operator import OperatorCommand
from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import SetPassword
from chat.queries.archive import user_named


class Command(OperatorCommand):
    """`manage.py changepassword ann`; stands in for Django's command of that name."""

    help = "Change a password; every session of that person ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the password and change it. Source: django.core.management."""
        user = user_named(options["username"])
        password = make_password(asked_for(user))
        perform_sync(SetPassword(by=operator(user.pk), user=user.pk, password=password))
        self.stdout.write(f"The password of {user.username} is changed.")


def asked_for(user: User) -> str:
    """Return a password typed twice at the terminal; raises ``CommandError``."""
    password = getpass.getpass("New password: ")
    if password != getpass.getpass("The same again: "):
        raise CommandError("The two are not the same; nothing was changed.")
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise CommandError(" ".join(refusal.messages)) from refusal
    return password
