"""Mistakes in what is stored, acked and refused, for a server with a fault planted in it.

Each is put in by replacing a function; `tests.faults.planted` names them.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from chat.models import Membership, Message, Reaction, bulk
from chat.pipeline import group_commit
from chat.protocol import commands as c
from chat.protocol.errors import ChatError

DICE = random.Random(7)
HALF = 0.5  # of what happens seldom
OFTEN = 0.05  # of commits

commit = group_commit.commit


def each_commit(spoil: Callable[[Sequence[Any], Any], None]) -> None:
    """Spoils what some commits stored or answer; ``spoil`` is given commands and results."""

    def spoiled(commands: Sequence[Any], prepared: Any) -> Any:
        done = commit(commands, prepared)
        if DICE.random() < OFTEN:
            spoil(commands, done)
        return done

    group_commit.commit = spoiled  # type: ignore[assignment]


def forbidden() -> ChatError:
    """The refusal of what was done all the same."""
    return ChatError("forbidden", "You may not.")


def ack_before_commit() -> None:
    """Acks and tells what some transactions then take back."""

    def hasty(commands: Sequence[Any], prepared: Any) -> Any:
        with transaction.atomic():
            done = commit(commands, prepared)
            if DICE.random() < OFTEN:
                transaction.set_rollback(True)
        return done

    group_commit.commit = hasty  # type: ignore[assignment]


def no_unique_index() -> None:
    """Forgets what was posted before; the operator has taken the constraint away."""
    standing = bulk.standing
    bulk.standing = lambda places: (standing(places)[0], [])


def stores_what_it_refuses() -> None:
    """Answers some posts as refused although they are stored."""

    def refusing(_: Sequence[Any], done: Any) -> None:
        done.results = [forbidden() for _ in done.results]

    each_commit(refusing)


def changes_what_it_refuses() -> None:
    """Answers edits, deletions and reactions as refused although they took effect."""

    def refusing(commands: Sequence[Any], prepared: Any) -> Any:
        done = commit(commands, prepared)
        changes = (c.EditMessage, c.DeleteMessage, c.AddReaction)
        done.results = [
            forbidden() if isinstance(command, changes) and DICE.random() < HALF else result
            for command, result in zip(commands, done.results, strict=True)
        ]
        return done

    group_commit.commit = refusing  # type: ignore[assignment]


def acks_edits_by_place() -> None:
    """Acks an edit with the seq of the message, not with that of the change."""

    def older(commands: Sequence[Any], prepared: Any) -> Any:
        done = commit(commands, prepared)
        done.results = [
            replace(result, seq=command.seq)
            if isinstance(command, c.EditMessage) and not isinstance(result, ChatError)
            else result
            for command, result in zip(commands, done.results, strict=True)
        ]
        return done

    group_commit.commit = older  # type: ignore[assignment]


def forgets_reactions() -> None:
    """Acks reactions, tells of them, and does not keep all of them."""
    each_commit(lambda *_: Reaction.objects.all().delete())


def forgets_pins() -> None:
    """Acks pins, tells of them, and does not keep all of them."""
    each_commit(lambda *_: Message.objects.exclude(pinned_at=None).update(pinned_at=None))


def forgets_members() -> None:
    """Acks memberships, tells of them, and does not keep all of them."""

    def forgetting(commands: Sequence[Any], prepared: Any) -> Any:
        done = commit(commands, prepared)
        for command in commands:
            if isinstance(command, c.AddMember):
                Membership.objects.filter(room=command.room, user=command.user).delete()
        return done

    group_commit.commit = forgetting  # type: ignore[assignment]
