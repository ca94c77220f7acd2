"""Takes a file in: what it is, under which name, made again where it is a picture."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files.uploadedfile import TemporaryUploadedFile

from chat.models.upload_bytes import erase, path_of
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor
from chat.protocol.commands import AddUpload
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.protocol.limits import UPLOAD_BYTES
from chat.web.uploads.kinds import HEAD_BYTES, PICTURES, kind_of, named_as
from chat.web.uploads.names import shown_name
from chat.web.uploads.pictures import Picture, make_again


def receive(file: TemporaryUploadedFile, by: Actor) -> Wire:
    """Keep a file that has arrived whole, and record it; returns it as the contract writes it.

    Raises ``too_long``, ``bad_frame``, ``busy`` and what ``AddUpload`` is refused with.
    """
    _check_size(file.size or 0)
    with file.open() as content:
        kind = kind_of(content.read(HEAD_BYTES), file.name or "")
        name = named_as(kind, shown_name(file.name or ""))
        key = uuid4()
        with _kept_if_recorded(key):
            picture = _place(Path(file.temporary_file_path()), kind, key)
            command = _command(by, key, name, kind, picture)
            return dict(perform_sync(command).result["upload"])


def _check_size(size: int) -> None:
    if size > UPLOAD_BYTES:
        raise ChatError("too_long", "A file has at most {count} bytes.", count=UPLOAD_BYTES)
    if not size:
        raise ChatError("bad_frame", "This file is empty.")


@contextmanager
def _kept_if_recorded(key: UUID) -> Iterator[None]:
    """Remove the bytes of what was refused. Where nobody knows, the sweep decides later."""
    try:
        yield
    except ChatError as refusal:
        if refusal.code != "unavailable":
            erase([key])
        raise


def _place(arrived: Path, kind: str, key: UUID) -> Picture | None:
    """Put a file's bytes in their place, those of a picture made again."""
    target = path_of(key)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if kind in PICTURES:
        return make_again(kind, arrived, target, path_of(key, thumbnail=True))
    arrived.rename(target)
    return None


def _command(by: Actor, key: UUID, name: str, kind: str, picture: Picture | None) -> AddUpload:
    size, digest = settled(path_of(key))
    small, thumbnail = 0, picture.thumbnail if picture else None
    if thumbnail:
        small, _ = settled(path_of(key, thumbnail=True))
    width, height = picture.size if picture else (None, None)
    small_width, small_height = thumbnail or (None, None)
    return AddUpload(
        by=by,
        key=key,
        name=name,
        kind=kind,
        size=size,
        stored=size + small,
        digest=digest,
        width=width,
        height=height,
        thumbnail_width=small_width,
        thumbnail_height=small_height,
    )


def settled(path: Path) -> tuple[int, str]:
    """Return a file's size and SHA-256 once it is safe on the disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return file.tell(), digest
