"""The rules of reminders: set by oneself, told once and to nobody else, kept until one is done."""

from datetime import timedelta

from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Message, Reminder, User
from chat.protocol.commands import FinishReminder, SetReminder, TellReminders
from chat.protocol.errors import ChatError
from chat.protocol.limits import REMINDER_CHARACTERS, REMINDER_DAYS, REMINDERS_PER_USER
from chat.queries.reminders import reminder_wire
from chat.queries.rooms import room_visible_to
from chat.text.check import check_name

TOLD_AT_ONCE = 100  # in one commit: after a day without a server they come in some tens of them


def set_reminder(command: SetReminder, batch: Batch) -> Outcome:
    """Be reminded of one's own words, or of a message of a room one belongs to.

    A key that is known moves its reminder to another time: one that was due waits again. Raises
    ``bad_frame``, ``too_long``, ``not_found``, ``forbidden``, ``conflict``.
    """
    message = _message(command, batch)
    text = _text(command)
    mine = Reminder.objects.filter(user_id=command.by.user)
    known = mine.filter(key=command.key).first()
    if known is not None:
        if (known.room_id, known.seq) != (command.room, command.seq):
            raise ChatError("conflict", "This reminder is about something else: make a new one.")
        if (known.due_at, known.text) == (command.due_at, text):
            return Outcome(repeated=True, result={"reminder": reminder_wire(known)})
    _refuse_time(command, batch)
    if known is None and mine.count() >= REMINDERS_PER_USER:
        raise ChatError("forbidden", "You have as many reminders as one may: finish one first.")
    reminder = known or _new(command, message, batch)
    reminder.due_at, reminder.text, reminder.told_at = command.due_at, text, None
    reminder.save()
    batch.tell_viewer(command.by.user, "reminder.set", reminder=reminder_wire(reminder))
    return Outcome(result={"reminder": reminder_wire(reminder)})


def _new(command: SetReminder, message: Message | None, batch: Batch) -> Reminder:
    place = {"room_id": command.room, "seq": command.seq, "message": message}
    return Reminder(user_id=command.by.user, key=command.key, at=batch.now, **place)


def finish_reminder(command: FinishReminder, batch: Batch) -> Outcome:
    """Be done with one of one's own; what is gone already, or never was, changes nothing."""
    gone, _ = Reminder.objects.filter(user_id=command.by.user, key=command.key).delete()
    if gone:
        batch.tell_viewer(command.by.user, "reminder.done", reminder={"id": str(command.key)})
    return Outcome(repeated=not gone)


def tell_reminders(command: TellReminders, batch: Batch) -> Outcome:
    """Tell people of what is due, the most overdue first; the result says of how many.

    Each is told once: that it was is written in the commit that numbers the telling, and what
    another process is telling just now is left to it. Raises ``forbidden``.
    """
    if not command.by.operator:
        raise ChatError("forbidden", "The server tells of reminders by itself.")
    waiting = Reminder.objects.filter(told_at=None, due_at__lte=batch.now)
    due = list(
        waiting.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk")[
            :TOLD_AT_ONCE
        ]
    )
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in due]).update(told_at=batch.now)
    for reminder in due:
        reminder.told_at = batch.now
        batch.tell_viewer(reminder.user_id, "reminder.due", reminder=reminder_wire(reminder))
    return Outcome(result={"told": len(due)})


def _message(command: SetReminder, batch: Batch) -> Message | None:
    """Return the message that the reminder is about, or None for one's own words."""
    if (command.room is None) != (command.seq is None):
        raise ChatError("bad_frame", "A message is named by its room and its seq.")
    if command.room is None or command.seq is None:
        return None
    if batch.membership(command.room, command.by.user) is None:
        room_visible_to(User(pk=command.by.user), command.room)
        raise ChatError("forbidden", "Join this room first.")
    message = batch.message(command.room, command.seq)
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    return message


def _text(command: SetReminder) -> str:
    """Return the words, without which a reminder has to be about a message."""
    if command.text.strip():
        return check_name(command.text, REMINDER_CHARACTERS, "reminder")
    if command.room is None:
        raise ChatError("bad_frame", "text: say what you want to be reminded of.")
    return ""


def _refuse_time(command: SetReminder, batch: Batch) -> None:
    if command.due_at <= batch.now:
        raise ChatError("bad_frame", "due_at: this time is over already.")
    if command.due_at > batch.now + timedelta(days=REMINDER_DAYS):
        raise ChatError("bad_frame", "due_at: at most {count} days from now.", count=REMINDER_DAYS)
