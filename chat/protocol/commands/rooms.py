"""Create, change and archive rooms."""

from typing import Annotated, Literal

from pydantic import Field

from chat.protocol.commands.base import Command, Id, RoomCommand
from chat.protocol.limits import DIRECT_PEOPLE, REASON_CHARACTERS


class CreateRoom(Command):
    """Open a room; its creator becomes its owner."""

    slug: str
    name: str
    kind: Literal["open", "closed"] = "open"
    topic: str = ""


class OpenDirect(Command):
    """Find or make the one direct room of a set of people, oneself included."""

    users: Annotated[list[Id], Field(min_length=1, max_length=DIRECT_PEOPLE)]


class UpdateRoom(RoomCommand):
    """Change a room's name, slug or topic, or who may call many in it; what is absent stays."""

    name: str | None = None
    slug: str | None = None
    topic: str | None = None
    callers: Literal["everybody", "moderators"] | None = None


class ArchiveRoom(RoomCommand):
    """Close a room for writing, or open it again."""

    archived: bool = True


class EnterRoom(RoomCommand):
    """Say why one reads a closed room that one has no part in, in the administration."""

    scope = "admin"

    reason: Annotated[str, Field(min_length=1, max_length=REASON_CHARACTERS)]
