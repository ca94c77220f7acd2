"""Where an export goes: a folder, a zip or standard output. Nothing is ever overwritten."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.management.base import CommandError

from chat.archive.bundle import write_zip
from chat.archive.manifest import MANIFEST, Manifest
from chat.archive.private import PRIVATE_FILE, create
from chat.archive.signing import SIGNATURE
from chat.management.archive.run import Meters, Order, write_export

UNFINISHED = ".unfinished"  # after the name, until the export is whole


def to_folder(order: Order, place: Path, meters: Meters) -> Manifest:
    """Write an export to a folder that appears when it is whole."""
    refuse_taken(place)
    unfinished = place.with_name(place.name + UNFINISHED)
    manifest = write_export(order, unfinished, meters)
    refuse_taken(place)
    unfinished.rename(place)
    return manifest


def to_zip(order: Order, place: Path, meters: Meters) -> Manifest:
    """Write an export to a zip that appears when it is whole."""
    refuse_taken(place)
    unfinished = place.with_name(place.name + UNFINISHED)
    manifest = write_export(order, unfinished, meters)
    whole = unfinished.with_name(unfinished.name + ".zip")
    with create(whole) as target:
        write_zip(unfinished, paths_of(manifest, unfinished), target)
    try:
        place.hardlink_to(whole)  # unlike a renaming, it never overwrites
    except OSError as refusal:
        raise refused(place, refusal) from refusal
    whole.unlink()
    shutil.rmtree(unfinished)
    return manifest


def to_output(order: Order, meters: Meters) -> Manifest:
    """Write an export to standard output, as a zip."""
    with tempfile.TemporaryDirectory(prefix="export-") as name:
        folder = Path(name) / "export"
        manifest = write_export(order, folder, meters)
        with_reader(lambda: write_zip(folder, paths_of(manifest, folder), sys.stdout.buffer))
    return manifest


def paths_of(manifest: Manifest, folder: Path) -> list[str]:
    """Return what belongs to an export, the manifest first."""
    signature = [SIGNATURE] if (folder / SIGNATURE).exists() else []
    return [MANIFEST, *signature, *manifest.files]


def refuse_taken(place: Path) -> None:
    """Refuse a place where something is, or that cannot be one; raises ``CommandError``."""
    if os.path.lexists(place):
        raise CommandError(f"{place} was not written: File exists.")
    if not place.parent.is_dir():
        raise CommandError(f"{place} was not written: there is no folder {place.parent}.")


def refused(place: Path, refusal: OSError) -> CommandError:
    """Return the sentence on a place that cannot be written to."""
    return CommandError(f"{place} was not written: {refusal.strerror}.")


def write_new(lines: Iterable[bytes], place: Path) -> None:
    """Write lines to a file that must not exist; a broken export leaves none behind."""
    try:
        file = place.open("xb")
    except OSError as refusal:
        raise refused(place, refusal) from refusal
    try:
        with file:
            place.chmod(PRIVATE_FILE)
            file.writelines(lines)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def with_reader(write: Callable[[], object]) -> None:
    """Write to standard output for as long as somebody reads it."""
    try:
        write()
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # who read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.buffer.fileno())


def write_out(lines: Iterable[bytes]) -> None:
    """Write lines to standard output as they come."""
    with_reader(lambda: sys.stdout.buffer.writelines(lines))
