"""What the process knows of its own health."""

import time
from dataclasses import dataclass
from typing import Any

CANARY_LATE = 3.5  # seconds without our own canary after which the layer counts as dead
LEASE_SECONDS = 5.0  # without a look at the revocation log after which nothing is delivered
WATCH_SECONDS = 10.0  # after what came through a balancer, or after its last look at us
GLANCE_SECONDS = 0.1  # looks closer together are one script's wait for our start, no watch


@dataclass(slots=True)
class Health:
    """Set by the hub and the launcher, read by `/readyz` and the metrics. Times are monotonic."""

    draining: bool = False
    canary_at: float | None = None
    confirmed_at: float | None = None  # when the revocation log was last read
    loop_lag: float = 0.0  # seconds
    asked_at: float | None = None  # when `/readyz` was last asked
    watched_at: float | None = None  # when a balancer last showed itself

    def asked(self) -> None:
        """Note a look at `/readyz`: who looks again and again is a balancer."""
        now = time.monotonic()
        if self.asked_at is not None and GLANCE_SECONDS < now - self.asked_at < WATCH_SECONDS:
            self.watched_at = now
        self.asked_at = now

    def forwarded(self) -> None:
        """Note a request that came through a balancer or proxy."""
        self.watched_at = time.monotonic()

    def watched(self) -> bool:
        """Whether something in front of us lately sent requests, and has to see us go."""
        return self.watched_at is not None and time.monotonic() - self.watched_at < WATCH_SECONDS

    def layer_alive(self) -> bool:
        """Whether the layer has lately returned what we sent to ourselves."""
        return self.canary_at is not None and time.monotonic() - self.canary_at < CANARY_LATE

    def lease_holds(self) -> bool:
        """Whether the rights we deliver under were confirmed lately."""
        return (
            self.confirmed_at is not None and time.monotonic() - self.confirmed_at < LEASE_SECONDS
        )


health = Health()


def status() -> dict[str, Any]:
    """Return what `/readyz` answers; a dead layer is degraded, not unready."""
    started = health.confirmed_at is not None
    return {
        "ready": not health.draining and (health.lease_holds() or not started),
        "draining": health.draining,
        "layer": "alive" if health.layer_alive() else ("degraded" if started else "not started"),
        "rights": "confirmed" if health.lease_holds() else ("stale" if started else "not started"),
        "loop_lag": round(health.loop_lag, 3),
    }
