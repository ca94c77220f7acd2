"""Reads the index of the search: which messages of which blocks may be hits."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_, or_

from chat.models import Message, SearchBlock, search

Bits = dict[int, int]  # by block, as a number: bit i stands for its message i


@dataclass(slots=True)
class Probe:
    """What the index is asked: a hit is in each row of ``every``, and in one of each ``any_of``."""

    every: list[int] = field(default_factory=list)
    any_of: list[list[int]] = field(default_factory=list)
    since: datetime | None = None  # no hit is older than this
    until: datetime | None = None  # no hit is as new as this


def candidates(probe: Probe, first: int, last: int) -> Bits:
    """Return the indexed blocks from ``first`` to ``last``: of each, which messages may be hits."""
    found = _timely(probe, first, last)
    if probe.every:
        _narrow(found, probe.every, every=True)
    for keys in probe.any_of:
        _narrow(found, keys, every=False)
    return found


def _timely(probe: Probe, first: int, last: int) -> Bits:
    """Return the indexed blocks, with all their messages if some are of the time asked for."""
    every = (1 << search.BLOCK_MESSAGES) - 1
    blocks = SearchBlock.objects.filter(pk__range=(first, last))
    return {
        number: 0 if _is_outside(probe, oldest, newest) else every
        for number, oldest, newest in blocks.values_list("pk", "first_at", "last_at")
    }


def _is_outside(probe: Probe, oldest: datetime | None, newest: datetime | None) -> bool:
    if oldest is None or newest is None:
        return True
    too_old = probe.since is not None and newest < probe.since
    return too_old or (probe.until is not None and oldest >= probe.until)


def _narrow(found: Bits, keys: list[int], *, every: bool) -> None:
    """Keep in each block what is in every row of these keys, or in any."""
    left = [number for number, bits in found.items() if bits]
    rows: dict[int, list[int]] = {number: [] for number in left}
    for number, _, written in search.bits_of(keys, min(left), max(left)) if left else ():
        if number in rows:
            rows[number].append(int.from_bytes(written, "little"))
    for number, bits in rows.items():
        complete = len(bits) == len(keys) if every else bool(bits)  # an empty row is not stored
        found[number] &= reduce(and_ if every else or_, bits) if complete else 0


def span_of_blocks() -> tuple[int, int] | None:
    """Return the blocks of the oldest and the newest message, or None before the first one."""
    oldest = Message.objects.order_by("pk").values_list("pk", flat=True).first()
    if oldest is None:
        return None
    return oldest // search.BLOCK_MESSAGES, newest_message() // search.BLOCK_MESSAGES


def newest_message() -> int:
    """Return the id of the newest message, or 0."""
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def missing_block() -> int | None:
    """Return the newest full block that is not indexed, or None."""
    span = span_of_blocks()
    if span is None:
        return None
    first, filling = span  # the newest one still takes messages
    blocks = SearchBlock.objects.filter(pk__range=(first, filling - 1))
    if blocks.count() == filling - first:
        return None
    indexed = set(blocks.values_list("pk", flat=True))
    return next(n for n in range(filling - 1, first - 1, -1) if n not in indexed)
