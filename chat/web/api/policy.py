"""Why somebody may or may not do something, from the table that the doors are tested by."""

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.models import User
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.commands.base import Id
from chat.protocol.errors import ChatError
from chat.protocol.policy import ACTIONS, ROOM_ACTIONS
from chat.queries.accounts import user_visible_to
from chat.queries.policy import explain
from chat.queries.rooms import room_visible_to
from chat.web.api.entry import Call, account_of
from chat.web.api.openapi import reads
from chat.web.api.shapes import answer

router = Router(tags=["moderation"])


class Explained(BaseModel):
    """A verdict and the steps that decided it."""

    action: str
    person: Id
    room: Id | None
    allowed: bool
    code: str | None = Field(description="Of the refusal; null where it is allowed.")
    trace: list[str] = Field(description="What was found, in the order in which it counted.")


@router.get(
    "/explain",
    response=Explained,
    summary="Explain what somebody may do",
    **reads("explain", "not_found"),
)
def explain_action(
    request: Call, action: str, room: Id | None = None, person: Id | None = None
) -> HttpResponse:
    """For oneself; for others where one is a moderator. Actions are rows of the policy, and those
    about rooms need one, which the caller must see."""
    viewer = account_of(request)
    if action not in ACTIONS:
        raise ChatError("bad_frame", "action: there is no such action.")
    if room is None and action in ROOM_ACTIONS:
        raise ChatError("bad_frame", "room: this action is about a room.")
    subject = _subject(viewer, person)
    place = room_visible_to(viewer, room) if room is not None else None
    verdict = explain(subject, action, place, clock.now())
    found = {"action": action, "person": subject.pk, "room": room, "allowed": verdict.allowed}
    return answer(found | {"code": verdict.code, "trace": list(verdict.trace)})


def _subject(viewer: User, person: int | None) -> User:
    """Return whom it is about; raises ``forbidden``, ``not_found``."""
    if person in (None, viewer.pk):
        return viewer
    if viewer.rank < RANKS["moderator"]:
        raise ChatError("forbidden", "Only moderators may ask what others may do.")
    return user_visible_to(viewer, person or 0)
