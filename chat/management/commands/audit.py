"""Writes the audit log, or a choice of it, as lines of JSON."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

import orjson
from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils import timezone

from chat.management.operator import OperatorCommand
from chat.models import AuditEntry, Room, User
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.acts import ACTS
from chat.protocol.commands import RecordAct
from chat.queries.audit import ROWS_AT_ONCE, entry_record


class Command(OperatorCommand):
    """`manage.py audit --days 1 --act sanction.imposed` writes a line for each entry."""

    help = "Write the audit log as lines of JSON, oldest first; that is itself an entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("--days", type=int, metavar="N", help="nothing older than N days")
        parser.add_argument("--by", metavar="NAME", help="only what this person did")
        parser.add_argument("--person", metavar="NAME", help="only what was done to this person")
        parser.add_argument("--room", metavar="SLUG", help="only what was done in this room")
        parser.add_argument("--act", action="append", choices=tuple(ACTS), metavar="ACT")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write. Source: django.core.management."""
        entries = chosen(options)
        asked = ("days", "by", "person", "room", "act")
        details = {name: options[name] for name in asked if options[name] is not None}
        perform_sync(RecordAct(by=operator(), act="audit.exported", details={"asked": details}))
        last = 0
        while page := list(entries.filter(number__gt=last).order_by("number")[:ROWS_AT_ONCE]):
            for entry in page:
                self.stdout.write(orjson.dumps(entry_record(entry)).decode())
            last = page[-1].number


def chosen(options: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Return the entries that the options choose; raises ``CommandError``."""
    entries = AuditEntry.objects.all()
    if options["days"] is not None:
        entries = entries.filter(at__gte=timezone.now() - timedelta(days=options["days"]))
    if options["by"] is not None:
        entries = entries.filter(by=person(options["by"]))
    if options["person"] is not None:
        entries = entries.filter(person=person(options["person"]))
    if options["room"] is not None:
        room = Room.objects.filter(slug=options["room"]).first()
        if room is None:
            raise CommandError(f"There is no room {options['room']!r}.")
        entries = entries.filter(room=room.pk)
    return entries.filter(act__in=options["act"]) if options["act"] else entries


def person(username: str) -> int:
    """Return an account's id; raises ``CommandError``."""
    user = User.objects.filter(username=username.lower()).first()
    if user is None:
        raise CommandError(f"There is no account {username!r}.")
    return user.pk
