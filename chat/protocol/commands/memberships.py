"""Join rooms, add people, leave and remove."""

from typing import Literal

from chat.protocol.commands.base import Id, RoomCommand, Time


class AddMember(RoomCommand):
    """Join a room oneself, or bring somebody in."""

    user: Id
    role: Literal["member", "moderator", "owner"] | None = None


class EndMembership(RoomCommand):
    """Leave a room, or remove somebody from it."""

    user: Id


class SetLevel(RoomCommand):
    """Choose what one is told of a room, and until when nothing of it.

    Once that time is over the level holds; a choice without one ends the muting.
    """

    level: Literal["everything", "mentions", "nothing"]
    muted_until: Time | None = None
