"""Post, edit and delete messages."""

from typing import Annotated

from pydantic import Field

from chat.protocol.commands.base import ClientId, RoomCommand, Seq
from chat.protocol.limits import ATTACHMENTS_PER_MESSAGE, MESSAGE_BYTES

#: Checked for real in `chat.text.check`; here only kept from growing without bound.
Text = Annotated[str, Field(max_length=MESSAGE_BYTES)]
#: The ids of one's own uploads, in the order in which they are shown.
Attachments = Annotated[list[ClientId], Field(max_length=ATTACHMENTS_PER_MESSAGE)]


class PostMessage(RoomCommand):
    """Say something in a room; ``client_id`` makes a retry harmless for ever.

    The text may be empty where there are attachments.
    """

    client_id: ClientId
    text: Text
    thread: Seq | None = None
    attachments: Attachments = []
    #: Set by a door whose sender is over its rate: seconds until it may post again. The rule
    #: refuses with it, but only after it has answered a repeat.
    wait: Annotated[float | None, Field(exclude=True)] = None


class EditMessage(RoomCommand):
    """Replace the text of one's own message."""

    seq: Seq
    text: Text


class DeleteMessage(RoomCommand):
    """Leave a tombstone in place of a message."""

    seq: Seq
