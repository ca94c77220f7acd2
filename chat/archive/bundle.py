"""Puts a folder into one zip: a file, or a stream that nobody can go back in."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

STORED = (".zip", ".png", ".jpg", ".gif", ".webp", ".mp3", ".mp4", ".webm", ".ogg")  # packed once


def write_zip(folder: Path, paths: Iterable[str], target: BinaryIO) -> None:
    """Write the files of a folder that are named, below a folder of the zip of the same name."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in paths:
            packed = zipfile.ZIP_STORED if path.endswith(STORED) else zipfile.ZIP_DEFLATED
            bundle.write(folder / path, path, packed)
