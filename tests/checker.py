"""Judges logs of clients against each other and against the rows of the database. Pure.

Each function returns one sentence for each violation it finds; an empty list is a pass. It is
only worth something together with a count of what was looked at.
"""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tests.evidence import (
    Ack,
    Change,
    Evidence,
    Heard,
    Observation,
    Page,
    Pinned,
    Reacted,
    RefusedChange,
    Row,
    Shown,
    Standing,
    Step,
    Told,
)

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
KEPT_OUT_SECONDS = 25.0  # a hanging connect, hello and backoff, or what a drain asks to wait

Place = tuple[int, int]  # a room and the seq of a message in it
Span = tuple[float, float]


def judge(evidence: Evidence) -> dict[str, list[str]]:
    """Return every violation by its kind; a kind without any is there, empty."""
    acks, rows, seen = evidence.acks, evidence.rows, evidence.observations
    unsure = set(evidence.unsure)
    changed = {(change.room, change.place) for change in evidence.changes} | unsure
    each = [(o, [s for s in o.shown.values() if s.room in o.since]) for o in seen]
    waits = [wait for o in seen for wait in deafness(acks, o, evidence.outages)]
    written = versions(acks, evidence.changes, rows)
    touched = changes_of(evidence)
    excused = merged([*evidence.outages, *evidence.disturbed])
    moved = {(h.room, h.user) for o in seen for h in o.heard if h.user is not None}
    return {
        "lost": lost(acks, rows, changed)
        + undone(evidence.changes, rows, unsure)
        + unreacted(evidence.reactions, evidence.stored, unsure)
        + unpinned(evidence.pins, evidence.stored)
        + unseated(evidence.standings, evidence.members)
        + [x for o in seen if not o.barred for x in undelivered(o.shown, rows, o.since)],
        "doubled effect": doubled(rows) + doubled_acks(acks),
        "doubled display": [x for o in seen for x in told_twice(o.heard) + shown_twice(o.shown)],
        "told again": [x for o in seen for x in told_again(o.pages)],
        "skip": [x for o in seen for x in skips(o.steps)],
        "passed over": [x for o in seen for x in passed_over(o.pages, touched, evidence)],
        "inversion": [x for o in seen for x in inversions(o.steps)],
        "divergence": disagreements(o.heard for o in seen)
        + [x for _, shown in each for x in divergences(shown, rows) if "not stored" not in x],
        "wrong text": [x for o in seen for x in misquoted(o.told, written, unsure)],
        "told wrongly": [x for o in seen for x in mistold(o.heard, evidence)]
        + miscounted_members(evidence),
        "phantom": phantoms(evidence.refused, rows)
        + [x for refused in evidence.refused_changes for x in took_effect(refused, evidence)],
        "uncommitted": [x for _, shown in each for x in uncommitted(shown, rows)],
        "ack order": ack_order(acks, evidence.changes),
        "silently deaf": [f"deaf for {w:.1f} s" for w in waits if w > DEAF_SECONDS],
        "kept out": [x for o in seen for x in kept_out(o, excused)],
        "incomplete welcome": [x for o in seen for x in left_out(o, evidence.members, moved)],
        "late": [f"{w:.1f} s after the ack" for w in waits if w > evidence.late_seconds],
        "digest": [
            x for o in seen for x in unlike(o, evidence.stored) + miscounted_pins(o, evidence)
        ],
        "served after removal": [x for o in seen for x in served_after(o)],
    }


# --- What is stored ------------------------------------------------------------------------------


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


def ack_order(acks: Iterable[Ack], changes: Iterable[Change] = ()) -> list[str]:
    """Asked after another's ack came back, but placed before it: posts, edits and deletions."""
    found = []
    rooms: dict[int, list[Ack | Change]] = defaultdict(list)
    for answered in (*acks, *(change for change in changes if change.acked_at)):
        rooms[answered.room].append(answered)
    for room, several in rooms.items():
        ended = sorted(several, key=lambda answered: answered.acked_at)
        highest = at = 0
        for one in sorted(several, key=lambda answered: answered.asked_at):
            while at < len(ended) and ended[at].acked_at < one.asked_at:
                highest = max(highest, ended[at].seq)
                at += 1
            if one.seq < highest:
                found.append(f"room {room}: {one.seq} was asked after the ack of {highest}")
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


def unpinned(pins: Sequence[Pinned], stored: Mapping[int, Mapping[int, Any]]) -> list[str]:
    """Acked pins that are not there, or are there although they were taken off.

    A try of unknown outcome may take effect after those that came later: its message is passed by.
    """
    unsure = {(pin.room, pin.place) for pin in pins if pin.seq is None}
    found = []
    for (room, place), pin in {(p.room, p.place): p for p in pins}.items():
        message = stored.get(room, {}).get(place)
        if message is None or message["deleted"] or (room, place) in unsure:
            continue
        if message["pinned"] != pin.on:
            found.append(f"the pin of {room}/{place} was acked as {pin.on} and is not so")
    return found


