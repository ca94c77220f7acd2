"""Add and remove reactions."""

from typing import Annotated

from pydantic import Field

from chat.protocol.commands.base import RoomCommand, Seq
from chat.protocol.limits import EMOJI_CHARACTERS

Emoji = Annotated[str, Field(min_length=1, max_length=EMOJI_CHARACTERS)]


class AddReaction(RoomCommand):
    """React to a message; repeating it changes nothing."""

    seq: Seq
    emoji: Emoji


class RemoveReaction(RoomCommand):
    """Take one's reaction back; repeating it changes nothing."""

    seq: Seq
    emoji: Emoji
