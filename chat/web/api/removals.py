"""Removing all of a person's messages of a period: what is asked for, and how far it is."""

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.pipeline import perform_sync
from chat.protocol.commands import EndRemoval, RemoveMessages
from chat.protocol.commands.base import Id, Seq
from chat.protocol.commands.base import Time as When
from chat.protocol.commands.sanctions import Reason
from chat.protocol.limits import PAGE_REMOVALS
from chat.queries.removals import (
    LEFT_MAX,
    removal_now,
    removal_progress,
    removal_visible_to,
    removals_visible_to,
)
from chat.web.api.entry import Call, account_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Time, answer

router = Router(tags=["moderation"])
Limit = Annotated[int, Field(ge=1, le=PAGE_REMOVALS)]


class Removal(BaseModel):
    """A removal as moderators read it."""

    id: Id
    user: Id = Field(description="Whose messages.")
    room: Id | None = Field(description="Null: everywhere the one who asked may remove them.")
    by: Id | None = Field(description="Null: the server's command line.")
    reason: str
    at: Time
    since: Time
    until: Time
    state: Literal["running", "done", "stopped", "lapsed"] = Field(
        description="Lapsed: whoever asked for it may no longer remove these messages."
    )
    removed: int = Field(description="Messages that are gone.")
    left: int = Field(description=f"Messages still to be removed, counted up to {LEFT_MAX:,}.")
    ended_at: Time | None
    ended_by: Id | None


class Removals(BaseModel):
    """A page of removals, asked for last first."""

    removals: list[Removal]
    next: Id | None = Field(description="Names the next page.")


class NewRemoval(Body):
    """Whose messages to remove, where, of which period and why."""

    user: Id
    room: Id | None = None
    since: When
    until: When | None = None
    reason: Reason = ""


@router.get("/removals", response=Removals, summary="List removals", **reads("list_removals"))
def list_removals(
    request: Call,
    user: Id | None = None,
    room: Id | None = None,
    before: Seq | None = None,
    limit: Limit = PAGE_REMOVALS,
) -> HttpResponse:
    """Of the rooms one leads; for moderators also of the workspace."""
    rows = removals_visible_to(account_of(request)).select_related("by").order_by("-pk")
    rows = rows.filter(user=user) if user else rows
    rows = rows.filter(room=room) if room else rows
    rows = rows.filter(pk__lt=before) if before else rows
    page = list(rows[: limit + 1])
    found = [removal_progress(row) for row in page[:limit]]
    return answer({"removals": found, "next": found[-1]["id"] if len(page) > limit else None})


@router.post(
    "/removals",
    response={201: Removal},
    summary="Remove messages of a period",
    **changes("remove_messages", "not_found", "rate_limited", scope="moderate"),
)
def remove_messages(request: Call, body: NewRemoval) -> HttpResponse:
    """All that somebody below oneself said then and until now, a few at a time from now on."""
    made = perform_sync(RemoveMessages(by=request.auth, **body.model_dump()))
    return answer(removal_now(made.result["removal"]["id"]), 201)


@router.get(
    "/removals/{int:removal}",
    response=Removal,
    summary="Read a removal",
    **reads("removal", "not_found"),
)
def removal(request: Call, removal: Id) -> HttpResponse:
    """How far it is."""
    return answer(removal_progress(removal_visible_to(account_of(request), removal)))


@router.delete(
    "/removals/{int:removal}",
    response=Removal,
    summary="Stop a removal",
    **changes("end_removal", "not_found", scope="moderate"),
)
def end_removal(request: Call, removal: Id) -> HttpResponse:
    """What is removed stays so; what is over stays over."""
    perform_sync(EndRemoval(by=request.auth, removal=removal))
    return answer(removal_now(removal))
