"""Checks an export: its signature, hashes, counts and records, and on request the database."""

from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from chat.archive.opened import Opened
from chat.archive.refusal import RefusedError
from chat.archive.signing import public_key, signer
from chat.archive.verify import faults_of_files, faults_of_records
from chat.management.archive.compare import compare
from chat.management.operator import OperatorCommand

FAULTS_SHOWN = 50  # more say nothing new; the count of all would need all of them


class Command(OperatorCommand):
    """`manage.py verify_export history.zip --public-key operator.pem`."""

    help = "Check that an export, a folder or a zip, is whole and fits together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments. Source: django.core.management."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--public-key", type=Path, metavar="PEM", help="whose it must be")
        parser.add_argument(
            "--against-database", action="store_true", help="every message must be the same there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check. Source: django.core.management."""
        with Opened(options["path"]) as opened:
            self.check_signature(opened, options["public_key"])
            self.refuse(faults_of_files(opened))
            self.stdout.write(f"{len(opened.manifest.files)} files are as they were written.")
            self.refuse(faults_of_records(opened))
            self.tell(opened)
            if options["against_database"]:
                self.compare(opened)

    def check_signature(self, opened: Opened, key: Path | None) -> None:
        """Say who signed it; raises ``RefusedError`` where somebody else had to."""
        if opened.signature is None:
            if key is not None:
                raise RefusedError("The export is not signed.")
            self.stdout.write("It is not signed.")
            return
        expected = public_key(key) if key else None
        name = signer(opened.signature, opened.written, expected)
        whose = "as it must be" if expected else "compare it with the one you know"
        self.stdout.write(f"Signed with the key {name}: {whose}.")

    def refuse(self, faults: Any) -> None:
        """Show what is wrong; raises ``CommandError`` if anything is."""
        shown = list(islice(faults, FAULTS_SHOWN))
        for fault in shown:
            self.stderr.write(fault)
        if shown:
            more = "more than " if len(shown) == FAULTS_SHOWN else ""
            raise CommandError(f"The export is not whole: {more}{len(shown)} faults.")

    def tell(self, opened: Opened) -> None:
        """Say what was counted."""
        counts, manifest = opened.manifest.counts, opened.manifest
        if "jsonl" in manifest.formats:
            self.stdout.write(
                f"{counts['message']} messages of {counts['room']} rooms fit together."
            )
        for key, why in manifest.missing.items():
            self.stdout.write(f"File {key}: {why}")
        self.stdout.write(f"Content {manifest.content}.")

    def compare(self, opened: Opened) -> None:
        """Hold it against the database; raises ``CommandError`` if it is another."""
        if "jsonl" not in opened.manifest.formats:
            raise CommandError("Only records can be compared: this export has no jsonl.")
        found = compare(opened)
        self.refuse(found.faults)
        self.stdout.write(
            f"{found.equal} messages are the same in the database,"
            f" {found.changed} have changed since."
        )
