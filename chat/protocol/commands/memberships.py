"""Join rooms, add people, leave and remove."""

from typing import Literal

from chat.protocol.commands.base import Id, RoomCommand


class AddMember(RoomCommand):
    """Join a room oneself, or bring somebody in."""

    user: Id
    role: Literal["member", "moderator", "owner"] | None = None


class EndMembership(RoomCommand):
    """Leave a room, or remove somebody from it."""

    user: Id


class SetLevel(RoomCommand):
    """Choose what one is told of a room."""

    level: Literal["everything", "mentions", "nothing"]
