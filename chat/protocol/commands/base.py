"""What every command has in common: it is frozen, strict, and says who asks."""

import re
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    Strict,
)
from pydantic_core import PydanticCustomError

from chat.protocol.actors import Actor
from chat.protocol.limits import INTEGER_MAX

Id = Annotated[int, Field(ge=1, le=INTEGER_MAX)]
Seq = Annotated[int, Field(ge=0, le=INTEGER_MAX)]
ClientId = Annotated[UUID, Strict(False)]  # JSON carries it as a string


def _written(value: object) -> object:
    """Refuse numbers: what looks like one may be seconds or milliseconds of anything."""
    if isinstance(value, datetime) or (isinstance(value, str) and _TIME.match(value)):
        return value
    raise PydanticCustomError("time", "A time is written like 2026-11-24T02:00:00Z")


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")

#: JSON carries a time as a string, with its zone.
Time = Annotated[AwareDatetime, Strict(False), BeforeValidator(_written)]


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
