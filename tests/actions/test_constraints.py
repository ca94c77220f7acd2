"""What the database itself refuses, whoever writes to it: rows are inserted past every rule."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from chat.models import (
    Invitation,
    Membership,
    Mention,
    Message,
    Reaction,
    Revision,
    Revocation,
    Room,
    Session,
    Token,
    User,
    Workspace,
)
from chat.protocol.commands import CreateToken, EditMessage, EndSession, InvitePeople
from tests.cast import Cast

Row = Callable[[Cast], models.Model]


def message(cast: Cast, **fields: Any) -> Message:
    """A message that would be all right but for some fields."""
    head = cast.room("lounge").seq + 1
    right = {"room_id": cast["lounge"], "author_id": cast["bob"], "client_id": uuid4()}
    right |= {"seq": head, "changed_seq": head, "at": timezone.now(), "text": "x", "html": "x"}
    return Message(**(right | fields))


def stored(cast: Cast) -> Message:
    """Bob's one message."""
    return Message.objects.get(author=cast["bob"])


WRONG: dict[str, Row] = {
    "user_username_any_case": lambda c: User(username="BOB"),
    "user_username": lambda c: User(username="bob"),
    "user_email_any_case": lambda c: User(username="x", email="ANN@example.org"),
    "session_key": lambda c: Session(
        session_key=Session.objects.get().pk,
        session_data="",
        expire_date=timezone.now(),
        ends_at=timezone.now(),
    ),
    "token_key": lambda c: Token(user_id=c["bob"], key_hash="hash"),
    "invitation_code": lambda c: Invitation(
        code_hash="code", invited_by_id=c["bob"], expires_at=timezone.now()
    ),
    "room_slug": lambda c: Room(slug="lounge", name="x"),
    "room_direct_key": lambda c: Room(
        slug="x", kind="direct", direct_key=c.room("direct").direct_key
    ),
    "room_direct_has_key": lambda c: Room(slug="x", kind="direct"),
    "room_open_has_no_key": lambda c: Room(slug="x", kind="open", direct_key="1,2"),
    "room_changed_in_past": lambda c: Room(slug="x", seq=1, changed_seq=2),
    "membership_once": lambda c: Membership(room_id=c["lounge"], user_id=c["bob"]),
    "message_place": lambda c: message(c, seq=stored(c).seq, changed_seq=99),
    "message_once": lambda c: message(c, client_id=stored(c).client_id),
    "message_changed_after": lambda c: message(c, changed_seq=1),
    "message_tombstone_text": lambda c: message(c, deleted_at=timezone.now(), html=""),
    "message_tombstone_html": lambda c: message(c, deleted_at=timezone.now(), text=""),
    "message_replies": lambda c: message(c, replies=-1),
    "revision_once": lambda c: Revision(
        message=stored(c), replaced_seq=stored(c).changed_seq, replaced_at=timezone.now()
    ),
    "mention_once": lambda c: Mention(
        message=stored(c), user_id=c["ann"], room_id=c["lounge"], seq=stored(c).seq
    ),
    "reaction_once": lambda c: Reaction(message=stored(c), user_id=c["ann"], emoji="👍"),
    "workspace_only_one": lambda c: Workspace(pk=2, name="Another"),
    "revocation_seq": lambda c: Revocation(
        seq=1, at=timezone.now(), kind="user", target="1", code=4403
    ),
}


@pytest.fixture
def full_house(cast: Cast) -> Cast:
    """The cast with one of everything that a wrong row could clash with."""
    User.objects.filter(pk=cast["ann"]).update(email="ann@example.org")
    seq = cast.post("bob", text="hi")
    cast.do("bob", EditMessage, room="lounge", seq=seq, text="hi @ann")
    Reaction.objects.create(message=stored(cast), user_id=cast["ann"], emoji="👍")
    fields = {"user": "bob", "name": "x", "hint": "x", "scopes": ["read"]}
    cast.do("bob", CreateToken, key_hash="hash", **fields)
    cast.do("ann", InvitePeople, code_hash="code")
    bob = cast.signed_in("bob")
    cast.signed_in("ann")
    cast.do("bob", EndSession, session=bob.session)
    return cast


@pytest.mark.parametrize("constraint", WRONG)
def test_the_database_refuses(full_house: Cast, constraint: str) -> None:
    row = WRONG[constraint](full_house)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "row",
    [
        lambda c: Membership(room_id=999_999, user_id=c["bob"]),
        lambda c: message(c, author_id=999_999),
        lambda c: Reaction(message_id=999_999, user_id=c["bob"], emoji="👍"),
        lambda c: Token(user_id=999_999, key_hash="other"),
    ],
    ids=["membership", "message", "reaction", "token"],
)
def test_nothing_hangs_in_the_air(stored_cast: Cast, row: Row) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row(stored_cast).save(force_insert=True)


def test_whoever_has_spoken_is_not_deleted(full_house: Cast) -> None:
    with pytest.raises(models.ProtectedError):
        full_house.user("bob").delete()


def test_everything_right_is_taken(full_house: Cast) -> None:
    later = timezone.now() + timedelta(days=1)
    message(full_house).save(force_insert=True)
    Room.objects.create(slug="x", kind="direct", direct_key="1,2,3")
    User.objects.create(username="zoe")
    User.objects.create(username="yan", email="")
    Session.objects.create(session_key="x", session_data="", expire_date=later, ends_at=later)
    message(full_house, deleted_at=later, text="", html="", seq=99, changed_seq=99).save()
