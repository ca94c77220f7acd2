"""Who belongs to a room: list, join, add, leave, remove."""

from django.http import HttpResponse
from ninja import Router

from chat.pipeline import perform_sync
from chat.protocol.commands import AddMember, EndMembership
from chat.protocol.commands.base import Id
from chat.queries.members import members_of
from chat.web.api.entry import Call, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Member, Members, RoomRole, answer, nothing

router = Router(tags=["members"])


class GivenRole(Body):
    """What somebody is to be in a room."""

    role: RoomRole


@router.get(
    "/rooms/{int:room}/members",
    response=Members,
    summary="List a room's members",
    **reads("list_members", "not_found"),
)
def list_members(request: Call, room: Id) -> HttpResponse:
    """Who belongs to the room, by name."""
    return answer({"members": members_of(viewer_of(request), room)})


@router.put(
    "/rooms/{int:room}/members/{int:user}",
    response=Member,
    summary="Join a room or add somebody",
    **changes("add_member", "not_found", "archived"),
)
def add_member(request: Call, room: Id, user: Id) -> HttpResponse:
    """With one's own id this joins; repeating it changes nothing."""
    outcome = perform_sync(AddMember(by=request.auth, room=room, user=user))
    return answer(outcome.result["member"])


@router.put(
    "/rooms/{int:room}/members/{int:user}/role",
    response=Member,
    summary="Give a role in a room",
    **changes("give_role", "not_found", "archived"),
)
def give_role(request: Call, room: Id, user: Id, body: GivenRole) -> HttpResponse:
    """Who is not in the room yet comes in with it."""
    outcome = perform_sync(AddMember(by=request.auth, room=room, user=user, role=body.role))
    return answer(outcome.result["member"])


@router.delete(
    "/rooms/{int:room}/members/{int:user}",
    response={204: None},
    summary="Leave a room or remove somebody",
    **changes("end_membership", "not_found", "archived"),
)
def end_membership(request: Call, room: Id, user: Id) -> HttpResponse:
    """With one's own id this leaves."""
    perform_sync(EndMembership(by=request.auth, room=room, user=user))
    return nothing()
