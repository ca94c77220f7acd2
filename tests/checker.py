"""Judges logs of clients against each other and against the rows of the database. Pure.

Each function returns one sentence for each violation it finds; an empty list is a pass. It is
only worth something together with a count of what was looked at.
"""

import hashlib
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tests.evidence import Ack, Change, Evidence, Heard, Observation, Reacted, Row, Shown, Step

__all__ = [
    "Ack",
    "Change",
    "Evidence",
    "Heard",
    "Observation",
    "Reacted",
    "Row",
    "Shown",
    "Step",
    "judge",
]

DEAF_SECONDS = 12.0  # that a live socket may be behind without being told or closed


def judge(evidence: Evidence) -> dict[str, list[str]]:
    """Return every violation by its kind; a kind without any is there, empty."""
    acks, rows, seen = evidence.acks, evidence.rows, evidence.observations
    unsure = set(evidence.unsure)
    changed = {(change.room, change.place) for change in evidence.changes} | unsure
    each = [(o, [s for s in o.shown.values() if s.room in o.since]) for o in seen]
    waits = [wait for o in seen for wait in deafness(acks, o, evidence.outages)]
    return {
        "lost": lost(acks, rows, changed)
        + undone(evidence.changes, rows, unsure)
        + unreacted(evidence.reactions, evidence.stored, unsure)
        + [x for o in seen if not o.barred for x in undelivered(o.shown, rows, o.since)],
        "doubled effect": doubled(rows) + doubled_acks(acks),
        "doubled display": [x for o in seen for x in told_twice(o.heard) + shown_twice(o.shown)],
        "skip": [x for o in seen for x in skips(o.steps)],
        "inversion": [x for o in seen for x in inversions(o.steps)],
        "divergence": disagreements(o.heard for o in seen)
        + [x for _, shown in each for x in divergences(shown, rows) if "not stored" not in x],
        "phantom": phantoms(evidence.refused, rows),
        "uncommitted": [x for _, shown in each for x in uncommitted(shown, rows)],
        "ack order": ack_order(acks),
        "silently deaf": [f"deaf for {w:.1f} s" for w in waits if w > DEAF_SECONDS],
        "late": [f"{w:.1f} s after the ack" for w in waits if w > evidence.late_seconds],
        "digest": [x for o in seen for x in unlike(o, evidence.stored)],
        "served after removal": [x for o in seen for x in served_after(o)],
    }


def lost(
    acks: Iterable[Ack], rows: Iterable[Row], changed: Collection[tuple[int, int]] | None = None
) -> list[str]:
    """Acked, but not stored, or stored elsewhere or as something else.

    ``changed`` says which messages were edited or deleted; where that is not known, those that
    changed at all.
    """
    stored = {(row.room, row.seq): row for row in rows}
    found = []
    for ack in acks:
        row = stored.get((ack.room, ack.seq))
        if row is None:
            found.append(f"acked {ack.room}/{ack.seq} is not stored")
            continue
        place = (ack.room, ack.seq)
        edited = row.changed_seq > row.seq if changed is None else place in changed
        if row.client_id != ack.client_id or (not edited and row.text != ack.text):
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


def undone(
    changes: Iterable[Change], rows: Iterable[Row], unsure: Collection[tuple[int, int]] = ()
) -> list[str]:
    """Acked edits and deletions that the stored message does not know of."""
    stored = {(row.room, row.seq): row for row in rows}
    last: dict[tuple[int, int], Change] = {}
    for change in changes:
        place = (change.room, change.place)
        if place not in last or last[place].seq <= change.seq:
            last[place] = change
    found = []
    for place, change in last.items():
        row = stored.get(place)
        if row is None or row.changed_seq < change.seq:
            found.append(f"the change {change.seq} of {place} is not stored")
        elif change.text is None and not row.deleted:
            found.append(f"{place} was deleted and is stored")
        elif change.text not in (None, row.text) and place not in unsure:
            found.append(f"{place} was edited and is stored as something else")
    return found


