"""The manifest of an export: what is in it, of which state, and what each file hashes to."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chat.archive.records import FORMAT, VERSION, Digest, Identity, Key, Number
from chat.archive.selection import Selection

MANIFEST = "manifest.json"
DELETED_MEANWHILE = "Its message was deleted while the export ran."
PATH = r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,5}$"  # below the export


class Listed(BaseModel):
    """What the parts of a manifest share: nothing unknown in them."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Listed):
    """One file: its bytes, what they hash to, and its records where it has some."""

    sha256: Digest
    bytes: Number
    records: Number = 0


class Head(Listed):
    """Where a room stood."""

    id: Identity
    epoch: str
    seq: Number


class Manifest(Listed):
    """The whole description. ``content`` hashes the records alone: equal histories have equal
    ones, whenever and in whatever other formats they were written."""

    format: Literal["chat-history"] = FORMAT
    version: Literal[1] = VERSION
    program: str
    workspace: str
    epoch: str
    exported_at: datetime
    selection: Selection
    formats: tuple[str, ...]
    heads: dict[str, Head]
    counts: dict[str, Number]
    content: Digest
    files: dict[Annotated[str, Field(pattern=PATH)], Part]
    missing: dict[Key, str]  # files that messages name and the export has not, and why
    left_out: dict[str, tuple[str, ...]]  # by format: what it cannot carry

    @property
    def gaps(self) -> bool:
        """Whether files are missing for another reason than that their message was deleted."""
        return any(why != DELETED_MEANWHILE for why in self.missing.values())

    def written(self) -> bytes:
        """Return the manifest as its file holds it."""
        return self.model_dump_json(indent=1).encode() + b"\n"


def part_of(path: Path, records: int = 0) -> Part:
    """Return what the manifest says of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Part(sha256=digest, bytes=file.tell(), records=records)


def content_digest(parts: Iterable[tuple[str, Part]]) -> str:
    """Return what the records hash to: their files' hashes, in the order of their paths."""
    lines = (f"{path} {part.sha256}\n" for path, part in sorted(parts))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
