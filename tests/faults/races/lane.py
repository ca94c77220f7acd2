"""One lane of the races: a person with a right, and what stands ready for their commands."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from chat.models import User
from chat.protocol import commands as c
from chat.protocol.actors import Actor
from tests.faults.races.needs import Right

HELPED = 3  # people to bring in, to remove and to delete from: one for each door

numbers = itertools.count(1)
Fields = dict[str, Any]


@dataclass
class Lane:
    """One person, their rights, and a closed room with something in it."""

    right: Right
    user: User
    target: User
    barred: User
    room: int = 0
    number: int = field(default_factory=lambda: next(numbers))
    seqs: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    before: list[c.Command] = field(default_factory=list)  # to be done before the race
    token: tuple[int, str] = (0, "")
    session: str = ""
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """The person, before the race."""
        return Actor(self.user.pk)
