"""Keeps others off the machine while something is measured, and lets them on while rows load.

Who shares a machine agrees on files to lock: others hold a shared lock while they work. Without
files nothing is locked.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Quiet:
    """Exclusive locks on some files, taken in their order."""

    def __init__(self) -> None:
        self.files: Sequence[str] = ()
        self._held: list[int] = []

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Hold the locks during the block."""
        self._take()
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Give the locks back during the block, which measures nothing."""
        held = bool(self._held)
        self._release()
        try:
            yield
        finally:
            if held:
                self._take()

    def _take(self) -> None:
        for name in self.files:
            self._held.append(os.open(name, os.O_RDWR | os.O_CREAT, 0o666))
            fcntl.flock(self._held[-1], fcntl.LOCK_EX)

    def _release(self) -> None:
        while self._held:
            os.close(self._held.pop())


QUIET = Quiet()  # of this run; `--alone` names its files
