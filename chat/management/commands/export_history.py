"""Writes histories: all of it or a selection, in formats that people and programs read."""

import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from chat.archive.formats import FORMATS
from chat.archive.manifest import Manifest
from chat.archive.signing import private_key
from chat.management.archive import places
from chat.management.archive.choice import add_choice, choice_of
from chat.management.archive.run import Meters, Order
from chat.management.operator import OperatorCommand
from chat.management.progress import meters
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import RecordAct
from chat.protocol.limits import COMMENT_CHARACTERS
from chat.queries.archive import export_lines

logger = logging.getLogger(__name__)

INCOMPLETE = 3  # exit code: the export is there, but files that messages name are not in it


class Command(OperatorCommand):
    """`manage.py export_history --room lounge --format slack --output history.zip`."""

    help = "Write histories; direct conversations only with --direct and a reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("--format", action="append", choices=FORMATS, help="may be repeated")
        parser.add_argument("--output", type=Path, metavar="PATH", help="never overwritten")
        parser.add_argument("--sign", type=Path, metavar="PEM", help="an Ed25519 key of yours")
        add_choice(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write. Source: django.core.management."""
        order = self.order(options)
        if order.selection.reason:
            logger.warning("history is exported: %s", order.selection.model_dump_json())
        self.note(order)
        place: Path | None = options["output"]
        if order.formats == ("jsonl",) and (place is None or place.suffix == ".jsonl"):
            if order.key is not None:
                raise CommandError("A stream has no manifest to sign: name a folder or a zip.")
            self.stream(order, place)
            return
        self.close(self.write(order, place, meters(self.stderr.write)))

    def note(self, order: Order) -> None:
        """Note in the audit log what is about to leave; where that fails nothing leaves."""
        chosen = order.selection.model_dump(mode="json", exclude_defaults=True)
        why = chosen.pop("reason", "")[:COMMENT_CHARACTERS]
        details = {"selection": chosen, "formats": list(order.formats)}
        act = RecordAct(by=operator(), act="history.exported", reason=why, details=details)
        perform_sync(act)

    def order(self, options: dict[str, Any]) -> Order:
        """Return what the options ask for; raises ``RefusedError``."""
        formats = tuple(dict.fromkeys(options["format"] or ["jsonl"]))
        key = private_key(options["sign"]) if options["sign"] else None
        return Order(choice_of(options), formats, key)

    def stream(self, order: Order, place: Path | None) -> None:
        """Write records alone, as one stream of lines."""
        lines = export_lines(order.selection)
        if place is None:
            places.write_out(lines)
        else:
            places.write_new(lines, place)

    def write(self, order: Order, place: Path | None, shown: Meters) -> Manifest:
        """Write everything to where it is wanted."""
        if place is None:
            if sys.stdout.isatty():
                raise CommandError("A zip is nothing to look at: name an --output.")
            return places.to_output(order, shown)
        to = places.to_zip if place.suffix == ".zip" else places.to_folder
        return to(order, place, shown)

    def close(self, manifest: Manifest) -> None:
        """Say what was written, and what could not be."""
        counts = manifest.counts
        self.stderr.write(
            f"{counts['message']} messages of {counts['room']} rooms and {counts['person']} people,"
            f" {counts['file']} files; content {manifest.content}."
        )
        for key, why in manifest.missing.items():
            self.stderr.write(f"File {key}: {why}")
        if manifest.gaps:
            raise CommandError(
                "The export is written, but files are missing in it.", returncode=INCOMPLETE
            )
