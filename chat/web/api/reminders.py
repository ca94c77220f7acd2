"""Be reminded of messages and of one's own words."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.pipeline import perform_sync
from chat.protocol.commands import FinishReminder, SetReminder
from chat.protocol.commands.base import Id, Seq, Time
from chat.protocol.commands.reminders import ReminderText
from chat.queries.reminders import reminders_of
from chat.web.api.entry import Call, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Message, Uuid, answer, nothing
from chat.web.api.shapes import Time as Stamp

router = Router(tags=["reminders"])
PLACE = "/reminders/{uuid:reminder}"


class NewReminder(Body):
    """When one is to be reminded, and of what: a message by its place, or one's own words."""

    due_at: Time
    text: ReminderText = ""
    room: Id | None = None
    seq: Seq | None = None


class Reminder(BaseModel):
    """What one is reminded of; due says whether its time has come."""

    id: Uuid
    due_at: Stamp
    due: bool
    text: str
    room: Id | None
    seq: Seq | None


class ListedReminder(Reminder):
    """A reminder with the message it is about."""

    message: Message | None


class Reminders(BaseModel):
    """Everything the caller is reminded of, the earliest first."""

    reminders: list[ListedReminder] = Field(description="In rooms one belongs to, or in none.")


@router.get(
    "/reminders",
    response=Reminders,
    summary="List one's reminders",
    **reads("list_reminders"),
)
def list_reminders(request: Call) -> HttpResponse:
    """What waits and what is due, until one is done with it."""
    return answer({"reminders": reminders_of(viewer_of(request))})


@router.put(
    PLACE,
    response=Reminder,
    summary="Be reminded",
    **changes("set_reminder", "not_found"),
)
def set_reminder(request: Call, reminder: UUID, body: NewReminder) -> HttpResponse:
    """Under an id that the caller makes; the same id again moves it to another time."""
    command = SetReminder(by=request.auth, key=reminder, **body.model_dump())
    return answer(perform_sync(command).result["reminder"])


@router.delete(
    PLACE,
    response={204: None},
    summary="Be done with a reminder",
    **changes("finish_reminder", "not_found"),
)
def finish_reminder(request: Call, reminder: UUID) -> HttpResponse:
    """Repeating it changes nothing."""
    perform_sync(FinishReminder(by=request.auth, key=reminder))
    return nothing()
