"""Who is here, new accounts and their roles."""

from typing import Annotated, Literal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from chat.models import User
from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.actors import RANKS
from chat.protocol.commands import ChangeRole, CreateUser
from chat.protocol.commands.base import Id, Seq
from chat.protocol.errors import ChatError
from chat.protocol.limits import LIST_USERS_MAX, PEOPLE_ASKED
from chat.queries.profiles import (
    profile_visible_to,
    profile_wire,
    profiles_visible_to,
    rooms_in_common,
)
from chat.web.api.entry import Call, account_of, viewer_of
from chat.web.api.openapi import changes, reads
from chat.web.api.people import CommonRooms, People, Profile
from chat.web.api.shapes import Body, Person, answer

PASSWORD_CHARACTERS = 256  # more adds nothing and costs the checks time

router = Router(tags=["people"])
Limit = Annotated[int, Field(ge=1, le=LIST_USERS_MAX)]
Asked = Annotated[list[Id], Query(alias="id", default_factory=list, max_length=PEOPLE_ASKED)]
Role = Literal["member", "moderator", "admin", "owner"]


class NewUser(Body):
    """An account to make; without a password it can only act through tokens."""

    username: str
    name: str = ""
    email: str = ""
    password: Annotated[str, Field(max_length=PASSWORD_CHARACTERS)] = ""
    kind: Literal["person", "bot"] = "person"
    role: Role = "member"


class UserChange(Body):
    """What of an account others may change."""

    role: Role


@router.get("/users", response=People, summary="List people", **reads("list_users"))
def list_users(
    request: Call, asked: Asked, limit: Limit = LIST_USERS_MAX, after: Seq = 0
) -> HttpResponse:
    """Accounts in order of their ids; after is the last id of the page before.

    With ids only those, as far as they are there.
    """
    rows = profiles_visible_to(viewer_of(request)).filter(pk__gt=after).order_by("pk")
    if asked:
        rows = rows.filter(pk__in=asked)
    now = clock.now()
    found = [profile_wire(user, now) for user in rows[: limit + 1]]
    return answer({"users": found[:limit], "has_after": len(found) > limit})


@router.get(
    "/users/{int:user}", response=Profile, summary="Read a person", **reads("get_user", "not_found")
)
def get_user(request: Call, user: Id) -> HttpResponse:
    """Their name, what they say of themselves, and their status."""
    return answer(profile_visible_to(viewer_of(request), user))


@router.get(
    "/users/{int:user}/rooms",
    response=CommonRooms,
    summary="List the rooms one shares with a person",
    **reads("list_common_rooms", "not_found"),
)
def list_common_rooms(request: Call, user: Id) -> HttpResponse:
    """Open and closed rooms that both belong to, by name; direct ones are known anyway."""
    return answer({"rooms": rooms_in_common(viewer_of(request), user)})


@router.post(
    "/users",
    response={201: Person},
    summary="Make an account",
    **changes("create_user", scope="admin"),
)
def create_user(request: Call, body: NewUser) -> HttpResponse:
    """Needs the scope admin and the role admin or owner."""
    password = hashed(request, body) if body.password else ""
    fields = body.model_dump() | {"password": password}
    return answer(perform_sync(CreateUser(by=request.auth, **fields)).result["user"], 201)


@router.patch(
    "/users/{int:user}",
    response=Person,
    summary="Give somebody a role",
    **changes("change_user", "not_found", scope="admin"),
)
def change_user(request: Call, user: Id, body: UserChange) -> HttpResponse:
    """Somebody below oneself, to a role below one's own; it counts from their next act on."""
    command = ChangeRole(by=request.auth, user=user, role=body.role)
    return answer(perform_sync(command).result["user"])


def hashed(request: Call, body: NewUser) -> str:
    """Return the password as it is stored; raises ``bad_frame`` for one that is too weak.

    Hashing is slow on purpose, so those whom the rule would refuse anyway are refused before.
    """
    if "admin" not in request.auth.scopes or account_of(request).rank < RANKS["admin"]:
        raise ChatError("forbidden", "Only admins may make accounts.")
    person = User(username=body.username, name=body.name, email=body.email)
    try:
        validate_password(body.password, person)
    except ValidationError as error:
        raise ChatError("bad_frame", " ".join(error.messages)) from None
    return make_password(body.password)
