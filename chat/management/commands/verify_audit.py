"""Checks that the audit log is what was written: no row changed, moved, deleted or cut off."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from chat.management.operator import OperatorCommand
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import RecordAct
from chat.queries.audit import verify

BROKEN = 3  # exit code: the log was read, and is not what was written
HEAD = re.compile(r"[1-9]\d{0,17}:[0-9a-f]{64}")


class Command(OperatorCommand):
    """`manage.py verify_audit --head 42:9f…` prints the head, or names the first broken row."""

    help = "Check the audit log; exit code 3 where it is not what was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument(
            "--head", metavar="NUMBER:SEAL", help="that the process log has kept: must be reached"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check. Source: django.core.management."""
        head: str | None = options["head"]
        if head is not None and not HEAD.fullmatch(head):
            raise CommandError("A head is a number, a colon and 64 hexadecimal digits.")
        verdict = verify(head)
        if verdict.fault is not None:
            raise CommandError(
                f"{verdict.fault} {verdict.rows} rows before it are whole.", returncode=BROKEN
            )
        self.stdout.write(f"{verdict.rows} rows are what was written. Head {verdict.head}")
        perform_sync(RecordAct(by=operator(), act="audit.verified", details={"rows": verdict.rows}))
