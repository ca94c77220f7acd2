"""Makes a picture again, alone in a process of its own: `remake.py KIND SOURCE TARGET THUMBNAIL`.

Decoders are where hostile files bite, so this one has little memory, little time, no network
worth having and nothing in its environment. Only pixels go from the source to the target: no
metadata, no comments, nothing after the end. It prints what it made as JSON, or a word why not.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps, ImageSequence

MEMORY_BYTES = 1_073_741_824  # of address space: a picture of the most pixels, three times over
CPU_SECONDS = 20
FILE_BYTES = 104_857_600  # of what it writes: pixels of noise are larger made again than before
THUMBNAIL_BYTES = 65_536  # a picture that is no larger needs none
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
QUALITY = 88  # of JPEG and WebP: no difference is seen


class RefusedError(Exception):
    """A word that says why there will be no picture."""


def confine() -> None:
    """Bound what this process may take; also what it allocates was counted against it."""
    for what, bound in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (bound, bound))


def main(kind: str, source: str, target: str, thumbnail: str, *bounds: str) -> dict[str, Any]:
    """Make a picture and its thumbnail; return their sizes in pixels."""
    pixels, frames, side = map(int, bounds)
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    with Image.open(source, formats=[FORMATS[kind]]) as picture:
        if picture.width * picture.height > pixels:
            raise RefusedError("pixels")
        still, made = made_again(picture, kind, target, pixels, frames)
    small = still.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    wanted = small.size != still.size
    if wanted:
        small.save(thumbnail, "WEBP", quality=80, method=4)
    return {"size": made, "thumbnail": small.size if wanted else None}


def made_again(
    picture: Any, kind: str, target: str, pixels: int, frames: int
) -> tuple[Image.Image, tuple[int, int]]:
    """Write a picture's pixels and return its first frame and its size."""
    if kind in ("image/gif", "image/webp") and getattr(picture, "is_animated", False):
        return animated(
            picture, kind, target, min(frames, pixels // (picture.width * picture.height))
        )
    upright = ImageOps.exif_transpose(picture)
    still = bare(upright)
    if kind == "image/jpeg":
        still = still if still.mode in ("L", "RGB") else still.convert("RGB")
        still.save(target, "JPEG", quality=QUALITY, progressive=True)
    elif kind == "image/webp":
        still.save(target, "WEBP", quality=QUALITY)
    else:
        still.save(target, FORMATS[kind])
    return shown(still), still.size


def animated(
    picture: Any, kind: str, target: str, most: int
) -> tuple[Image.Image, tuple[int, int]]:
    """Write an animation's frames, each drawn out."""
    drawn: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(picture):
        if len(drawn) == most:
            raise RefusedError("frames")
        durations.append(max(20, int(frame.info.get("duration") or 100)))
        drawn.append(bare(frame.convert("RGBA")))
    loop = int(picture.info.get("loop", 1 if kind == "image/gif" else 0))
    more: dict[str, Any] = {"disposal": 2} if kind == "image/gif" else {"quality": 80}
    drawn[0].save(
        target,
        FORMATS[kind],
        save_all=True,
        append_images=drawn[1:],
        duration=durations,
        loop=loop,
        **more,
    )
    return drawn[0], drawn[0].size


def bare(picture: Image.Image) -> Image.Image:
    """Return a picture with its pixels, colours and transparency, and nothing else it carried."""
    picture.load()
    copy = picture.copy()
    kept = [item for item in copy.info.items() if item[0] == "transparency"]
    copy.info = dict(kept)
    copy.getexif().clear()
    return copy


def shown(picture: Image.Image) -> Image.Image:
    """Return a picture in colours that a thumbnail can have."""
    transparent = "transparency" in picture.info or picture.mode in ("LA", "PA", "RGBA")
    return picture.convert("RGBA" if transparent else "RGB")


def answers() -> Iterator[str]:
    """Yield the one word or object to print."""
    try:
        yield json.dumps(main(*sys.argv[1:]))
    except RefusedError as refusal:
        yield json.dumps({"refused": str(refusal)})
    except MemoryError:
        yield json.dumps({"refused": "pixels"})
    except Exception as problem:  # noqa: BLE001  # whatever a decoder raises: it is no picture
        yield json.dumps({"refused": type(problem).__name__})


if __name__ == "__main__":
    confine()
    sys.stdout.write(next(answers()))
