"""Compiles the catalogues of sentences when they have changed, so that nothing else has to."""

import hashlib
import os
from pathlib import Path


def compiled(source: Path, place: Path) -> Path:
    """Return the folder with the compiled catalogues of ``source``, made where they are not yet.

    Processes that start together may all make them: each file appears whole, with one content.
    """
    files = sorted(source.rglob("django.po"))
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
    note = place / "source"
    if not note.exists() or note.read_text() != digest:
        for file in files:
            _compile(file, place / file.relative_to(source).with_suffix(".mo"))
        place.mkdir(parents=True, exist_ok=True)
        note.write_text(digest)
    return place


def _compile(file: Path, target: Path) -> None:
    import polib  # here, for hardly any start needs it

    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_suffix(f".{os.getpid()}")
    polib.pofile(str(file)).save_as_mofile(str(made))
    made.replace(target)