def unreacted(
    reactions: Iterable[Reacted],
    stored: Mapping[int, Mapping[int, Any]],
    unsure: Collection[tuple[int, int]] = (),
) -> list[str]:
    """Acked reactions that are not there, or are there although they were taken back."""
    last = {(r.room, r.place, r.user, r.emoji): r.on for r in reactions}
    found = []
    for (room, place, user, emoji), on in last.items():
        message = stored.get(room, {}).get(place)
        if message is None or message["deleted"] or (room, place) in unsure:
            continue
        there = any(r["emoji"] == emoji and user in r["users"] for r in message["reactions"])
        if there != on:
            found.append(f"{user}'s {emoji} on {room}/{place}: acked {on}, stored {there}")
    return found


def told_twice(heard: Iterable[Heard]) -> list[str]:
    """One event told live more than once."""
    seen: set[tuple[int, int]] = set()
    found = []
    for event in heard:
        if (event.room, event.seq) in seen:
            found.append(f"{event.room}/{event.seq} was told twice")
        seen.add((event.room, event.seq))
    return found


def shown_twice(shown: Mapping[tuple[int, int], Shown]) -> list[str]:
    """One message of one sender in two places."""
    places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for seen in shown.values():
        places[seen.room, seen.client_id].add(seen.seq)
    return [f"{key} was shown at {sorted(at)}" for key, at in places.items() if len(at) > 1]


def disagreements(logs: Iterable[Iterable[Heard]]) -> list[str]:
    """One place of one room told as different things."""
    said: dict[tuple[int, int], str] = {}
    found = set()
    for log in logs:
        for event in log:
            place = (event.room, event.seq)
            if said.setdefault(place, event.digest) != event.digest:
                found.add(f"{event.room}/{event.seq} was told differently")
    return sorted(found)


def phantoms(refused: Collection[str], rows: Iterable[Row]) -> list[str]:
    """Refused, but stored all the same."""
    return [f"{row.room}/{row.seq} was refused" for row in rows if row.client_id in refused]


def uncommitted(shown: Iterable[Shown], rows: Iterable[Row]) -> list[str]:
    """Shown, but not stored in the end."""
    stored = {(row.room, row.seq) for row in rows}
    return [
        f"{seen.room}/{seen.seq} was shown and is not stored"
        for seen in shown
        if (seen.room, seen.seq) not in stored
    ]


def deafness(
    acks: Iterable[Ack], seen: Observation, outages: Sequence[tuple[float, float]] = ()
) -> list[float]:
    """Seconds that a connected client waited for each acked post, until told or closed.

    Outages do not count.
    """
    progress: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for step in seen.steps:
        if not progress[step.room] or step.last > progress[step.room][-1][0]:
            progress[step.room].append((step.last, step.at))
    waits = []
    for ack in acks:
        if ack.room not in seen.since or ack.seq <= seen.since[ack.room] or ack.room in seen.barred:
            continue
        told = progress[ack.room]
        index = bisect_left(told, (ack.seq, 0.0))
        heard = told[index][1] if index < len(told) else float("inf")
        for begun, ended in seen.spans:
            start, stop = max(begun, ack.acked_at), min(ended, heard)
            if stop > start:
                away = sum(max(0.0, min(stop, b) - max(start, a)) for a, b in outages)
                waits.append(stop - start - away)
            elif begun <= heard <= ended:
                waits.append(0.0)
    return waits


def served_after(seen: Observation) -> list[str]:
    """Told of what was committed after its removal from a room, live or in a catch-up."""
    told = [(event.room, event.seq) for event in seen.heard]
    told += [(step.room, step.last) for step in seen.steps if not step.live]
    return [
        f"room {room}: told {seq} after the removal at {seen.barred[room]}"
        for room, seq in told
        if room in seen.barred and seq > seen.barred[room]
    ]


def digest(value: Any) -> str:
    """Return a short name for a value that JSON can hold: equal values, equal names."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unlike(seen: Observation, stored: Mapping[int, Mapping[int, Any]]) -> list[str]:
    """Rooms that a client would draw otherwise than a newcomer."""
    found = []
    for room, messages in stored.items():
        if room not in seen.since or room in seen.barred:
            continue
        newer = {seq: m for seq, m in messages.items() if seq > seen.since[room]}
        mine = {seq: m for seq, m in seen.state.get(room, {}).items() if seq > seen.since[room]}
        if digest(newer) != digest(mine):
            other = sorted(s for s in {*newer, *mine} if newer.get(s) != mine.get(s))
            shown = f"such as {mine.get(other[0])} for {newer.get(other[0])}"
            found.append(f"{seen.name} draws {other[:5]} of room {room} otherwise, {shown}")
    return found
