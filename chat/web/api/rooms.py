"""Find, create, change and archive rooms; start direct conversations."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from chat.pipeline import perform_sync
from chat.protocol.commands import ArchiveRoom, CreateRoom, OpenDirect, UpdateRoom
from chat.protocol.commands.base import Command, Id
from chat.protocol.errors import ChatError
from chat.protocol.limits import DIRECT_PEOPLE
from chat.queries.rooms import room_entries, room_entry
from chat.web.api.entry import Call, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Callers, Room, Rooms, answer

router = Router(tags=["rooms"])


class NewRoom(Body):
    """A room to create; the caller becomes its owner."""

    slug: str
    name: str
    kind: Literal["open", "closed"] = "open"
    topic: str = ""


class RoomChange(Body):
    """What to change of a room; what is absent stays."""

    name: str | None = None
    slug: str | None = None
    topic: str | None = None
    callers: Callers | None = None
    archived: bool | None = None


class Circle(Body):
    """The people of a direct conversation; the caller belongs to it in any case."""

    users: Annotated[list[Id], Field(min_length=1, max_length=DIRECT_PEOPLE)]


@router.get("/rooms", response=Rooms, summary="List rooms", **reads("list_rooms"))
def list_rooms(request: Call) -> HttpResponse:
    """The caller's rooms, then the open rooms it could join."""
    return answer({"rooms": room_entries(viewer_of(request))})


@router.post("/rooms", response={201: Room}, summary="Create a room", **changes("create_room"))
def create_room(request: Call, body: NewRoom) -> HttpResponse:
    """The slug must be free: it is part of every permalink."""
    command = CreateRoom(by=request.auth, **body.model_dump())
    return answer(perform_sync(command).result["room"], 201)


@router.post(
    "/rooms/direct",
    response={200: Room, 201: Room},
    summary="Open a direct conversation",
    **changes("open_direct", "not_found"),
)
def open_direct(request: Call, body: Circle) -> HttpResponse:
    """Each set of people has one: 201 when it was made, 200 when it was there."""
    outcome = perform_sync(OpenDirect(by=request.auth, users=body.users))
    return answer(outcome.result["room"], 200 if outcome.repeated else 201)


@router.get("/rooms/{int:room}", response=Room, summary="Read a room", **reads("room", "not_found"))
def room(request: Call, room: Id) -> HttpResponse:
    """The room, and how the caller stands in it."""
    return answer(room_entry(viewer_of(request), room))


@router.patch(
    "/rooms/{int:room}",
    response=Room,
    summary="Change a room",
    **changes("change_room", "not_found", "archived"),
)
def change_room(request: Call, room: Id, body: RoomChange) -> HttpResponse:
    """Name, slug, topic and callers change together; archiving comes last, reopening first."""
    outcomes = [perform_sync(command) for command in wanted(request, room, body)]
    return answer(outcomes[-1].result["room"])


def wanted(request: Call, room: int, body: RoomChange) -> list[Command]:
    """Return the commands a change asks for, in the order in which they can succeed."""
    fields: dict[str, Any] = body.model_dump(exclude_none=True, exclude={"archived"})
    commands: list[Command] = []
    if fields:
        commands.append(UpdateRoom(by=request.auth, room=room, **fields))
    if body.archived is not None:
        archive = ArchiveRoom(by=request.auth, room=room, archived=body.archived)
        commands.insert(len(commands) if body.archived else 0, archive)
    if not commands:
        raise ChatError("bad_frame", "Give one of name, slug, topic, callers and archived.")
    return commands
