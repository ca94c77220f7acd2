"""Signing out: who may, who may not, what the others hear."""

from chat.models import Revocation, Session
from chat.protocol.actors import Actor
from chat.protocol.closes import SIGNED_OUT
from chat.protocol.commands import (
    CreateUser,
    EndOtherSessions,
    EndSession,
    PostMessage,
)
from chat.queries.accounts import hash_key
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, refused
from tests.house import House


@rule(EndSession, "may")
def test_one_signs_out_and_the_session_carries_nothing_more(cast: Cast) -> None:
    bob, tablet = cast.signed_in("bob"), cast.signed_in("bob")
    cast.do(bob, EndSession, session=bob.session)
    assert set(Session.objects.values_list("pk", flat=True)) == {tablet.session}
    refused("unauthenticated", cast, bob, PostMessage, room="lounge", text="hi")
    assert cast.post(tablet)
    revocation = Revocation.objects.get()
    assert (revocation.seq, revocation.kind, revocation.target) == (1, "session", bob.session)
    assert cast.do("bob", EndSession, session=bob.session).repeated


@rule(EndSession, "may")
@rule(EndOtherSessions, "may")
def test_an_admin_and_the_operator_sign_others_out(cast: Cast) -> None:
    for by in ("ann", "operator"):
        one, two = cast.signed_in("mod"), cast.signed_in("mod")
        cast.do(by, EndSession, session=one.session)
        cast.do(by, EndOtherSessions, user="mod")
        assert not Session.objects.filter(pk__in=[one.session, two.session]).exists()
    assert sorted(Revocation.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]


@rule(EndOtherSessions, "may")
def test_one_signs_out_everywhere_else(cast: Cast) -> None:
    bob, others = cast.signed_in("bob"), [cast.signed_in("bob") for _ in range(3)]
    ann = cast.signed_in("ann")
    cast.do(bob, EndOtherSessions, user="bob", keep=bob.session)
    assert set(Session.objects.values_list("pk", flat=True)) == {bob.session, ann.session}
    assert Revocation.objects.count() == len(others)


@rule(EndSession, "may_not")
@rule(EndOtherSessions, "may_not")
def test_anothers_session_is_as_absent(cast: Cast) -> None:
    cast.people["ada"] = cast.do("ann", CreateUser, username="ada", role="admin").result["user"][
        "id"
    ]
    for owner, by in (("bob", "eve"), ("bob", "mod"), ("ann", "bob"), ("ann", "ada")):
        session = cast.signed_in(owner)
        refused("not_found", cast, by, EndSession, session=session.session)
        refused("not_found", cast, by, EndOtherSessions, user=owner)
        refused("not_found", cast, by, EndOtherSessions, user=ABSENT)


@rule(EndSession, "may_not")
@rule(EndOtherSessions, "may_not")
def test_a_session_that_is_over_or_anothers_carries_no_command(cast: Cast) -> None:
    ann, bob = cast.signed_in("ann"), cast.signed_in("bob")
    stolen = Actor(cast["bob"], session=ann.session)
    for actor in (stolen, Actor(cast["bob"], session="none")):
        refused("unauthenticated", cast, actor, EndSession, session=bob.session)
        refused("unauthenticated", cast, actor, EndOtherSessions, user="bob")


@rule(EndSession, "heard")
def test_the_sockets_of_an_ended_session_close_and_nobody_else_hears(house: House) -> None:
    people = Listening(house)
    secret = house.cast.session("bob")
    tablet = house.connect(session=secret)
    people.do("bob", EndSession, session=hash_key(secret))
    assert tablet.wait_closed() == SIGNED_OUT
    people.none_hear("ann", "bob", "mod", "eve")
    assert house.connect(session=secret, hello=False).wait_closed() == SIGNED_OUT


@rule(EndOtherSessions, "heard")
def test_the_sockets_of_all_other_sessions_close(house: House) -> None:
    secret = house.cast.session("bob")
    kept = house.connect(session=secret)
    people = Listening(house)
    others = [house.connect("bob"), people["bob"]]
    program = house.connect(token=house.cast.token("bob")[1])
    people.do("bob", EndOtherSessions, user="bob", keep=hash_key(secret))
    assert [socket.wait_closed() for socket in others] == [SIGNED_OUT] * 2
    people.none_hear("ann", "mod", "eve")
    assert kept.settle()
    assert program.settle()
