"""Rights are read inside the commit: what ended between the door and the commit counts as ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Session, Token, User
from chat.pipeline.commit import commit
from chat.protocol.actors import Actor
from chat.protocol.commands import (
    ArchiveRoom,
    EndMembership,
    EndSession,
    MoveRead,
    PostMessage,
    RevokeToken,
    SuspendUser,
)
from tests.cast import ABSENT, Cast, refused


def idle(cast: Cast, actor: Actor) -> None:
    """The session was not used for too long."""
    Session.objects.update(expire_date=timezone.now())


def ended(cast: Cast, actor: Actor) -> None:
    """The session has reached its absolute end."""
    Session.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


def signed_out(cast: Cast, actor: Actor) -> None:
    """The session was ended by its person."""
    cast.do("bob", EndSession, session=actor.session)


def deactivated(cast: Cast, actor: Actor) -> None:
    """The account is out of use."""
    User.objects.filter(pk=cast["bob"]).update(is_active=False)


def suspended(cast: Cast, actor: Actor) -> None:
    """The account is suspended."""
    cast.do("mod", SuspendUser, user="bob")


def removed(cast: Cast, actor: Actor) -> None:
    """The person was removed from the room."""
    cast.do("ann", EndMembership, room="lounge", user="bob")


def archived(cast: Cast, actor: Actor) -> None:
    """The room was archived."""
    cast.do("ann", ArchiveRoom, room="lounge")


SESSION_ENDS: dict[Callable[[Cast, Actor], None], str] = {
    idle: "unauthenticated",
    ended: "unauthenticated",
    signed_out: "unauthenticated",
    deactivated: "unauthenticated",
    suspended: "unauthenticated",
    removed: "forbidden",
    archived: "archived",
}


@pytest.mark.parametrize("end", SESSION_ENDS, ids=lambda end: end.__name__)
def test_a_right_that_ended_after_the_door_carries_no_command(
    cast: Cast, end: Callable[[Cast, Actor], None]
) -> None:
    bob = cast.signed_in("bob")
    assert cast.post(bob)
    end(cast, bob)
    refused(SESSION_ENDS[end], cast, bob, PostMessage, room="lounge", text="hi")


def revoked(cast: Cast, actor: Actor) -> None:
    """The token was revoked."""
    cast.do("bob", RevokeToken, token=actor.token)


def expired(cast: Cast, actor: Actor) -> None:
    """The token has run out."""
    Token.objects.update(expires_at=timezone.now())


def narrowed(cast: Cast, actor: Actor) -> None:
    """The token has lost its scope: what the door read of it does not count."""
    Token.objects.update(scopes=["read"])


TOKEN_ENDS: dict[Callable[[Cast, Actor], None], str] = {
    revoked: "unauthenticated",
    expired: "unauthenticated",
    narrowed: "forbidden",
    suspended: "unauthenticated",
}


@pytest.mark.parametrize("end", TOKEN_ENDS, ids=lambda end: end.__name__)
def test_a_token_that_ended_after_the_door_carries_no_command(
    cast: Cast, end: Callable[[Cast, Actor], None]
) -> None:
    bob = cast.with_token("bob")
    assert cast.post(bob)
    end(cast, bob)
    refused(TOKEN_ENDS[end], cast, bob, PostMessage, room="lounge", text="hi")


def test_a_suspension_ends_by_itself(cast: Cast) -> None:
    cast.do("mod", SuspendUser, user="bob", until=timezone.now() + timedelta(hours=1))
    refused("unauthenticated", cast, "bob", PostMessage, room="lounge", text="hi")
    User.objects.filter(pk=cast["bob"]).update(suspended_until=timezone.now())
    assert cast.post("bob")


def test_nobody_acts_as_who_does_not_exist(cast: Cast) -> None:
    for actor in (Actor(ABSENT), Actor(0)):
        refused("unauthenticated", cast, actor, PostMessage, room="lounge", text="hi")


def test_a_right_ends_in_the_order_of_its_commit(cast: Cast) -> None:
    """A removal in the middle of a commit parts what was before it from what comes after."""
    commands = [
        cast.command("bob", PostMessage, room="lounge", text="before"),
        cast.command("ann", EndMembership, room="lounge", user="bob"),
        cast.command("bob", PostMessage, room="lounge", text="after"),
        cast.command("bob", MoveRead, room="lounge", seq=1),
        cast.command("ann", PostMessage, room="lounge", text="end"),
    ]
    before, left, after, read, end = commit(commands, {}).results
    assert [before.seq + 1, before.seq + 2] == [left.seq, end.seq]
    assert (after.code, read.code) == ("forbidden", "forbidden")


@pytest.mark.parametrize("kind", ["session", "token"])
def test_a_credential_revoked_in_a_commit_carries_nothing_after_it(cast: Cast, kind: str) -> None:
    bob = cast.signed_in("bob") if kind == "session" else cast.with_token("bob")
    end = (
        cast.command("bob", EndSession, session=bob.session)
        if kind == "session"
        else cast.command("bob", RevokeToken, token=bob.token)
    )
    post = cast.command(bob, PostMessage, room="lounge", text="after")
    ended, after = commit([end, post], {}).results
    assert ended.repeated is False
    assert after.code == "unauthenticated"
