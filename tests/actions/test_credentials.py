"""Passwords and addresses: who may change them, who may not, what the others hear."""

import pytest

from chat.models import Revocation, Session, User
from chat.protocol.closes import SIGNED_OUT
from chat.protocol.commands import CreateUser, SetEmail, SetPassword
from chat.queries.accounts import hash_key
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, refused
from tests.house import House

HASH = "md5$salt$hash"


@rule(SetPassword, "may")
def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    bob, other = cast.signed_in("bob"), cast.signed_in("bob")
    cast.do(bob, SetPassword, user="bob", password=HASH, keep=bob.session)
    assert cast.user("bob").password == HASH
    assert list(Session.objects.values_list("pk", flat=True)) == [bob.session]
    assert Revocation.objects.get().target == other.session


@rule(SetPassword, "may")
@pytest.mark.parametrize("by", ["ann", "operator"])
def test_an_admin_and_the_operator_replace_anothers_password(cast: Cast, by: str) -> None:
    cast.signed_in("mod")
    cast.do(by, SetPassword, user="mod", password=HASH)
    assert cast.user("mod").password == HASH
    assert not Session.objects.exists()


@rule(SetPassword, "may_not")
def test_nobody_replaces_the_password_of_an_equal_or_a_higher_one(cast: Cast) -> None:
    made = cast.do("ann", CreateUser, username="ada", role="admin").result["user"]
    cast.people["ada"] = made["id"]
    for by, user in (("bob", "eve"), ("mod", "bob"), ("ada", "ann"), ("bob", ABSENT)):
        refused("not_found", cast, by, SetPassword, user=user, password=HASH)


@rule(SetPassword, "heard")
def test_the_sockets_of_other_sessions_close_at_a_new_password(house: House) -> None:
    secret = house.cast.session("bob")
    kept = house.connect(session=secret)
    people = Listening(house)
    people.do("bob", SetPassword, user="bob", password=HASH, keep=hash_key(secret))
    assert people["bob"].wait_closed() == SIGNED_OUT
    people.none_hear("ann", "mod", "eve")
    assert kept.settle()


@rule(SetEmail, "may")
def test_one_changes_and_removes_ones_own_address(cast: Cast) -> None:
    for email, stored in (("Bob@Example.org", "bob@example.org"), ("BOB@example.org",) * 2):
        cast.do("bob", SetEmail, email=email)
        assert cast.user("bob").email == stored.lower()
    cast.do("bob", SetEmail, email="")
    cast.do("eve", SetEmail, email="")
    assert User.objects.filter(email="").count() == len(cast.people)


@rule(SetEmail, "may_not")
def test_an_address_belongs_to_one_account(cast: Cast) -> None:
    cast.do("bob", SetEmail, email="bob@example.org")
    refused("conflict", cast, "eve", SetEmail, email="BOB@example.org")
    refused("forbidden", cast, cast.with_token("robo", "read"), SetEmail, email="r@example.org")


@rule(SetEmail, "may_not")
@pytest.mark.parametrize(
    "email",
    ["garbage", "a b@example.org", "a\x00@example.org", "a@b.de\nBcc: x@y.z", "x" * 300 + "@e.de"],
)
def test_what_is_no_address_is_refused(cast: Cast, email: str) -> None:
    refused("bad_frame", cast, "ann", SetEmail, email=email)
    refused("bad_frame", cast, "ann", CreateUser, email=email, username="zoe")


@rule(SetEmail, "heard")
def test_nobody_hears_of_an_address(house: House) -> None:
    people = Listening(house)
    people.do("bob", SetEmail, email="bob@example.org")
    people.none_hear("ann", "bob", "mod", "eve")
