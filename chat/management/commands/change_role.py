"""Gives an account another role; the only way to an owner and back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.management.operator import OperatorCommand
from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import RANKS, operator
from chat.protocol.commands import ChangeRole


class Command(OperatorCommand):
    """`manage.py change_role ann owner` says nothing when it is done."""

    help = "Give an account another role, effective at once on every open page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("username")
        parser.add_argument("role", choices=tuple(RANKS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Give the role. Source: django.core.management."""
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        outcome = perform_sync(ChangeRole(by=operator(), user=user.pk, role=options["role"]))
        if outcome.repeated:
            self.stderr.write("The account had that role already.")
