"""Say who one is and what one is doing, and when one is not to be disturbed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chat.protocol.commands.base import Command, Time
from chat.protocol.limits import (
    EMOJI_CHARACTERS,
    NAME_CHARACTERS,
    PRONOUNS_CHARACTERS,
    STATUS_CHARACTERS,
    TITLE_CHARACTERS,
    ZONE_CHARACTERS,
)

DAYS = 7  # of a week, Monday the first


#: Checked for real in `chat.text`, which drops what draws nothing; here only kept from growing.
Name = Annotated[str, Field(max_length=4 * NAME_CHARACTERS)]
Title = Annotated[str, Field(max_length=4 * TITLE_CHARACTERS)]
Pronouns = Annotated[str, Field(max_length=4 * PRONOUNS_CHARACTERS)]
Zone = Annotated[str, Field(max_length=ZONE_CHARACTERS)]
StatusText = Annotated[str, Field(max_length=4 * STATUS_CHARACTERS)]
StatusEmoji = Annotated[str, Field(max_length=EMOJI_CHARACTERS)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QuietHours(BaseModel):
    """From when to when one is not to be disturbed, beginning at a day of the week.

    An end at or before the beginning lies on the next day.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    day: Annotated[int, Field(ge=1, le=DAYS)]
    begins: Clock
    ends: Clock


Hours = Annotated[list[QuietHours], Field(max_length=DAYS)]


class UpdateProfile(Command):
    """Change what one says of oneself; what is absent stays, what is empty is taken away."""

    name: Name | None = None
    title: Title | None = None
    pronouns: Pronouns | None = None
    time_zone: Zone | None = None


class SetStatus(Command):
    """Say what one is doing, until a time or until it is changed; without both, say nothing."""

    emoji: StatusEmoji = ""
    text: StatusText = ""
    until: Time | None = None


class SetQuiet(Command):
    """Ask not to be disturbed until a time; without one, be reached again."""

    until: Time | None = None


class SetQuietHours(Command):
    """Choose when one is not to be disturbed week after week, in one's own time zone."""

    hours: Hours
