"""Create and revoke API tokens."""

from typing import Annotated, Literal

from pydantic import Field

from chat.protocol.commands.base import Command, Id


class CreateToken(Command):
    """Store a new token of a user. ``key_hash`` is the SHA-256 of the secret."""

    user: Id
    name: str
    key_hash: str
    hint: str  # the first characters of the secret, to recognise it by
    scopes: list[Literal["read", "write", "moderate", "admin"]]
    days: Annotated[int, Field(ge=1, le=3_650)] | None = None


class RevokeToken(Command):
    """Make a token useless at once, its sockets included."""

    alone = True

    token: Id
