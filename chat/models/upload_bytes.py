"""Where the bytes of uploads lie: below the data folder, named by their keys."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

THUMBNAIL = ".thumbnail"


def path_of(key: UUID, *, thumbnail: bool = False) -> Path:
    """Return where a file or its thumbnail lies; 256 folders keep each of them short."""
    name = f"{key}{THUMBNAIL}" if thumbnail else str(key)
    return Path(settings.CHAT_UPLOAD_DIR) / key.hex[:2] / name


def incoming() -> Path:
    """Return the folder of what is still being taken in, on the same disk."""
    return Path(settings.CHAT_UPLOAD_DIR) / "incoming"


def erase(keys: Iterable[UUID]) -> None:
    """Remove files and thumbnails; what is gone already is no error."""
    for key in keys:
        for thumbnail in (False, True):
            with suppress(FileNotFoundError):
                path_of(key, thumbnail=thumbnail).unlink()


def older_than(moment: datetime) -> Iterator[tuple[UUID, Path]]:
    """Yield the files and thumbnails that were put in their place before a moment, by key."""
    for path in Path(settings.CHAT_UPLOAD_DIR).glob("[0-9a-f][0-9a-f]/*"):
        with suppress(FileNotFoundError, ValueError):
            key = UUID(path.name.removesuffix(THUMBNAIL))
            if path.stat().st_mtime < moment.timestamp():
                yield key, path


def drop_incoming(before: datetime) -> int:
    """Remove what a killed process left half taken in; returns how many there were."""
    dropped = 0
    for path in incoming().glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                dropped += 1
    return dropped
