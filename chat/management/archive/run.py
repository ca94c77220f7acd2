"""Writes one export into a folder that gets its name when it is whole."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chat import __version__
from chat.archive.formats import FORMATS
from chat.archive.formats.base import Edition
from chat.archive.journal import JOURNAL, Journal
from chat.archive.layout import RECORDS, Records
from chat.archive.manifest import MANIFEST, Manifest, Part, content_digest
from chat.archive.private import create
from chat.archive.selection import Selection
from chat.archive.signing import SIGNATURE, sign
from chat.management.archive.gather import Gathered, gather_files, gather_records
from chat.management.progress import Meter
from chat.queries.archive.chosen import Chosen
from chat.queries.archive.snapshot import snapshot

Meters = Callable[[str, int], AbstractContextManager[Meter]]  # what is counted, and how many


@dataclass(frozen=True)
class Order:
    """What to export, and as what."""

    selection: Selection
    formats: tuple[str, ...]
    key: Ed25519PrivateKey | None = None  # signs the manifest

    def intent(self) -> dict[str, object]:
        """What a later run must have in common with this one to continue it."""
        chosen = self.selection.model_dump(mode="json")
        return {"program": __version__, "selection": chosen, "formats": list(self.formats)}


def write_export(order: Order, folder: Path, meters: Meters) -> Manifest:
    """Write an export, or what is still lacking of it, into a folder of its own.

    Raises ``RefusedError`` where the folder belongs to another export, and ``ChatError``.
    """
    chosen = Chosen(order.selection)
    with Journal(folder, order.intent()) as journal:
        with snapshot(), meters("Messages", chosen.message_count()) as meter:
            found = gather_records(folder, chosen, journal, meter)
        if any(FORMATS[name].files for name in order.formats):
            files = sum(1 for _ in Records(folder).attachments())
            with meters("Files", files) as meter:
                gather_files(folder, journal, found, meter)
        made = _formats(order, folder, journal, found, meters)
        manifest = _manifest(order, found, made)
        with create(folder / MANIFEST) as file:
            file.write(manifest.written())
        if order.key is not None:
            with create(folder / SIGNATURE) as file:
                file.write(sign(order.key, manifest.written()))
        _clear(folder, journal, manifest)
    return manifest


def _formats(
    order: Order, folder: Path, journal: Journal, found: Gathered, meters: Meters
) -> dict[str, Part]:
    """Make the files of each format; those of an earlier run are kept if their records are."""
    messages = found.counts["message"]
    edition = Edition(Records(folder), found.workspace, messages, order.selection.deleted)
    source, made = content_digest(found.parts.items()), dict[str, Part]()
    for name in order.formats:
        with meters(f"Messages as {name}", messages) as meter:
            for piece in FORMATS[name].pieces(edition):
                note = journal.finished(piece.path)
                if note is None or note["source"] != source:
                    with create(folder / piece.path) as file:
                        piece.write(file)
                    journal.note(piece.path, source=source)
                made[piece.path] = journal.part(piece.path)
                meter.advance(piece.messages)
    return made


def _manifest(order: Order, found: Gathered, made: dict[str, Part]) -> Manifest:
    kept = {path: part for path, part in found.parts.items() if part.bytes}
    records = kept if "jsonl" in order.formats else {}
    return Manifest(
        program=__version__,
        workspace=found.workspace,
        epoch=found.epoch,
        exported_at=datetime.now(UTC),
        selection=order.selection,
        formats=order.formats,
        heads=found.heads,
        counts=found.counts,
        content=content_digest(kept.items()),
        files=dict(sorted((records | found.files | made).items())),
        missing=found.missing,
        left_out={name: FORMATS[name].left_out for name in order.formats},
    )


def _clear(folder: Path, journal: Journal, manifest: Manifest) -> None:
    """Remove what an earlier run wrote and this one has no use for, then the journal."""
    for path in journal.paths:
        if path not in manifest.files:
            (folder / path).unlink(missing_ok=True)
    for empty in sorted((folder / RECORDS).rglob("*"), reverse=True):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()
    if (folder / RECORDS).is_dir() and not any((folder / RECORDS).iterdir()):
        (folder / RECORDS).rmdir()
    (folder / JOURNAL).unlink()
