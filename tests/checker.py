"""Judges logs of clients against each other and against the rows of the database. Pure.

Each function returns one sentence for each violation it finds; an empty list is a pass. It is
only worth something together with a count of what was looked at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the database holds it in the end."""

    room: int
    seq: int
    client_id: str
    author: int
    text: str


def lost(acks: Iterable[Ack], rows: Iterable[Row]) -> list[str]:
    """Acked, but not stored, or stored elsewhere or as something else."""
    stored = {(row.room, row.seq): row for row in rows}
    found = []
    for ack in acks:
        row = stored.get((ack.room, ack.seq))
        if row is None:
            found.append(f"acked {ack.room}/{ack.seq} is not stored")
        elif row.client_id != ack.client_id or row.text != ack.text:
            found.append(f"acked {ack.room}/{ack.seq} is stored as something else")
    return found


def doubled(rows: Iterable[Row]) -> list[str]:
    """Stored twice under one client_id, or two messages in one place."""
    places: dict[tuple[int, int], int] = defaultdict(int)
    ids: dict[tuple[int, int, str], int] = defaultdict(int)
    for row in rows:
        places[row.room, row.seq] += 1
        ids[row.room, row.author, row.client_id] += 1
    found = [f"{count} messages at {place}" for place, count in places.items() if count > 1]
    return found + [f"{count} messages of {key}" for key, count in ids.items() if count > 1]


def doubled_acks(acks: Iterable[Ack]) -> list[str]:
    """One client_id acked at two places."""
    places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for ack in acks:
        places[ack.room, ack.client_id].add(ack.seq)
    return [f"{key} acked at {sorted(at)}" for key, at in places.items() if len(at) > 1]


def inversions(steps: Iterable[Step]) -> list[str]:
    """Told of something at or before what was told already: out of order, or twice."""
    return [
        f"room {s.room}: told {s.first}–{s.last} while at {s.before}"
        for s in steps
        if (s.live and s.first <= s.before) or s.last < s.before
    ]


def skips(steps: Iterable[Step]) -> list[str]:
    """Told of something with a gap before it."""
    return [
        f"room {s.room}: told {s.first} while at {s.before}"
        for s in steps
        if s.first > s.before + 1
    ]


def undelivered(
    shown: Mapping[tuple[int, int], Shown], rows: Iterable[Row], since: Mapping[int, int]
) -> list[str]:
    """Stored after a client came, but never shown to it; ``since`` is each room's head then."""
    return [
        f"{row.room}/{row.seq} was never shown"
        for row in rows
        if row.room in since and row.seq > since[row.room] and (row.room, row.seq) not in shown
    ]


def divergences(shown: Iterable[Shown], rows: Iterable[Row]) -> list[str]:
    """Shown with another identity than the one stored, or shown without being stored."""
    stored = {(row.room, row.seq): row.client_id for row in rows}
    found = []
    for seen in shown:
        client_id = stored.get((seen.room, seen.seq))
        if client_id is None:
            found.append(f"{seen.room}/{seen.seq} was shown and is not stored")
        elif client_id != seen.client_id:
            found.append(f"{seen.room}/{seen.seq} was shown as another message")
    return found


def ack_order(acks: Collection[Ack]) -> list[str]:
    """Asked after another's ack came back, but placed before it."""
    found = []
    rooms: dict[int, list[Ack]] = defaultdict(list)
    for ack in acks:
        rooms[ack.room].append(ack)
    for room, several in rooms.items():
        ended = sorted(several, key=lambda ack: ack.acked_at)
        begun = sorted(several, key=lambda ack: ack.asked_at)
        highest = at = 0
        for ack in begun:
            while at < len(ended) and ended[at].acked_at < ack.asked_at:
                highest = max(highest, ended[at].seq)
                at += 1
            if ack.seq < highest:
                found.append(f"room {room}: {ack.seq} was asked after the ack of {highest}")
    return found


def latenesses(acks: Iterable[Ack], shown: Mapping[tuple[int, int], Shown]) -> list[float]:
    """Seconds from each ack to its message's appearance; zero where it appeared before."""
    return [
        max(0.0, shown[ack.room, ack.seq].at - ack.acked_at)
        for ack in acks
        if (ack.room, ack.seq) in shown
    ]
