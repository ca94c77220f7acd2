"""Keep messages for oneself, and keep them no longer."""

from chat.protocol.commands.base import RoomCommand, Seq


class AddBookmark(RoomCommand):
    """Keep a message for oneself; repeating it changes nothing."""

    seq: Seq


class RemoveBookmark(RoomCommand):
    """Keep a message no longer; repeating it changes nothing."""

    seq: Seq
