"""Brings a history in that `export_history` wrote, here or elsewhere."""

import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import CommandError

from chat.archive.opened import Opened
from chat.archive.refusal import RefusedError
from chat.archive.verify import faults_of_files
from chat.management.archive.arrive import Arrive, Report
from chat.management.operator import OperatorCommand
from chat.management.progress import meters
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import RecordAct

logger = logging.getLogger(__name__)

INCOMPLETE = 3  # exit code: the rest is here, but something was skipped


class Command(OperatorCommand):
    """`manage.py import_history history.zip --dry-run`."""

    help = "Bring in an export, a folder or a zip; running it again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would come")
        parser.add_argument(
            "--mapping", type=Path, metavar="JSON", help='who is who: {"ann.old": "ann"}'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it in. Source: django.core.management."""
        mapping = mapping_in(options["mapping"]) if options["mapping"] else {}
        with Opened(options["path"]) as opened:
            fault = next(faults_of_files(opened), None)
            if fault is not None:
                raise RefusedError(f"The export is not whole: {fault}")
            total, dry = opened.manifest.counts.get("message", 0), options["dry_run"]
            if not dry:
                logger.warning("history is imported: %s", opened.manifest.content)
                details = {"content": opened.manifest.content, "messages": total}
                perform_sync(RecordAct(by=operator(), act="history.imported", details=details))
            with meters(self.stderr.write)("Messages", total) as meter:
                report = Arrive(opened, mapping, dry_run=dry).run(meter)
        self.tell(report, dry)

    def tell(self, report: Report, dry: bool) -> None:
        """Say what came and what did not."""
        verb = "would come" if dry else "came"
        for kind, made in report.made.items():
            self.stdout.write(f"{made} {kind} {verb}, {report.met[kind]} were here before.")
        for problem in report.problems:
            self.stderr.write(problem)
        if report.skipped:
            raise CommandError(
                f"{report.skipped} records or files were skipped.", returncode=INCOMPLETE
            )


def mapping_in(path: Path) -> dict[str, str]:
    """Return who is who by a JSON file of user names; raises ``RefusedError``."""
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        raise RefusedError(f'{path} is no mapping: write {{"ann.old": "ann"}}.')
    return found
