"""Where the programs of the system are that some scenarios need."""

import shutil
from pathlib import Path

SEARCH = Path("/usr/sbin")  # where Debian keeps servers


def program(name: str) -> str | None:
    """A program's path, or None where it is not installed."""
    there = SEARCH / name
    return shutil.which(name) or (str(there) if there.exists() else None)
