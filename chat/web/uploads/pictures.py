"""Has pictures made again by a process that may break without breaking anything else."""

import subprocess  # nosec B404: for our own program
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from chat.protocol.errors import ChatError
from chat.protocol.limits import PICTURE_FRAMES, PICTURE_PIXELS, THUMBNAIL_PIXELS

log = structlog.get_logger(__name__)

PROGRAM = Path(__file__).with_name("remake.py")
SECONDS = 25.0  # for one picture; its bound of computing time ends it earlier
AT_ONCE = 2  # in one process of the server, each with up to a gigabyte
WAIT_SECONDS = 25.0  # for others' pictures to be done
RETRY_SECONDS = 5.0

_turns = threading.BoundedSemaphore(AT_ONCE)
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """The sizes in pixels of what was made."""

    size: Size
    thumbnail: Size | None


def make_again(kind: str, source: Path, target: Path, thumbnail: Path) -> Picture:
    """Write a picture's pixels to ``target`` and a small one to ``thumbnail``, if it needs one.

    Raises ``bad_frame`` for what is no picture, ``too_long`` for too many pixels, ``busy``.
    """
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise ChatError("busy", "Many pictures are coming in just now.", RETRY_SECONDS)
    try:
        made = _run(kind, source, target, thumbnail)
    finally:
        _turns.release()
    if (why := made.get("refused")) is not None:
        log.info("upload.refused", kind=kind, why=why)
        raise _refusal(why)
    small = made["thumbnail"]
    return Picture(_size(made["size"]), _size(small) if small else None)


def _size(made: Any) -> Size:
    width, height = made
    return int(width), int(height)


def _run(kind: str, source: Path, target: Path, thumbnail: Path) -> dict[str, Any]:
    bounds = map(str, (PICTURE_PIXELS, PICTURE_FRAMES, THUMBNAIL_PIXELS))
    command = [sys.executable, "-I", str(PROGRAM), kind, *map(str, (source, target, thumbnail))]
    try:
        done = subprocess.run(  # nosec B603: our own program, paths of our own making
            [*command, *bounds], capture_output=True, timeout=SECONDS, env={}, check=True
        )
        found: dict[str, Any] = orjson.loads(done.stdout)
    except (subprocess.SubprocessError, orjson.JSONDecodeError) as problem:
        return {"refused": type(problem).__name__}
    return found


def _refusal(why: object) -> ChatError:
    if why in ("pixels", "frames"):
        return ChatError(
            "too_long",
            "A picture has at most {count} megapixels.",
            count=PICTURE_PIXELS // 10**6,
        )
    return ChatError("bad_frame", "This picture cannot be read: it is broken, or none at all.")
