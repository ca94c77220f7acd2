"""What time it is: in every process as the database says, whatever the machine's own clock does.

A process whose clock is wrong, or jumps, would end sessions and suspensions at other times than its
neighbours, and put wrong times on messages. Order never depends on a clock.
"""

import time
from datetime import datetime, timedelta

from django.utils import timezone

APART_SECONDS = 0.5  # from the database; nearer nobody can tell, and times do not go back


class Clock:
    """Goes by what the database said last and the seconds since then."""

    def __init__(self) -> None:
        self._said: tuple[datetime, float] | None = None  # and the monotonic time of it

    def now(self) -> datetime:
        """Return the time; as long as the database said nothing, the machine's."""
        if self._said is None:
            return timezone.now()
        said, at = self._said
        return said + timedelta(seconds=time.monotonic() - at)

    def hear(self, said: datetime, asked: float) -> None:
        """Take what the database answered to a question of that monotonic time."""
        trip = time.monotonic() - asked  # the database looked at its clock some time in between
        apart = abs((said - self.now()).total_seconds())
        if self._said is None or apart > APART_SECONDS + trip:
            self._said = said, asked + trip / 2


clock = Clock()
