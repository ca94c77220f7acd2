"""The figures to reach, and what was measured beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """One row of the table. Without a bound it is only reported."""

    name: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    compared: str = ""  # what stands in for a bound: said in words

    def text(self) -> str:
        """The goal as the table shows it."""
        if self.at_least is not None:
            return f"≥ {shown(self.at_least)}"
        if self.at_most is not None:
            return f"≤ {shown(self.at_most)}"
        return self.compared

    def reached(self, value: float | None) -> bool | None:
        """Whether a value is within the goal; None where there is no goal or no value."""
        if value is None or (self.at_least is None and self.at_most is None):
            return None
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


@dataclass(frozen=True)
class Result:
    """What was measured of one figure; None with the reason in ``note``."""

    key: str
    value: float | None
    note: str = ""


@dataclass(frozen=True)
class Growth:
    """How a cost changes with a size."""

    key: str
    title: str
    size: str  # what grows
    unit: str  # of the cost
    points: Sequence[tuple[float, float]]

    def as_goal(self) -> Goal:
        """The cost at the largest size as a figure that is only reported."""
        return Goal(f"{self.title}, {self.points[-1][0]:,.0f} {self.size}", self.unit)


@dataclass
class Report:
    """What one measurement brings home."""

    results: list[Result] = field(default_factory=list)
    growths: list[Growth] = field(default_factory=list)

    def add(self, key: str, value: float | None, note: str = "") -> None:
        """Note one result."""
        self.results.append(Result(key, value, note))


def shown(value: float | None) -> str:
    """A number as people read it: three digits that matter."""
    if value is None:
        return "—"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


CPU = "per CPU-second"
GOALS: dict[str, Goal] = {
    "fanout64": Goal("fan-out, 200 sockets, 64 in flight", f"deliveries {CPU}", 500_000),
    "fanout64.socketio": Goal("… Socket.IO 4 with its Redis adapter", f"deliveries {CPU}"),
    "fanout64.ws": Goal("… `ws`, raw broadcast", f"deliveries {CPU}"),
    "fanout64.ratio": Goal("… against Socket.IO", "times", 4.5),
    "fanout4": Goal("fan-out, 200 sockets, 4 in flight", f"deliveries {CPU}", 100_000),
    "fanout4.socketio": Goal("… Socket.IO 4 with its Redis adapter", f"deliveries {CPU}"),
    "fanout4.ws": Goal("… `ws`, raw broadcast", f"deliveries {CPU}"),
    "fanout4.ratio": Goal("… against Socket.IO", "times", 1),
    "fanout4.p50": Goal("… post → everyone has it, p50", "ms", at_most=8),
    "fanout4.p99": Goal("… post → everyone has it, p99", "ms", at_most=25),
    "crowd": Goal("cost per delivery, 5,000 sockets against 200", "times", at_most=1.25),
    "crowd.us": Goal("… a delivery to one of 5,000 sockets", "µs of CPU"),
    "posts.postgresql": Goal(
        "durable posts, 50 rooms of 2, 200 in flight, PostgreSQL", f"acked {CPU}", 5_000
    ),
    "posts.postgresql.rate": Goal("… acked", "per second"),
    "posts.sqlite": Goal("… SQLite (WAL, synchronous=FULL)", f"acked {CPU}", 3_500),
    "posts.sqlite.rate": Goal("… acked", "per second"),
    "steady.refused": Goal("one room offered 1,000 posts a second: refused", "posts", at_most=0),
    "steady.lost": Goal("… not acked, or not heard by all", "posts", at_most=0),
    "steady.p99": Goal("… ack p99", "ms", at_most=250),
    "steady.cpu": Goal("… CPU of the server", "of one core"),
    "idle.sqlite": Goal("single post, idle server, SQLite: ack p50", "ms", at_most=3),
    "idle.postgresql": Goal("… PostgreSQL: ack p50", "ms", at_most=4),
    "idle.warm": Goal("… without a pause between two posts: ack p50", "ms"),
    "idle.commit": Goal("… PostgreSQL alone, one row and COMMIT each 25 ms: p50", "ms"),
    "idle.disk": Goal("… the disk alone, 8 KiB and a flush each 25 ms: p50", "ms"),
    "connect": Goal("connecting: session, welcome, catch-up of nothing", f"sockets {CPU}", 800),
    "memory": Goal("memory per idle signed-in socket", "KiB", at_most=30),
    "catchup": Goal("catch-up of 5,000 missed messages", "ms of CPU", at_most=300),
    "start.ready": Goal("start-up with the largest history", "s", at_most=3),
    "start.ratio": Goal("… against 1,000 messages", "times", at_most=1.1),
    "start.memory": Goal("… memory against 1,000 messages", "times", at_most=1.1),
    "page.newest": Goal("newest page of the largest room", "ms of CPU", at_most=5),
    "page.newest.ratio": Goal("… against a room of 1,000", "times", at_most=1.1),
    "page.newest.queries": Goal("… queries of the whole request", "queries", at_most=4),
    "page.around": Goal("page around a permalink in the largest room", "ms of CPU", at_most=5),
    "page.around.ratio": Goal("… against a room of 1,000", "times", at_most=1.1),
    "page.around.queries": Goal("… queries of the whole request", "queries", at_most=4),
    "search": Goal("search in a million messages: p95", "ms", at_most=80),
    "export": Goal("export to JSONL", "messages per second", 30_000),
    "export.memory": Goal("… memory, largest against smallest export", "times", at_most=1.1),
    "import": Goal("import", "messages per second", 8_000),
    "role.closed": Goal("a role changed, 5,000 sockets open: closed", "sockets", at_most=0),
    "role.cpu": Goal("… CPU of the server", "s", at_most=1),
    "rights.closed": Goal(
        "an account suspended, 5,000 sockets open: unrelated closed", "sockets", at_most=0
    ),
    "rights.cpu": Goal("… CPU of the server", "s", at_most=1),
    "second": Goal("a second process, posts across rooms", "times", 1.8),
    "tricks.framed_once": Goal("gain: a text for many is framed once", "times"),
    "tricks.begun_by_hand": Goal("gain: a write to a socket with room is no task", "times"),
    "tricks.gathered": Goal("gain: a commit waits a moment for those just answered", "times"),
    "tricks.committed_together": Goal("gain: one transaction for many commands", "times"),
    "tricks.rows_as_arrays": Goal("gain: one statement for any number of rows", "times"),
    "tricks.told_in_one_trip": Goal("gain: what a commit tells is one trip to Redis", "times"),
    "tricks.asked_together": Goal("gain: who comes together is looked up together", "times"),
}
