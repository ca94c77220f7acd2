"""What an export has finished so far, so that a killed one goes on where it stood."""

import fcntl
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import orjson

from chat.archive.manifest import Part, part_of
from chat.archive.private import PRIVATE_FILE, PRIVATE_FOLDER
from chat.archive.refusal import RefusedError

JOURNAL = "unfinished.jsonl"

Note = dict[str, Any]


class Journal:
    """Notes each finished file of an export, in a folder that only one process may write to.

    The first line says what is exported; an unfinished export of something else is not touched.
    A line that a crash cut off counts as not written, and so does a file whose bytes differ.
    """

    def __init__(self, folder: Path, intent: Mapping[str, Any]) -> None:
        self._folder = folder
        folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
        path = folder / JOURNAL
        if not path.exists() and any(folder.iterdir()):
            raise RefusedError(f"{folder} is in the way: remove it, or choose another place.")
        path.touch(PRIVATE_FILE)
        self._file = path.open("r+b")
        self._lock()
        self._notes: dict[str, Note] = {}
        self._read(orjson.dumps(intent))
        self.found = len(self._notes)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise RefusedError(f"Another process is writing {self._folder}.") from None

    def _read(self, intent: bytes) -> None:
        lines = self._file.read().split(b"\n")
        whole, torn = lines[:-1], lines[-1]
        if whole and whole[0] != intent:
            self._file.close()
            raise RefusedError(
                f"{self._folder} holds an unfinished export of something else:"
                " remove it, or choose another place."
            )
        self._file.seek(-len(torn), 2)
        self._file.truncate()
        if not whole:
            self._write(intent)
        for line in whole[1:]:
            with suppress(orjson.JSONDecodeError):  # what a crash of the machine left of it
                note: Note = orjson.loads(line)
                self._notes[note["path"]] = note

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def finished(self, path: str) -> Note | None:
        """Return the note on a file whose bytes are still those that were noted."""
        note, place = self._notes.get(path), self._folder / path
        if note is None or (note["bytes"] and not place.is_file()):
            return None
        if note["bytes"] and part_of(place).sha256 != note["sha256"]:
            return None
        return note

    def part(self, path: str) -> Part:
        """Return what the manifest says of a file that was noted."""
        return _part(self._notes[path])

    @property
    def paths(self) -> list[str]:
        """Every file that was ever noted."""
        return list(self._notes)

    def note(self, path: str, records: int = 0, **more: Any) -> Part:
        """Note that a file is finished; returns what the manifest says of it."""
        part = part_of(self._folder / path, records)
        self._notes[path] = {"path": path, **part.model_dump(), **more}
        self._write(orjson.dumps(self._notes[path]))
        return part

    def _write(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._file.flush()


def _part(note: Note) -> Part:
    return Part.model_validate({name: note[name] for name in Part.model_fields})
