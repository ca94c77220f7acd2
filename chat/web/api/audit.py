"""The audit log: what was done with power, by whom, to whom and why."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.acts import ACTS
from chat.protocol.commands import RecordAct
from chat.protocol.commands.base import Id, Seq
from chat.protocol.errors import ChatError
from chat.protocol.limits import PAGE_AUDIT
from chat.queries.audit import entries_visible_to, entry_record, reads_log
from chat.web.api.entry import Call, account_of
from chat.web.api.openapi import reads
from chat.web.api.shapes import Time, answer

router = Router(tags=["moderation"])
Limit = Annotated[int, Field(ge=1, le=PAGE_AUDIT)]
Door = Literal["socket", "rest", "page", "admin", "command"]


class Entry(BaseModel):
    """One act, as it was noted in the commit that did it."""

    number: Id = Field(description="Dense, in the order of commits.")
    at: Time
    by: Id | None = Field(description="Null: the server's command line, or nobody known.")
    door: Door
    act: str
    person: Id | None = Field(description="Whom it was done to.")
    room: Id | None
    thing: str = Field(description="What else it is about, like `token 7`.")
    reason: str
    details: dict[str, Any]
    seal: str = Field(description="The keyed hash of this entry and all before it.")


class Entries(BaseModel):
    """A page of the log, the newest first."""

    entries: list[Entry]
    next: Id | None = Field(description="Names the next page.")


@router.get(
    "/audit",
    response=Entries,
    summary="Read the audit log",
    **reads("list_audit", "bad_frame"),
)
def list_audit(
    request: Call,
    act: str | None = None,
    by: Id | None = None,
    person: Id | None = None,
    room: Id | None = None,
    since: datetime | None = None,
    before: Seq | None = None,
    limit: Limit = PAGE_AUDIT,
) -> HttpResponse:
    """All of it for admins, acts of moderation for moderators, and for those who lead rooms what
    was done there. A token also needs the scope `moderate`. Reading is itself an entry."""
    viewer = account_of(request)
    if "moderate" not in request.auth.scopes:
        raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="moderate")
    if not reads_log(viewer):
        raise ChatError("forbidden", "Only moderators and those who lead a room read this log.")
    if act is not None and act not in ACTS:
        raise ChatError("bad_frame", "act: there is no such act.")
    asked: dict[str, Any] = {"act": act, "by": by, "person": person, "room": room}
    asked |= {"at__gte": since, "number__lt": before}
    chosen = {name: value for name, value in asked.items() if value is not None}
    page = list(entries_visible_to(viewer).filter(**chosen).order_by("-number")[: limit + 1])
    details = {"asked": {name: str(value) for name, value in sorted(chosen.items())}}
    by_caller = operator(viewer.pk, "rest")
    perform_sync(RecordAct(by=by_caller, act="audit.read", details=details))
    found = [entry_record(entry) for entry in page[:limit]]
    following = found[-1]["number"] if len(page) > limit else None
    return answer({"entries": found, "next": following})