def unseated(standings: Sequence[Standing], members: Mapping[int, Collection[int]]) -> list[str]:
    """Acked memberships that are not there, or are there although they were ended."""
    unsure = {(s.room, s.user) for s in standings if not s.sure}
    last = {(s.room, s.user): s.on for s in standings}
    return [
        f"the membership of {user} in room {room} was acked as {on} and is not so"
        for (room, user), on in last.items()
        if (room, user) not in unsure and (user in members.get(room, ())) != on
    ]


def took_effect(refused: RefusedChange, evidence: Evidence) -> list[str]:
    """A change that was refused at every try, and is there all the same."""
    room, place = refused.room, refused.place
    if (room, place) in evidence.unsure:
        return []
    said = f"a refused change of {room}/{place} took effect"
    if refused.emoji is not None:
        message = evidence.stored.get(room, {}).get(place, {"reactions": []})
        mine = (room, place, refused.user, refused.emoji)
        acked = any((r.room, r.place, r.user, r.emoji) == mine for r in evidence.reactions)
        there = any(
            r["emoji"] == refused.emoji and refused.user in r["users"] for r in message["reactions"]
        )
        return [said] if there and not acked else []
    rows = [row for row in evidence.rows if (row.room, row.seq) == (room, place)]
    if refused.text is None:
        acked = any((c.room, c.place, c.text) == (room, place, None) for c in evidence.changes)
        return [said] if any(row.deleted for row in rows) and not acked else []
    texts = {row.text for row in rows}
    for seen in evidence.observations:
        texts |= {t.text for t in seen.told if (t.room, t.seq) == (room, place)}
    return [said] if refused.text in texts else []


# --- What was told -------------------------------------------------------------------------------


def versions(
    acks: Iterable[Ack], changes: Iterable[Change], rows: Iterable[Row]
) -> dict[Place, list[tuple[int, str]]]:
    """Return what each message said and from which seq on, as far as it was acked."""
    known: dict[Place, set[tuple[int, str]]] = defaultdict(set)
    for row in rows:
        if row.changed_seq == row.seq:
            known[row.room, row.seq].add((row.seq, row.text))
    for ack in acks:
        known[ack.room, ack.seq].add((ack.seq, ack.text))
    for change in changes:
        known[change.room, change.place].add((change.seq, change.text or ""))
    return {place: sorted(said) for place, said in known.items()}


def misquoted(
    told: Iterable[Told],
    written: Mapping[Place, Sequence[tuple[int, str]]],
    unsure: Collection[Place] = (),
) -> list[str]:
    """Told with another text than was written when the message had last changed."""
    found = []
    for one in told:
        place = (one.room, one.seq)
        said = [text for seq, text in written.get(place, ()) if seq <= one.changed_seq]
        if said and place not in unsure and said[-1] != one.text:
            found.append(f"{one.room}/{one.seq} was told as {one.text[:30]!r} at {one.changed_seq}")
    return found


def told_again(pages: Iterable[Page]) -> list[str]:
    """A catch-up with what the client had said it knows."""
    return [
        f"room {page.room}: told {min(page.changes.values())} beyond a cursor of {page.asked}"
        for page in pages
        if page.asked is not None and page.changes and min(page.changes.values()) <= page.asked
    ]


def changes_of(evidence: Evidence) -> dict[int, list[Place]]:
    """Return each room's (seq, message) of every change that is known of, in order."""
    known: dict[int, set[Place]] = defaultdict(set)
    for row in evidence.rows:
        known[row.room] |= {(row.seq, row.seq), (row.changed_seq or row.seq, row.seq)}
    for change in evidence.changes:
        known[change.room].add((change.seq, change.place))
    for seen in evidence.observations:
        for event in seen.heard:
            if event.place is not None:
                known[event.room].add((event.seq, event.place))
    return {room: sorted(places) for room, places in known.items()}


def passed_over(
    pages: Iterable[Page], touched: Mapping[int, Sequence[Place]], evidence: Evidence
) -> list[str]:
    """A catch-up that moved the cursor past changes it did not hold, or past the head.

    What changed once more beyond a page that ends early comes with a later one.
    """
    last = {(row.room, row.seq): row.changed_seq for row in evidence.rows}
    found = []
    for page in pages:
        if page.last > evidence.heads.get(page.room, page.last):
            found.append(f"room {page.room}: moved to {page.last}, beyond the head")
        known = touched.get(page.room, ())
        first = bisect_right(known, (page.before, 1 << 62))
        for seq, place in known[first : bisect_right(known, (page.last, 1 << 62))]:
            later = page.more and last.get((page.room, place), 0) > page.last
            if place not in page.changes and not later:
                found.append(f"room {page.room}: moved to {page.last} without {seq} of {place}")
    return found


