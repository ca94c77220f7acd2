"""Pin messages to their room, and take pins off."""

from chat.protocol.commands.base import RoomCommand, Seq


class PinMessage(RoomCommand):
    """Keep a message within reach of everyone in its room; repeating it changes nothing."""

    seq: Seq


class UnpinMessage(RoomCommand):
    """Take the pin off a message; repeating it changes nothing."""

    seq: Seq
