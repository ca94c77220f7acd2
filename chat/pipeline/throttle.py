"""Counts how fast people write, so that a rule can refuse what is too fast."""

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings

from chat.protocol.limits import MESSAGE_RATE_WINDOW

BUCKETS = 10_000  # senders remembered at once; who has been idle has a full bucket anyway


class Bucket:
    """A token bucket: ``burst`` at once, refilled at ``rate`` tokens a second."""

    __slots__ = ("_at", "_tokens", "burst", "rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate, self.burst = rate, burst
        self._tokens, self._at = burst, now

    def take(self, now: float) -> float:
        """Take a token; returns 0.0, or the seconds until there will be one."""
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self.rate


class Throttle:
    """A bucket for each sender."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: dict[int, Bucket] = {}

    def wait(self, key: int) -> float | None:
        """Take one of a sender's tokens; returns None, or the seconds to wait."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= BUCKETS:
                self._buckets.pop(next(iter(self._buckets)))
            bucket = self._buckets[key] = Bucket(self._rate, self._burst, now)
        return bucket.take(now) or None


@cache
def _messages(rate: int) -> Throttle:
    """Return the throttle of this process's messages."""
    return Throttle(rate / MESSAGE_RATE_WINDOW, rate)


def message_wait(user_id: int) -> float | None:
    """Count one message of a person; returns None, or the seconds they should wait.

    Each process counts for itself: nobody has less than the allowance, and who spreads over N
    processes has N times as much. Dividing it would halve it for a person with one socket.
    """
    if settings.CHAT_MESSAGE_RATE <= 0:
        return None
    return _messages(settings.CHAT_MESSAGE_RATE).wait(user_id)
