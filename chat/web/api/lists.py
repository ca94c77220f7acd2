"""The JSON of the lists of messages beside the timeline: pins, bookmarks, mentions."""

from pydantic import BaseModel, Field

from chat.protocol.commands.base import Id
from chat.web.api.shapes import Message, Time


class Pin(BaseModel):
    """A pinned message, when it was pinned, and by whom; null for the operator."""

    message: Message
    at: Time
    by: Id | None


class Pins(BaseModel):
    """What is pinned in a room, pinned last first."""

    pins: list[Pin]


class Bookmark(BaseModel):
    """A message that the caller keeps, and since when."""

    message: Message
    at: Time


class Bookmarks(BaseModel):
    """A page of the messages that the caller keeps, kept last first."""

    bookmarks: list[Bookmark]
    next: Id | None = Field(description="Names the next page.")


class Mention(BaseModel):
    """A message that mentions the caller, and whether it is unread."""

    message: Message
    unread: bool


class Mentions(BaseModel):
    """A page of the messages of others that mention the caller, mentioned last first."""

    mentions: list[Mention]
    next: Id | None = Field(description="Names the next page.")