def mistold(heard: Iterable[Heard], evidence: Evidence) -> list[str]:
    """Told as something else than what was acked with that seq."""
    meant: dict[Place, tuple[str, int]] = {}
    for ack in evidence.acks:
        meant[ack.room, ack.seq] = ("message.posted", ack.seq)
    for change in evidence.changes:
        if (change.room, change.place) not in evidence.unsure:
            kind = "message.deleted" if change.text is None else "message.edited"
            meant[change.room, change.seq] = (kind, change.place)
    for pin in evidence.pins:
        if pin.seq is not None:
            kind = "message.pinned" if pin.on else "message.unpinned"
            meant[pin.room, pin.seq] = (kind, pin.place)
    return [
        f"{event.room}/{event.seq} was told as {event.kind} of {event.place}"
        for event in heard
        if event.kind
        and meant.get((event.room, event.seq), ()) not in ((), (event.kind, event.place))
    ]


def miscounted_members(evidence: Evidence) -> list[str]:
    """More told of somebody's coming or going than was done, or what is not so in the end."""
    told = {
        (event.room, event.seq): (event.user, event.kind == "member.joined")
        for seen in evidence.observations
        for event in seen.heard
        if event.user is not None
    }
    done = [(s.room, s.user, s.on) for s in evidence.standings]
    logged = {(room, user) for room, user, _ in done}
    unsure = {(s.room, s.user) for s in evidence.standings if not s.sure}
    counted: dict[tuple[int, int | None, bool], int] = defaultdict(int)
    last: dict[tuple[int, int | None], bool] = {}
    for (room, _), (user, on) in sorted(told.items()):
        counted[room, user, on] += 1
        last[room, user] = on
    found = [
        f"{user} of room {room} was told {count} times as {'come' if on else 'gone'}"
        for (room, user, on), count in counted.items()
        if (room, user) in logged - unsure and count > done.count((room, user or 0, on))
    ]
    return found + [
        f"{user} of room {room} was told as {'come' if on else 'gone'} and is not"
        for (room, user), on in last.items()
        if room in evidence.members
        and (room, user) not in logged
        and (user in evidence.members[room]) != on
    ]


def miscounted_pins(seen: Observation, evidence: Evidence) -> list[str]:
    """Rooms with another number of pins than the client was told last."""
    pinned = {
        room: sum(bool(m.get("pinned")) for m in messages.values())
        for room, messages in evidence.stored.items()
    }
    return [
        f"{seen.name} was told of {count} pins of {pinned[room]} in room {room}"
        for room, count in seen.pins.items()
        if room in pinned and room not in seen.barred and count != pinned[room]
    ]


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


# --- Who is served -------------------------------------------------------------------------------


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


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same times without overlaps, in order."""
    found: list[Span] = []
    for begun, ended in sorted(spans):
        if found and begun <= found[-1][1]:
            found[-1] = (found[-1][0], max(ended, found[-1][1]))
        else:
            found.append((begun, ended))
    return found


def overlap(one: Span, others: Iterable[Span]) -> float:
    """Return the seconds that a time shares with others, which do not overlap."""
    return sum(max(0.0, min(one[1], b) - max(one[0], a)) for a, b in others)


def kept_out(seen: Observation, excused: Sequence[Span] = ()) -> list[str]:
    """Tried to get in for too long while no fault was played and the database was there."""
    found = []
    for begun, ended in seen.wanted:
        inside = [(max(a, begun), min(b, ended)) for a, b in merged(seen.spans)]
        inside = [(a, b) for a, b in inside if b > a]
        ends = [begun, *(b for _, b in inside)]
        starts = [*(a for a, _ in inside), ended]
        for out in zip(ends, starts, strict=True):
            seconds = out[1] - out[0] - overlap(out, excused)
            if seconds > KEPT_OUT_SECONDS:
                found.append(f"{seen.name} was kept out for {seconds:.1f} s")
    return found


def left_out(
    seen: Observation,
    members: Mapping[int, Collection[int]],
    moved: Collection[tuple[int, int | None]],
) -> list[str]:
    """Welcomes without a room of which the client was a member all the time."""
    mine = [r for r, users in members.items() if seen.user in users and (r, seen.user) not in moved]
    return [
        f"{seen.name} was welcomed without room {room}"
        for welcome in seen.welcomes
        for room in mine
        if room not in welcome
    ]


def served_after(seen: Observation) -> list[str]:
    """Told of what was committed after its removal from a room, live or in a catch-up."""
    told = [(event.room, event.seq) for event in seen.heard]
    told += [(step.room, step.last) for step in seen.steps if not step.live]
    told += [place for welcome in seen.welcomes for place in welcome.items()]
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
