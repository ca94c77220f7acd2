"""What every command has in common: it is frozen, strict, and says who asks."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, Strict

from chat.protocol.actors import Actor
from chat.protocol.limits import INTEGER_MAX

Id = Annotated[int, Field(ge=1, le=INTEGER_MAX)]
Seq = Annotated[int, Field(ge=0, le=INTEGER_MAX)]
ClientId = Annotated[UUID, Strict(False)]  # JSON carries it as a string


class Command(BaseModel):
    """An imperative. Its fields beside ``by`` are the fields of its frame or REST body."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    #: The scope a token needs for it.
    scope: ClassVar[str] = "write"
    #: True where it takes a right away, locks as it goes, or stands on a right in a room that it
    #: does not lock: nothing else commits beside it.
    alone: ClassVar[bool] = False

    by: SkipValidation[Actor]


class RoomCommand(Command):
    """A command about one room, whose row is locked while it runs."""

    room: Id
