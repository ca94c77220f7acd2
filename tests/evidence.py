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
    kind: str = ""
    place: int | None = None  # the message it is about
    user: int | None = None  # the member it is about


@dataclass(frozen=True, slots=True)
class Told:
    """A message as a client was told it, at any time: its text as of ``changed_seq``."""

    room: int
    seq: int
    changed_seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A catch-up that moved a client from ``before`` to ``last``.

    ``asked`` is the cursor it was asked with; None where the server sent it of itself.
    """

    room: int
    asked: int | None
    before: int
    last: int
    more: bool
    changes: Mapping[int, int]  # the messages in it: changed_seq by seq


@dataclass(frozen=True, slots=True)
class Change:
    """An edit or a deletion that was answered as stored."""

    room: int
    place: int
    seq: int
    text: str | None  # None: deleted
    asked_at: float = 0.0
    acked_at: float = 0.0  # 0: its order is not judged


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """An edit (``text``), a reaction (``emoji``) or a deletion that was refused at every try."""

    room: int
    place: int
    user: int
    text: str | None = None
    emoji: str | None = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin that was answered as set (``on``), or as taken off.

    ``seq`` is that of the change; None where a retry may have been told of a later one.
    """

    room: int
    place: int
    on: bool
    seq: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A membership that was answered as begun (``on``), or as ended."""

    room: int
    user: int
    on: bool
    sure: bool = True  # whether its outcome was learnt


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
    user: int = 0
    told: Sequence[Told] = ()
    pages: Sequence[Page] = ()
    welcomes: Sequence[Mapping[int, int]] = ()  # each one's rooms, with their heads
    wanted: Sequence[tuple[float, float]] = ()  # from when to when it tried to be connected
    pins: Mapping[int, int] = field(default_factory=dict)  # by room: how many, as told last


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
    disturbed: Sequence[tuple[float, float]] = ()  # while faults were played nobody need get in
    refused_changes: Sequence[RefusedChange] = ()
    pins: Sequence[Pinned] = ()  # of one person, in the order in which they were asked
    standings: Sequence[Standing] = ()  # of one person's doing, in the order they were asked
    members: Mapping[int, Collection[int]] = field(default_factory=dict)  # by room, in the end
    heads: Mapping[int, int] = field(default_factory=dict)  # by room, in the end
