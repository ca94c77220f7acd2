"""Shows how far a long command is: a bar on a terminal, plain lines everywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

LINES = 20  # plain lines for a whole run: enough to see it move, few enough for a log


class Meter:
    """Counts steps and knows how many were made in a second."""

    def __init__(self, total: int, show: Callable[[int], None]) -> None:
        self.total = total
        self.done = 0
        self._began = time.monotonic()
        self._show = show

    def advance(self, steps: int) -> None:
        """Note that so many more steps are done."""
        self.done += steps
        self._show(steps)

    @property
    def seconds(self) -> float:
        """Since the first step began."""
        return max(time.monotonic() - self._began, 0.001)

    @property
    def rate(self) -> float:
        """Steps a second so far."""
        return self.done / self.seconds


class _Rate(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> str:
        """Draw it. Source: rich.progress."""
        return f"{task.speed or 0:.0f}/s"


@contextmanager
def meter(title: str, total: int, say: Callable[[str], None], *, bar: bool) -> Iterator[Meter]:
    """Give a meter that draws a bar, or says a line for each twentieth of the way."""
    if not bar:
        yield _spoken(title, total, say)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task: TaskID = progress.add_task(title, total=total)
        yield Meter(total, lambda steps: progress.advance(task, steps))


def meters(say: Callable[[str], None]) -> Callable[[str, int], AbstractContextManager[Meter]]:
    """Return what makes meters for the steps of one command, on its error output."""
    bar = sys.stderr.isatty()
    return lambda title, total: meter(title, total, say, bar=bar)


def _spoken(title: str, total: int, say: Callable[[str], None]) -> Meter:
    step = max(1, total // LINES)

    def show(steps: int) -> None:
        if spoken.done // step > (spoken.done - steps) // step:
            say(f"{title}: {spoken.done} of {total}, {spoken.rate:.0f} a second")

    spoken = Meter(total, show)
    return spoken
