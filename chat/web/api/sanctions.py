"""Warnings, mutes, bans and suspensions: what holds, what is imposed, what is lifted."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.commands import Command, ImposeSanction, LiftSanction, SuspendUser
from chat.protocol.commands.base import Id, Seq
from chat.protocol.commands.base import Time as Until
from chat.protocol.commands.sanctions import Reason
from chat.protocol.errors import ChatError
from chat.protocol.limits import PAGE_SANCTIONS
from chat.queries.sanctions import sanction_record, sanctions_of, sanctions_visible_to
from chat.web.api.entry import Call, account_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Time, answer

router = Router(tags=["moderation"])
Limit = Annotated[int, Field(ge=1, le=PAGE_SANCTIONS)]


class OwnSanction(BaseModel):
    """A sanction as the person it is for reads it."""

    id: Id
    kind: Literal["warning", "mute", "ban", "suspension"]
    user: Id
    room: Id | None = Field(description="Null: everywhere.")
    reason: str
    at: Time
    until: Time | None = Field(description="Null: until it is lifted.")
    running: bool


class Sanction(OwnSanction):
    """A sanction as moderators read it."""

    by: Id | None = Field(description="Null: the server's command line.")
    lifted_at: Time | None
    lifted_by: Id | None


class OwnSanctions(BaseModel):
    """What holds for the caller."""

    sanctions: list[OwnSanction]


class Sanctions(BaseModel):
    """A page of sanctions, imposed last first."""

    sanctions: list[Sanction]
    next: Id | None = Field(description="Names the next page.")


class NewSanction(Body):
    """What to impose on whom, where, until when and why."""

    kind: Literal["warning", "mute", "ban", "suspension"]
    user: Id
    room: Id | None = None
    until: Until | None = None
    reason: Reason = ""


@router.get(
    "/me/sanctions",
    response=OwnSanctions,
    summary="What holds for me",
    **reads("list_own_sanctions"),
)
def list_own_sanctions(request: Call) -> HttpResponse:
    """The caller's running mutes and bans, with their reasons and ends."""
    return answer({"sanctions": sanctions_of(request.auth.user, clock.now())})


@router.get("/sanctions", response=Sanctions, summary="List sanctions", **reads("list_sanctions"))
def list_sanctions(
    request: Call,
    user: Id | None = None,
    room: Id | None = None,
    running: bool = False,
    before: Seq | None = None,
    limit: Limit = PAGE_SANCTIONS,
) -> HttpResponse:
    """Of the rooms one leads; for moderators also of the workspace."""
    now: datetime = clock.now()
    rows = sanctions_visible_to(account_of(request)).order_by("-pk")
    rows = rows.filter(user=user) if user else rows
    rows = rows.filter(room=room) if room else rows
    rows = rows.running(now) if running else rows  # type: ignore[attr-defined]
    rows = rows.filter(pk__lt=before) if before else rows
    page = list(rows[: limit + 1])
    found = [sanction_record(row, now) for row in page[:limit]]
    return answer({"sanctions": found, "next": found[-1]["id"] if len(page) > limit else None})


@router.post(
    "/sanctions",
    response={201: Sanction},
    summary="Impose a sanction",
    **changes("impose_sanction", "not_found", scope="moderate"),
)
def impose_sanction(request: Call, body: NewSanction) -> HttpResponse:
    """On somebody below oneself, in a room one leads or as a moderator of the workspace."""
    fields = body.model_dump()
    if body.kind == "suspension":
        fields.pop("kind")
        if fields.pop("room") is not None:
            raise ChatError("bad_frame", "A suspension is for the whole workspace.")
        command: Command = SuspendUser(by=request.auth, **fields)
    else:
        command = ImposeSanction(by=request.auth, **fields)
    return answer(perform_sync(command).result["sanction"], 201)


@router.delete(
    "/sanctions/{int:sanction}",
    response=Sanction,
    summary="Lift a sanction",
    **changes("lift_sanction", "not_found", scope="moderate"),
)
def lift_sanction(request: Call, sanction: Id) -> HttpResponse:
    """Before its time; what is over stays over."""
    command = LiftSanction(by=request.auth, sanction=sanction)
    return answer(perform_sync(command).result["sanction"])
