"""Writes the history of rooms as JSON lines, streamed, to standard output or a new file."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError

from chat.management.operator import OperatorCommand
from chat.queries.archive import export_lines

PRIVATE = 0o600  # an export holds everything people wrote


class Command(OperatorCommand):
    """`manage.py export_history --room lounge --output lounge.jsonl`."""

    help = "Write the history of rooms as JSON lines; direct conversations are never part of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("--room", action="append", metavar="SLUG", help="may be repeated")
        parser.add_argument("--output", type=Path, metavar="FILE", help="never overwritten")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write. Source: django.core.management."""
        lines, place = export_lines(options["room"]), options["output"]
        if place is None:
            write(lines, sys.stdout.buffer)
        else:
            write_new(lines, place)


def write(lines: Iterable[bytes], target: BinaryIO) -> None:
    """Write the lines as they come."""
    try:
        target.writelines(lines)
        target.flush()
    except BrokenPipeError:  # who read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())


def write_new(lines: Iterable[bytes], place: Path) -> None:
    """Write the lines to a file that must not exist; a broken export leaves none behind."""
    try:
        file = place.open("xb")
    except OSError as refusal:
        raise CommandError(f"{place} was not written: {refusal.strerror}.") from refusal
    try:
        with file:
            place.chmod(PRIVATE)
            write(lines, file)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
