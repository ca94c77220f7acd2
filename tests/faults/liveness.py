"""How soon what was acked is heard: while a fault lasts, after it has healed, and without one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.checker import Ack, Observation, deafness
from tests.faults.report import Report, quantiles

if TYPE_CHECKING:
    from tests.faults.load import Load

HEALTHY_SECONDS = 0.25  # p99 from ack to delivery without any fault
DISPOSABLE_SECONDS = 2.0  # the same while Redis is away in whatever way
RECOVERED_SECONDS = 5.0  # from a heal until deliveries are healthy again
WINDOW_SECONDS = 1.0  # of acks whose deliveries are looked at together
OUTCOMES = ("ok", "fail", "unknown")  # of tries that were to succeed
STEP_SECONDS = 0.25  # from one such window to the next


def slow(report: Report, seconds: float) -> None:
    """Judges the p99 from ack to delivery."""
    p99 = report.waits.get("p99", float("inf"))
    found = [] if p99 <= seconds else [f"p99 of {p99:.2f} s, promised {seconds:g} s"]
    report.violations["slow"] = found


def waits(load: "Load", acks: Sequence[Ack], seen: Sequence[Observation]) -> list[float]:
    """The seconds that each connected observer waited for each of these posts."""
    return [wait for one in seen for wait in deafness(acks, one, load.outages)]


def recoveries(load: "Load") -> list[float]:
    """Seconds from each heal until the deliveries of a whole second were healthy again.

    Where they never were before the next fault: the seconds until that.
    """
    acks = sorted((ack for s in load.speakers for ack in s.acks), key=lambda ack: ack.acked_at)
    seen = [observer.observation() for observer in load.observers]
    ends = [*(began for began, _ in load.troubles[1:]), acks[-1].acked_at if acks else 0.0]
    return [
        recovery(load, acks, seen, healed, end)
        for (_, healed), end in zip(load.troubles, ends, strict=True)
    ]


def recovery(
    load: "Load", acks: Sequence[Ack], seen: Sequence[Observation], healed: float, end: float
) -> float:
    """Seconds from one heal until a window of healthy deliveries begins."""
    after = 0.0
    while healed + after < end:
        first, last = healed + after, healed + after + WINDOW_SECONDS
        some = [ack for ack in acks if first <= ack.acked_at < last]
        found = quantiles(waits(load, some, seen))
        if found and found["p99"] <= HEALTHY_SECONDS:
            return after
        after += STEP_SECONDS
    return after


def disposable(report: Report, load: "Load") -> None:
    """What a fault of Redis may cost: judged, and written down."""
    slow(report, DISPOSABLE_SECONDS)
    outcomes = [e.what for s in load.speakers for e in s.log if e.what in OUTCOMES]
    report.figures["sends answered ok %"] = round(
        100 * outcomes.count("ok") / max(1, len(outcomes)), 2
    )
    report.figures["sockets closed"] = sum(load.closes().values())
    took = recoveries(load)
    report.figures["healthy again after s"] = max(took, default=0.0)
    report.violations["recovery"] = [
        f"{seconds:.2f} s after a heal" for seconds in took if seconds > RECOVERED_SECONDS
    ]
