"""Warn, mute and ban people, and take it back."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, SkipValidation

from chat.protocol.commands.base import Command, Id
from chat.protocol.limits import REASON_CHARACTERS

Reason = Annotated[str, Field(max_length=REASON_CHARACTERS)]


class ImposeSanction(Command):
    """Warn somebody, or keep them from writing or from a room, until a time or until lifted."""

    scope = "moderate"
    alone = True  # it takes rights away, in a room that it locks as it goes

    kind: Literal["warning", "mute", "ban"]
    user: Id
    room: Id | None = None
    until: SkipValidation[datetime | None] = None
    reason: Reason = ""


class LiftSanction(Command):
    """End a mute, a ban or a suspension early."""

    scope = "moderate"
    alone = True  # it stands on a right in a room that it does not lock

    sanction: Id
