"""The JSON of the REST surface: what bodies must look like and what answers do look like."""

from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from chat.protocol.commands.base import Id, Seq

Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Uuid = Annotated[UUID, PlainSerializer(str)]
Kind = Literal["open", "closed", "direct"]
Callers = Literal["everybody", "moderators"]
Level = Literal["everything", "mentions", "nothing"]
RoomRole = Literal["owner", "moderator", "member"]


class Body(BaseModel):
    """What a caller sends: exactly the named fields, each of its own type."""

    model_config = ConfigDict(strict=True, extra="forbid")


def answer(value: Any, status: int = 200) -> HttpResponse:
    """Return JSON as the queries and rules made it; the shapes below describe it."""
    return HttpResponse(orjson.dumps(value), status=status, content_type="application/json")


def nothing() -> HttpResponse:
    """Return 204: it is done and there is nothing to show."""
    return HttpResponse(status=204)


class Person(BaseModel):
    """An account: a person or a bot."""

    id: Id
    username: str
    name: str = Field(description="What others read beside this account's words.")
    kind: Literal["person", "bot"]
    role: Literal["owner", "admin", "moderator", "member"]


class RoomState(BaseModel):
    """What is the same of a room for everyone."""

    id: Id
    slug: str
    name: str
    kind: Kind
    topic: str
    archived: bool
    pins: int = Field(description="How many of its messages are pinned.")
    callers: Callers = Field(description="Who may call many at once in it.")
    epoch: str
    seq: Seq


class Room(RoomState):
    """A room as the caller stands in it."""

    member: bool
    read: Seq
    unread: int
    mentions: int
    level: Level
    muted_until: Time | None = Field(default=None, description="Until then nothing is told of it.")
    role: RoomRole | None
    members_count: int
    users: list[Person] = Field(default=[], description="The people of a direct room.")
    favourite: bool = Field(default=False, description="At the top of the caller's sidebar.")
    section: Id | None = Field(default=None, description="Of the caller's sidebar.")
    bookmarks: list[Seq] = Field(default=[], description="The messages of it that one keeps.")


class Rooms(BaseModel):
    """The caller's rooms, then the open rooms it could join."""

    rooms: list[Room]


class Member(BaseModel):
    """A membership."""

    user: Person
    role: RoomRole
    level: Level
    joined_at: Time


class Members(BaseModel):
    """Who belongs to a room, by name."""

    members: list[Member]


class Tombstone(BaseModel):
    """When and by whom a message was deleted."""

    at: Time
    by: Id


class ReactionGroup(BaseModel):
    """An emoji and who reacted with it."""

    emoji: str
    users: list[Id]


class LastReply(BaseModel):
    """When a thread was answered last, and by whom lately, newest first."""

    seq: Seq
    at: Time
    people: list[Id]


class PixelSize(BaseModel):
    """How large a picture is, known before it is loaded."""

    width: int
    height: int


class Upload(BaseModel):
    """A file; its bytes are at /files/{id}, a thumbnail at /files/{id}/thumbnail."""

    id: Uuid
    name: str
    type: str = Field(description="The media type, by its content.")
    size: int = Field(description="Bytes.")
    width: int | None = Field(description="Pixels of a picture.")
    height: int | None
    thumbnail: PixelSize | None = Field(description="Of a picture too large to show as it is.")
    description: str = Field("", description="What it shows, for who cannot see it.")


class Preview(BaseModel):
    """What a linked page says of itself, as plain text; its title is never empty."""

    url: str
    title: str
    description: str
    site: str


class Message(BaseModel):
    """A message, known by its room and seq."""

    room: Id
    seq: Seq
    changed_seq: Seq
    client_id: Uuid
    author: Id
    author_name: str
    at: Time
    text: str = Field(description="The source as written; empty when deleted.")
    html: str = Field(description="Rendered and sanitised; empty when deleted.")
    thread: Seq | None = Field(description="The seq of the root message this replies to.")
    replies: int = Field(description="Of a root message; deleted ones are not counted.")
    last_reply: LastReply | None
    edited_at: Time | None
    deleted: Tombstone | None
    attachments: list[Upload]
    previews: list[Preview]
    reactions: list[ReactionGroup]
    mentions: list[Id]
    everybody: bool = Field(description="Whether it calls everybody who hears it.")
    pinned: bool


class Page(BaseModel):
    """A page of a room's messages, oldest first."""

    messages: list[Message]
    epoch: str
    seq: Seq
    has_before: bool
    has_after: bool


class Follow(BaseModel):
    """A thread that the caller follows; the counts hold as of seq."""

    room: Id
    thread: Seq = Field(description="The seq of its root message.")
    seq: Seq
    read: Seq
    unread: int
    mentions: int


class Thread(BaseModel):
    """A root message and a page of its replies, oldest first."""

    messages: list[Message]
    epoch: str
    seq: Seq
    has_before: bool
    has_after: bool
    follow: Follow | None


class FollowedThread(Follow):
    """A thread that the caller follows, with its root message."""

    root: Message


class Followed(BaseModel):
    """A page of the threads that the caller follows, unread ones first."""

    threads: list[FollowedThread]
    next: str | None = Field(description="Names the next page.")


class Synced(BaseModel):
    """The room and what changed in it beyond a cursor, oldest change first."""

    type: Literal["room.synced"]
    room: Id
    epoch: str
    messages: list[Message]
    room_state: RoomState
    seq: Seq = Field(description="The new cursor.")
    more: bool = Field(description="Ask again with the new cursor.")


class Reset(BaseModel):
    """The cursor is useless: read the room anew."""

    type: Literal["room.reset"]
    room: Id
    epoch: str
    seq: Seq


class Revision(BaseModel):
    """An earlier text of a message."""

    text: str
    html: str
    replaced_at: Time
    seq: Seq = Field(description="The seq of the edit that replaced it.")


class Revisions(BaseModel):
    """The earlier texts of a message, oldest first."""

    revisions: list[Revision]


class Piece(BaseModel):
    """A part of a snippet: text, and whether it is what was looked for."""

    text: str
    hit: bool


class Found(BaseModel):
    """A message that was searched for."""

    message: Message
    snippet: list[Piece] = Field(description="The text around the first hit, in order.")


class RoomPlace(BaseModel):
    """What a room is called, and where it is found."""

    id: Id
    slug: str
    name: str
    kind: Kind


class Results(BaseModel):
    """What a search found, newest first."""

    results: list[Found]
    rooms: list[RoomPlace] = Field(description="Each room of the results once.")
    next: str | None = Field(description="Where to go on; null where all was looked at.")


class Standing(BaseModel):
    """How far the caller has read a room, and what is left."""

    read: Seq
    unread: int
    mentions: int
