"""Note what no other command does: an export, a failed sign-in, a look at the log itself."""

from typing import Any

from pydantic import Field

from chat.protocol.commands.base import Command, Id
from chat.protocol.limits import COMMENT_CHARACTERS


class RecordAct(Command):
    """Add an entry to the audit log. Only the server itself may."""

    scope = "admin"

    act: str
    person: Id | None = None
    room: Id | None = None
    thing: str = ""
    reason: str = Field(default="", max_length=COMMENT_CHARACTERS)
    details: dict[str, Any] = Field(default_factory=dict)
