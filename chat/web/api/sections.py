"""Sort one's rooms into favourites and sections of one's own."""

from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.pipeline import perform_sync
from chat.protocol.commands import ChangeSection, CreateSection, PlaceRoom, RemoveSection
from chat.protocol.commands.base import Id
from chat.protocol.commands.sections import Place
from chat.protocol.errors import ChatError
from chat.queries.sections import sections_of
from chat.web.api.entry import Call, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, answer, nothing

router = Router(tags=["sections"])
ONE = "/sections/{int:section}"


class Section(BaseModel):
    """A heading of the caller's sidebar."""

    id: Id
    name: str
    collapsed: bool


class Sections(BaseModel):
    """The caller's sections in their order."""

    sections: list[Section]


class NewSection(Body):
    """A section to begin."""

    name: str


class SectionChange(Body):
    """What to change of a section; what is absent stays."""

    name: str | None = None
    collapsed: bool | None = None
    place: Place | None = Field(default=None, description="Counts from 0.")


class Placement(Body):
    """Where a room stands in the caller's sidebar: what is absent it is not."""

    section: Id | None = None
    favourite: bool = False


@router.get("/sections", response=Sections, summary="List one's sections", **reads("list_sections"))
def list_sections(request: Call) -> HttpResponse:
    """In the order of the sidebar; each room names its own."""
    viewer = viewer_of(request)
    return answer({"sections": sections_of([viewer.pk])[viewer.pk]})


@router.post(
    "/sections",
    response={201: Section},
    summary="Begin a section",
    **changes("create_section"),
)
def create_section(request: Call, body: NewSection) -> HttpResponse:
    """Below those one has; a name once."""
    made = perform_sync(CreateSection(by=request.auth, name=body.name))
    return answer(made.result["section"], 201)


@router.patch(
    ONE,
    response=Section,
    summary="Rename, fold or move a section",
    **changes("change_section", "not_found"),
)
def change_section(request: Call, section: Id, body: SectionChange) -> HttpResponse:
    """One of one's own; what is absent stays."""
    fields: dict[str, Any] = body.model_dump(exclude_none=True)
    if not fields:
        raise ChatError("bad_frame", "Give one of name, collapsed and place.")
    changed = perform_sync(ChangeSection(by=request.auth, section=section, **fields))
    return answer(changed.result["section"])


@router.delete(
    ONE,
    response={204: None},
    summary="Remove a section",
    **changes("remove_section", "not_found"),
)
def remove_section(request: Call, section: Id) -> HttpResponse:
    """Its rooms go back to where they stood without it."""
    perform_sync(RemoveSection(by=request.auth, section=section))
    return nothing()


@router.put(
    "/rooms/{int:room}/place",
    response={204: None},
    summary="Say where a room stands in one's sidebar",
    **changes("place_room", "not_found"),
)
def place_room(request: Call, room: Id, body: Placement) -> HttpResponse:
    """For oneself, a room one belongs to; repeating it changes nothing."""
    perform_sync(PlaceRoom(by=request.auth, room=room, **body.model_dump()))
    return nothing()
