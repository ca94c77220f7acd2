"""The records of an export, one JSON object a line: the schema of version 1."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from chat.protocol.limits import (
    ATTACHMENTS_PER_MESSAGE,
    DESCRIPTION_CHARACTERS,
    EMOJI_CHARACTERS,
    FILE_NAME_CHARACTERS,
    INTEGER_MAX,
    NAME_CHARACTERS,
    PRONOUNS_CHARACTERS,
    SLUG_CHARACTERS,
    TITLE_CHARACTERS,
    TOPIC_CHARACTERS,
    USERNAME_CHARACTERS,
    ZONE_CHARACTERS,
)

Line = dict[str, Any]  # one record, on a line of its own

FORMAT: Literal["chat-history"] = "chat-history"
VERSION: Literal[1] = (
    1  # fields may be added within a version; what a field means changes only with it
)
KINDS = ("person", "room", "membership", "message")  # in the order of an export
LINE_BYTES = 16_777_216  # a message with two hundred long revisions; what is longer is no record

Number = Annotated[int, Field(ge=0, le=INTEGER_MAX)]
Identity = Annotated[int, Field(ge=1, le=INTEGER_MAX)]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]  # UTC
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]  # a UUID
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # SHA-256
Name = Annotated[str, Field(max_length=NAME_CHARACTERS)]


class Record(BaseModel):
    """What all records share: nothing unknown in them, and nothing turned into another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Person(Record):
    """An account, without anything secret of it."""

    type: Literal["person"]
    id: Identity
    username: Annotated[
        str, Field(max_length=USERNAME_CHARACTERS, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    ]
    name: Name
    kind: Literal["person", "bot"]
    role: Literal["owner", "admin", "moderator", "member"]
    active: bool
    title: Annotated[str, Field(max_length=TITLE_CHARACTERS)]
    pronouns: Annotated[str, Field(max_length=PRONOUNS_CHARACTERS)]
    time_zone: Annotated[str, Field(max_length=ZONE_CHARACTERS)]
    created_at: Moment


class Room(Record):
    """A room; ``people`` are those of a direct conversation, and ``seq`` is its head."""

    type: Literal["room"]
    id: Identity
    slug: Annotated[str, Field(max_length=SLUG_CHARACTERS, pattern=r"^[-A-Za-z0-9_]+$")]
    name: Name
    kind: Literal["open", "closed", "direct"]
    topic: Annotated[str, Field(max_length=TOPIC_CHARACTERS)]
    people: list[Identity]
    epoch: Annotated[str, Field(min_length=1, max_length=16)]
    seq: Number
    changed_seq: Number
    pins: Number
    created_at: Moment
    archived_at: Moment | None


class Membership(Record):
    """That somebody belongs to a room; ``read`` is their read pointer."""

    type: Literal["membership"]
    room: Identity
    user: Identity
    role: Literal["owner", "moderator", "member"]
    level: Literal["everything", "mentions", "nothing"]
    read: Number
    joined_seq: Number
    joined_at: Moment


class Deleted(Record):
    """When a message was deleted, and by whom."""

    at: Moment
    by: Identity | None


class LastReply(Record):
    """The last reply of a thread, and a few who answered lately."""

    seq: Identity
    at: Moment
    people: list[Identity]


class Size(Record):
    """Of a thumbnail, in pixels."""

    width: Number
    height: Number


class File(Record):
    """A file that a message carries; ``sha256`` is of its bytes."""

    id: Key
    name: Annotated[str, Field(min_length=1, max_length=FILE_NAME_CHARACTERS)]
    type: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$")]
    size: Number
    width: Number | None
    height: Number | None
    thumbnail: Size | None
    description: Annotated[str, Field(max_length=DESCRIPTION_CHARACTERS)] = ""
    sha256: Digest


class Reactions(Record):
    """Who reacted with one emoji, first to last."""

    emoji: Annotated[str, Field(min_length=1, max_length=EMOJI_CHARACTERS)]
    users: Annotated[list[Identity], Field(min_length=1)]


class Revision(Record):
    """An earlier text, and the change that replaced it."""

    text: str
    replaced_at: Moment
    replaced_seq: Identity


class Message(Record):
    """A message, known by room and seq. A deleted one is a tombstone without text."""

    type: Literal["message"]
    room: Identity
    seq: Identity
    changed_seq: Identity
    client_id: Key
    author: Identity
    at: Moment
    text: str
    thread: Identity | None
    replies: Number
    last_reply: LastReply | None
    edited_at: Moment | None
    deleted: Deleted | None
    pinned_at: Moment | None
    pinned_by: Identity | None
    attachments: Annotated[list[File], Field(max_length=ATTACHMENTS_PER_MESSAGE)]
    reactions: list[Reactions]
    mentions: list[Identity]
    revisions: list[Revision]


AnyRecord = Annotated[Person | Room | Membership | Message, Field(discriminator="type")]
RECORD: TypeAdapter[Person | Room | Membership | Message] = TypeAdapter(AnyRecord)
