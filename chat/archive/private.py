"""Files that only their owner may read: an export holds everything people wrote."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def create(path: Path) -> BinaryIO:
    """Open a private file to write it from its beginning, with the folders that lead to it."""
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir(PRIVATE_FOLDER)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.fdopen(os.open(path, flags, PRIVATE_FILE), "wb")


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write a private file; returns how many lines it has."""
    count = 0
    with create(path) as file:
        for line in lines:
            file.write(line)
            count += 1
    return count
