"""Move one's read pointer."""

from chat.protocol.commands.base import RoomCommand, Seq


class MoveRead(RoomCommand):
    """Say up to which seq one has read; an earlier seq marks as unread."""

    seq: Seq
