"""Carries many commands out in large commits, and counts what became of them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from chat.actions.outcome import Outcome
from chat.management.demo.chitchat import Archive, commands
from chat.management.progress import Meter
from chat.pipeline import commit_batch
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError
from chat.queries.archive import room_ids

COMMANDS_AT_ONCE = 500  # in one commit: one flush to disk for all, some milliseconds of a lock

T = TypeVar("T")


def in_batches(items: Iterable[T], size: int = COMMANDS_AT_ONCE) -> Iterator[list[T]]:
    """Yield lists of so many items; the last one is shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def carry_out(
    items: Iterable[Command], meter: Meter | None = None
) -> Iterator[Outcome | ChatError]:
    """Commit many commands, many at a time, and yield what became of each, in order."""
    for batch in in_batches(items):
        yield from commit_batch(batch)
        if meter is not None:
            meter.advance(len(batch))


def outcome_of(result: Outcome | ChatError) -> Outcome:
    """Return an outcome; raises the refusal."""
    if isinstance(result, ChatError):
        raise result
    return result


def make_people(archive: Archive) -> dict[str, int]:
    """Find or make an account for each sender; returns their ids."""
    outcomes = map(outcome_of, carry_out(archive.people()))
    ids = (int(outcome.result["user"]["id"]) for outcome in outcomes)
    return dict(zip(archive.names, ids, strict=True))


def make_rooms(archive: Archive, host: int) -> dict[str, int]:
    """Find or make the rooms; returns their ids by slug."""
    wanted = archive.rooms(host)
    known = room_ids(list(wanted))
    missing = [command for slug, command in wanted.items() if slug not in known]
    for _ in map(outcome_of, carry_out(missing)):
        pass
    return room_ids(list(wanted))


def join_rooms(archive: Archive, users: dict[str, int], rooms: dict[str, int]) -> None:
    """Bring everyone into the rooms they wrote in."""
    for _ in map(outcome_of, carry_out(archive.memberships(users, rooms))):
        pass


def post_all(
    archive: Archive, users: dict[str, int], rooms: dict[str, int], meter: Meter
) -> tuple[int, int, int]:
    """Post every message; returns how many were stored, repeated and refused."""
    stored = repeated = refused = 0
    for result in carry_out(commands(archive.posts(), users, rooms), meter):
        if isinstance(result, ChatError):
            refused += 1
        elif result.repeated:
            repeated += 1
        else:
            stored += 1
    return stored, repeated, refused
