"""What clients and databases have to say to the judge. Times are monotonic seconds of the test."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ack:
    """A post that was answered as stored. Times are monotonic seconds of the test."""

    room: int
    seq: int
    client_id: str
    text: str
    asked_at: float
    acked_at: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a client first saw it."""

    room: int
    seq: int
    client_id: str
    text: str
    at: float
    live: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A client was told of ``first``…``last`` of a room while it stood at ``before``."""

    room: int
    first: int
    last: int
    before: int
    live: bool = True
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the database holds it in the end."""

    room: int
    seq: int
    client_id: str
    author: int
    text: str
    changed_seq: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as a client was told it; ``digest`` stands for all that it said."""

    room: int
    seq: int
    digest: str
    at: float


@dataclass(frozen=True, slots=True)
class Change:
    """An edit or a deletion that was answered as stored."""

    room: int
    place: int
    seq: int
    text: str | None  # None: deleted


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction that was answered as stored (``on``), or as taken back."""

    room: int
    place: int
    user: int
    emoji: str
    on: bool


@dataclass
class Observation:
    """What one client was told, and from when to when it was connected and welcomed."""

    name: str
    since: Mapping[int, int]  # each room's head when it came
    shown: Mapping[tuple[int, int], Shown]
    steps: Sequence[Step]
    heard: Sequence[Heard]
    spans: Sequence[tuple[float, float]]
    state: Mapping[int, Mapping[int, Any]]  # by room: messages by seq, as it would draw them
    barred: Mapping[int, int] = field(default_factory=dict)  # rooms it was removed from, and when


@dataclass
class Evidence:
    """All that was logged of one run, and what the database holds after it."""

    acks: Sequence[Ack]
    changes: Sequence[Change]
    refused: Collection[str]  # client ids whose every try was refused
    observations: Sequence[Observation]
    rows: Sequence[Row]
    stored: Mapping[int, Mapping[int, Any]]  # by room: messages by seq, as a newcomer reads them
    late_seconds: float = 12.0
    reactions: Sequence[Reacted] = ()  # those of one person in the order in which they were asked
    unsure: Collection[tuple[int, int]] = ()  # messages with a change of unknown outcome
    outages: Sequence[tuple[float, float]] = ()  # while the database was away nobody could be told
