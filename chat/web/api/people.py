"""The JSON of people with what they say of themselves."""

from pydantic import BaseModel, Field

from chat.protocol.commands.base import Seq
from chat.protocol.commands.profiles import QuietHours
from chat.web.api.shapes import Person, RoomPlace, Time


class Status(BaseModel):
    """What somebody is doing just now."""

    emoji: str
    text: str
    until: Time | None = Field(description="When it ends by itself.")


class Profile(Person):
    """A person with what they say of themselves; what is over is left out."""

    seq: Seq = Field(description="Of their last change, in the order of the workspace.")
    title: str = Field(description="What they do.")
    pronouns: str
    time_zone: str = Field(description="An IANA name; empty where they did not say.")
    status: Status | None
    quiet_until: Time | None = Field(description="They are not to be disturbed before.")
    quiet_hours: list[QuietHours] = Field(description="In their time zone.")


class Me(Profile):
    """The caller, and what its credential is good for."""

    scopes: list[str]


class People(BaseModel):
    """A page of accounts in order of their ids."""

    users: list[Profile]
    has_after: bool


class CommonRooms(BaseModel):
    """The rooms that the caller and somebody else belong to, by name."""

    rooms: list[RoomPlace]
