"""Found a workspace, invite, sign up, give roles, suspend."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, SkipValidation

from chat.protocol.commands.base import Command, Id


class FoundWorkspace(Command):
    """Make the workspace and its owner, once. ``password`` is already hashed."""

    alone = True

    workspace: str
    username: str
    name: str
    email: str = ""
    password: str


class CreateUser(Command):
    """Make an account by an admin or operator. ``password`` is hashed, or empty for none."""

    scope = "admin"

    username: str
    name: str = ""
    email: str = ""
    password: str = ""
    kind: Literal["person", "bot"] = "person"
    role: Literal["member", "moderator", "admin", "owner"] = "member"


class InvitePeople(Command):
    """Make an invitation link. ``code_hash`` is the SHA-256 of the code in the link."""

    alone = True  # it stands on a membership in a room that it does not lock

    code_hash: str
    room: Id | None = None
    uses: Annotated[int, Field(ge=1, le=1_000)] = 1
    days: Annotated[int, Field(ge=1, le=90)] = 7


class RevokeInvitation(Command):
    """Make an invitation link useless."""

    invitation: Id


class SignUp(Command):
    """Join the workspace by an invitation, or without one where sign-up is open."""

    alone = True

    code_hash: str | None
    username: str
    name: str
    email: str = ""
    password: str


class ChooseLanguage(Command):
    """Choose the language of one's own pages; an empty one follows the browser."""

    language: str


class ChangeRole(Command):
    """Give an account below oneself another role, also below one's own."""

    scope = "admin"
    alone = True  # it may take rights away

    user: Id
    role: Literal["member", "moderator", "admin", "owner"]


class SuspendUser(Command):
    """Bar an account until a time, or for ever; its sockets close everywhere."""

    scope = "moderate"
    alone = True

    user: Id
    until: SkipValidation[datetime | None] = None
    reason: str = ""


class LiftSuspension(Command):
    """End a suspension early."""

    scope = "moderate"

    user: Id
