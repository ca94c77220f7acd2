"""What a socket may be sent by its client, decoded and checked."""

import re
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat.protocol import commands as c
from chat.protocol.actors import Actor
from chat.protocol.commands.base import Id, Seq
from chat.protocol.errors import ChatError
from chat.protocol.languages import ENGLISH
from chat.protocol.limits import (
    CURSORS_PER_HELLO,
    FRAME_BYTES,
    FRAME_DEPTH,
    LANGUAGE_CHARACTERS,
    REF_CHARACTERS,
)


class Frame(BaseModel):
    """A frame that is not a command: it reads, or it is ephemeral."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Cursor(Frame):
    """Up to where a client has applied a room's changes, in which lineage."""

    epoch: Annotated[str, Field(max_length=32)]
    seq: Seq


class Hello(Frame):
    """Ask where one stands; ``cursors`` by room id resume rooms.

    ``language`` is that of the sentences in this socket's errors; one not spoken here is English.
    """

    cursors: Annotated[dict[str, Cursor], Field(max_length=CURSORS_PER_HELLO)] = {}
    language: Annotated[str, Field(max_length=LANGUAGE_CHARACTERS)] = ENGLISH


class Sync(Frame):
    """Ask what changed in a room beyond a cursor."""

    room: Id
    cursor: Cursor


class Typing(Frame):
    """Say that one is writing, in a room or in one of its threads."""

    room: Id
    thread: Seq | None = None


class Ping(Frame):
    """Say that one is there; ``received`` counts the frames received so far."""

    received: Seq | None = None


#: Frames that change something, and the command each stands for.
COMMANDS: dict[str, type[c.Command]] = {
    "message.post": c.PostMessage,
    "message.edit": c.EditMessage,
    "message.delete": c.DeleteMessage,
    "reaction.add": c.AddReaction,
    "reaction.remove": c.RemoveReaction,
    "message.pin": c.PinMessage,
    "message.unpin": c.UnpinMessage,
    "preview.remove": c.RemovePreview,
    "bookmark.add": c.AddBookmark,
    "bookmark.remove": c.RemoveBookmark,
    "read.move": c.MoveRead,
    "level.set": c.SetLevel,
    "room.place": c.PlaceRoom,
    "thread.follow": c.FollowThread,
    "thread.unfollow": c.UnfollowThread,
    "thread.read.move": c.MoveThreadRead,
}
READS: dict[str, type[Frame]] = {"hello": Hello, "sync": Sync, "typing": Typing, "ping": Ping}


def decode(text: str) -> tuple[str, str, dict[str, Any]]:
    """Return (type, ref, fields) of a frame. Raises ``bad_frame``, ``too_long``.

    The size is checked before the parser sees the text, the depth before anything else does.
    """
    if len(text) > FRAME_BYTES or (not text.isascii() and len(text.encode()) > FRAME_BYTES):
        raise ChatError("too_long", "A frame holds at most {count} bytes.", count=FRAME_BYTES)
    if text.count("{") + text.count("[") > FRAME_DEPTH and _too_deep(text):
        raise ChatError("bad_frame", "A frame nests at most {count} levels.", count=FRAME_DEPTH)
    try:
        fields = orjson.loads(text)
    except ValueError:  # also lone surrogates and numbers that are none
        raise ChatError("bad_frame", "A frame is one JSON object.") from None
    if not isinstance(fields, dict):
        raise ChatError("bad_frame", "A frame is one JSON object.")
    kind, ref = fields.pop("type", None), fields.pop("ref", None)
    if not isinstance(ref, str) or len(ref) > REF_CHARACTERS:
        raise ChatError(
            "bad_frame", "A frame's ref is a string of up to {count}.", count=REF_CHARACTERS
        )
    if not isinstance(kind, str):
        error = ChatError("bad_frame", "A frame's type is a string.")
        error.ref = ref  # type: ignore[attr-defined]
        raise error
    return kind, ref, fields


_BRACKETS = re.compile(r'\\.|["{}\[\]]', re.DOTALL)


def _too_deep(text: str) -> bool:
    """Whether a frame nests too deeply; brackets inside its strings are what people write."""
    depth, quoted = 0, False
    for token in _BRACKETS.findall(text):
        if token == '"':
            quoted = not quoted
        elif not quoted and token in "{[":
            depth += 1
            if depth > FRAME_DEPTH:
                return True
        elif not quoted and token in "}]":
            depth -= 1
    return False


def command_of(kind: str, fields: dict[str, Any], by: Actor) -> c.Command | None:
    """Return the command that a frame stands for, or None. Raises ``bad_frame``."""
    schema = COMMANDS.get(kind)
    if schema is None:
        return None
    if "by" in fields or "wait" in fields:
        raise ChatError("bad_frame", "by: a frame cannot say who sends it.")
    try:
        return schema(by=by, **fields)
    except ValidationError as error:
        raise bad_frame(error) from None
    except TypeError:  # a key that is no identifier
        raise ChatError("bad_frame", "A frame's fields have plain names.") from None


def read_of(kind: str, fields: dict[str, Any]) -> Frame:
    """Return a frame that reads. Raises ``bad_frame``, also for unknown types."""
    schema = READS.get(kind)
    if schema is None:
        raise ChatError("bad_frame", "There is no frame of this type.")
    try:
        return schema.model_validate(fields)
    except ValidationError as error:
        raise bad_frame(error) from None


def bad_frame(error: ValidationError) -> ChatError:
    """Return the refusal that names the first wrong field, without repeating its value."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "frame"
    return ChatError("bad_frame", "{where}: {reason}.", where=where, reason=first["msg"])
