"""Be reminded of something at a time: of a message, or of one's own words."""

from typing import Annotated

from pydantic import Field

from chat.protocol.commands.base import ClientId, Command, Id, Seq, Time
from chat.protocol.limits import REMINDER_CHARACTERS

#: Checked for real in `chat.text`, which drops what draws nothing; here only kept from growing.
ReminderText = Annotated[str, Field(max_length=4 * REMINDER_CHARACTERS)]


class SetReminder(Command):
    """Be reminded at a time, or at another time than before; ``key`` is the caller's own name."""

    alone = True  # it stands on a membership in any room

    key: ClientId
    due_at: Time
    text: ReminderText = ""
    room: Id | None = None
    seq: Seq | None = None


class FinishReminder(Command):
    """Be done with a reminder, whether it was due or not; repeating it changes nothing."""

    key: ClientId


class TellReminders(Command):
    """Tell everybody of what is due for them. The server asks for it, nobody else may."""
