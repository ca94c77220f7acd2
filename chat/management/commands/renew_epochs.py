"""Run after a backup was restored, so that old cursors are recognised as useless."""

from typing import Any

from chat.actions.archive import renew_epochs
from chat.management.operator import OperatorCommand
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import RecordAct


class Command(OperatorCommand):
    """`manage.py renew_epochs` prints how many rooms got a new epoch."""

    help = "Give the workspace and every room a new epoch, after restoring a backup."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew. Source: django.core.management."""
        rooms = renew_epochs()
        details = {"rooms": rooms}
        perform_sync(RecordAct(by=operator(), act="epochs.renewed", details=details))
        self.stdout.write(f"{rooms} rooms and the workspace have a new epoch.")
