"""Remove all of a person's messages of a period, a few in each commit."""

from typing import Annotated, Literal

from pydantic import Field

from chat.protocol.commands.base import Command, Id, RoomCommand, Seq, Time
from chat.protocol.commands.sanctions import Reason
from chat.protocol.limits import REMOVED_AT_ONCE


class RemoveMessages(Command):
    """Begin to remove what somebody said in a period, in a room or everywhere."""

    scope = "moderate"
    alone = True  # it stands on a right in a room that it locks as it goes; nothing is half posted

    user: Id
    room: Id | None = None
    since: Time
    until: Time | None = None
    reason: Reason = ""


class ContinueRemoval(RoomCommand):
    """Remove a few of these messages, all of one room; the server asks for it, not people.

    ``reached`` is the id of a message up to which nothing is left to remove once this is done.
    """

    removal: Id
    seqs: Annotated[list[Seq], Field(min_length=1, max_length=REMOVED_AT_ONCE)]
    reached: Seq = 0


class EndRemoval(Command):
    """Stop a removal; what is removed stays so. The server ends it as done, or as lapsed."""

    scope = "moderate"
    alone = True  # it stands on a right in a room that it does not lock

    removal: Id
    state: Literal["done", "stopped", "lapsed"] = "stopped"
