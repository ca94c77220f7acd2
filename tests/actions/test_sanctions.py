"""Warnings, mutes and bans: who may, who may not, what they end and what the others hear."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.models import Sanction, User
from chat.protocol.commands import (
    AddMember,
    AddReaction,
    AddUpload,
    CreateRoom,
    DeleteMessage,
    EditMessage,
    EndMembership,
    ImposeSanction,
    InvitePeople,
    LiftSanction,
    LiftSuspension,
    MoveRead,
    OpenDirect,
    PostMessage,
    SetReminder,
    SuspendUser,
    UpdateRoom,
)
from chat.protocol.limits import STATUS_DAYS
from chat.queries.rooms import member_entries, room_entries
from chat.queries.sanctions import sanctions_of, sanctions_visible_to
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House


def soon(minutes: int = 60) -> Any:
    """A time to come."""
    return timezone.now() + timedelta(minutes=minutes)


def impose(cast: Cast, kind: str, user: str = "bob", by: str = "mod", **more: Any) -> int:
    """Let a moderator impose a sanction; returns its id."""
    made = cast.do(by, ImposeSanction, kind=kind, user=user, **more)
    return int(made.result["sanction"]["id"])


def let_pass(sanction: int) -> None:
    """Move the end of a sanction, wherever it stands, into the past."""
    row = Sanction.objects.get(pk=sanction)
    over = timezone.now() - timedelta(seconds=1)
    Sanction.objects.filter(pk=sanction).update(until=over)
    User.objects.filter(pk=row.user_id, silenced_until__isnull=False).update(silenced_until=over)
    row.user.memberships.filter(silenced_until__isnull=False).update(silenced_until=over)


# --- Who may -------------------------------------------------------------------------------------


@rule(ImposeSanction, "may")
def test_the_muted_read_and_delete_but_do_not_write(cast: Cast) -> None:
    own, other = cast.post("bob"), cast.post("ann")
    impose(cast, "mute", room="lounge", until=soon(), reason="Cool down")
    for kind, fields in (
        (PostMessage, {"text": "still here"}),
        (EditMessage, {"seq": own, "text": "otherwise"}),
        (AddReaction, {"seq": other, "emoji": "👍"}),
        (AddMember, {"user": "eve"}),
    ):
        refusal = refused("muted", cast, "bob", kind, room="lounge", **fields)
        assert refusal.retry_after is not None
        assert 3_500 < refusal.retry_after <= 3_600
    cast.do("bob", MoveRead, room="lounge", seq=other)
    cast.do("bob", DeleteMessage, room="lounge", seq=own)
    assert cast.post("bob", "board")


@rule(ImposeSanction, "may")
def test_muted_everywhere_is_muted_in_every_room_and_opens_none(cast: Cast) -> None:
    impose(cast, "mute", user="bob")
    for room in ("lounge", "board", "direct"):
        refusal = refused("muted", cast, "bob", PostMessage, room=room, text="here then")
        assert refusal.retry_after is None, "a mute until it is lifted has no end to wait for"
    refused("muted", cast, "bob", CreateRoom, slug="refuge", name="Refuge")
    refused("muted", cast, "bob", OpenDirect, users=["eve"])
    file = {"key": cast.upload("ann"), "name": "a.txt", "kind": "text/plain", "digest": "0" * 64}
    refused("muted", cast, "bob", AddUpload, size=1, stored=1, **file)
    assert cast.do("bob", OpenDirect, users=["ann"]).repeated, "what there is can be read"


@rule(ImposeSanction, "may")
def test_a_muted_moderator_invites_nobody(cast: Cast) -> None:
    impose(cast, "mute", user="mod", by="ann")
    refused("muted", cast, "mod", InvitePeople, code_hash="0" * 64)


@rule(ImposeSanction, "may")
def test_a_retry_of_what_was_said_before_the_mute_is_still_answered(cast: Cast) -> None:
    command = cast.command("bob", PostMessage, room="lounge", text="just before")
    fields = {"client_id": command.client_id, "text": "just before"}  # type: ignore[attr-defined]
    seq = cast.post("bob", **fields)
    impose(cast, "mute", room="lounge")
    again = cast.do("bob", PostMessage, room="lounge", **fields)
    assert (again.seq, again.repeated) == (seq, True)


@rule(ImposeSanction, "may")
@pytest.mark.parametrize("room", ["lounge", None])
def test_a_mute_ends_by_itself(cast: Cast, room: str | None) -> None:
    sanction = impose(cast, "mute", room=room, until=soon())
    refused("muted", cast, "bob", PostMessage, room="lounge", text="too early")
    let_pass(sanction)
    assert cast.post("bob")
    assert sanctions_of(cast["bob"], timezone.now()) == []


@rule(ImposeSanction, "may")
def test_who_leaves_and_comes_back_is_still_muted(cast: Cast) -> None:
    impose(cast, "mute", room="lounge", until=soon())
    cast.do("bob", EndMembership, room="lounge", user="bob")
    cast.do("bob", AddMember, room="lounge", user="bob")
    refused("muted", cast, "bob", PostMessage, room="lounge", text="again")


@rule(ImposeSanction, "may")
def test_the_banned_are_out_find_nothing_and_do_not_come_back(cast: Cast) -> None:
    impose(cast, "ban", room="lounge", reason="Advertising")
    assert "bob" not in cast.members("lounge")
    hidden(cast, "bob", PostMessage, room="lounge", text="let me in")
    hidden(cast, "bob", AddMember, room="lounge", user="bob")
    hidden(cast, "bob", AddMember, room="lounge", user="eve")
    hidden(cast, "bob", UpdateRoom, room="lounge", topic="Mine")
    hidden(cast, "bob", EndMembership, room="lounge", user="ann")
    hidden(cast, "bob", SetReminder, room="lounge", seq=1, key=uuid4(), due_at=soon())
    hidden(cast, "bob", ImposeSanction, room="lounge", user="eve", kind="ban")
    found = {entry["slug"] for entry in room_entries(cast.user("bob"))}
    assert "lounge" not in found
    assert "board" in found
    refused("forbidden", cast, "ann", AddMember, room="lounge", user="bob")
    ban = Sanction.objects.get(user=cast["bob"])
    let_pass(ban.pk)
    cast.do("bob", AddMember, room="lounge", user="bob")


@rule(ImposeSanction, "may")
def test_somebody_is_banned_before_they_come(cast: Cast) -> None:
    impose(cast, "ban", user="eve", room="lounge")
    hidden(cast, "eve", AddMember, room="lounge", user="eve")


@rule(ImposeSanction, "may")
def test_a_leader_of_a_room_acts_in_it_and_nowhere_else(cast: Cast) -> None:
    cast.do("ann", AddMember, room="board", user="bob", role="moderator")
    cast.do("ann", AddMember, room="board", user="eve")
    impose(cast, "mute", user="eve", by="bob", room="board")
    fields = {"kind": "mute", "user": "eve"}
    cast.do("eve", AddMember, room="lounge", user="eve")
    refused("forbidden", cast, "bob", ImposeSanction, room="lounge", **fields)
    refused("forbidden", cast, "bob", ImposeSanction, **fields)


@rule(ImposeSanction, "may")
def test_a_warning_is_words_alone(cast: Cast) -> None:
    impose(cast, "warning", until=soon(), reason="Mind your words")
    assert cast.post("bob")
    row = Sanction.objects.get(user=cast["bob"])
    assert (row.until, row.reason) == (None, "Mind your words")


@rule(ImposeSanction, "may")
def test_a_new_mute_takes_the_place_of_the_one_before(cast: Cast) -> None:
    impose(cast, "mute", room="lounge", until=soon(10))
    second = impose(cast, "mute", room="lounge", until=soon(600))
    running = Sanction.objects.running(timezone.now())
    assert [row.pk for row in running] == [second]
    assert Sanction.objects.count() == 2


# --- Who may not ---------------------------------------------------------------------------------


@rule(ImposeSanction, "may_not")
@pytest.mark.parametrize(
    ("by", "user"), [("bob", "eve"), ("mod", "ann"), ("mod", "mod"), ("robo", "bob")]
)
@pytest.mark.parametrize("kind", ["warning", "mute"])
def test_nobody_acts_on_an_equal_or_a_higher_role(
    cast: Cast, by: str, user: str, kind: str
) -> None:
    refused("forbidden", cast, by, ImposeSanction, kind=kind, user=user)


@rule(ImposeSanction, "may_not")
def test_a_room_one_may_not_know_of_is_absent_here_too(cast: Cast) -> None:
    secret = cast.do("ann", CreateRoom, slug="secret", name="Secret", kind="closed")
    room = secret.result["room"]["id"]
    refused("not_found", cast, "mod", ImposeSanction, kind="ban", user="bob", room=room)
    hidden(cast, "eve", ImposeSanction, kind="mute", user="bob", room="board")
    hidden(cast, "mod", ImposeSanction, kind="mute", user="bob", room="direct")
    refused("forbidden", cast, "ann", ImposeSanction, kind="mute", user="bob", room="direct")


@rule(ImposeSanction, "may_not")
def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    refused("bad_frame", cast, "mod", ImposeSanction, kind="ban", user="bob")
    past = timezone.now() - timedelta(minutes=1)
    refused("bad_frame", cast, "mod", ImposeSanction, kind="mute", user="bob", until=past)
    far = timezone.now() + timedelta(days=STATUS_DAYS + 1)
    refused("bad_frame", cast, "mod", ImposeSanction, kind="mute", user="bob", until=far)
    absent = {"kind": "mute", "user": "eve", "room": "lounge"}
    refused("not_found", cast, "mod", ImposeSanction, **absent)
    refused("not_found", cast, "mod", ImposeSanction, kind="mute", user=ABSENT)


@rule(ImposeSanction, "may_not")
def test_a_token_without_the_scope_imposes_nothing(cast: Cast) -> None:
    actor = cast.with_token("mod", "read", "write")
    refused("forbidden", cast, actor, ImposeSanction, kind="mute", user="bob")


# --- What is heard -------------------------------------------------------------------------------


@rule(ImposeSanction, "heard")
def test_the_person_alone_hears_of_a_mute(house: House) -> None:
    people = Listening(house)
    until = soon()
    people.do("mod", ImposeSanction, kind="mute", user="bob", room="lounge", until=until)
    told = people.told("bob", "sanction.changed")["sanction"]
    assert told["running"]
    assert (told["kind"], told["room"]) == ("mute", house.cast["lounge"])
    assert "by" not in told
    people.none_hear("ann", "eve", "mod")
    entry = next(e for e in member_entries(house.cast["bob"]) if e["slug"] == "lounge")
    assert entry["silenced_until"] == told["until"]


@rule(ImposeSanction, "heard")
def test_a_ban_closes_the_room_on_every_socket_at_once(house: House) -> None:
    people = Listening(house)
    people.do("mod", ImposeSanction, kind="ban", user="bob", room="lounge")
    assert people.told("bob", "room.closed")["room"]["id"] == house.cast["lounge"]
    assert people["ann"].heard("member.left", house.cast["lounge"])
    people.do("ann", PostMessage, room="lounge", text="Peace")
    people["ann"].heard("message.posted", house.cast["lounge"])
    people["bob"].settle()
    posted = [
        e for e in people["bob"].events(house.cast["lounge"]) if e["kind"] == "message.posted"
    ]
    assert posted == []


# --- Lifting -------------------------------------------------------------------------------------


@rule(LiftSanction, "may")
@pytest.mark.parametrize("room", ["lounge", None])
def test_a_lifted_mute_is_over_at_once(cast: Cast, room: str | None) -> None:
    sanction = impose(cast, "mute", room=room)
    done = cast.do("ann", LiftSanction, sanction=sanction).result["sanction"]
    assert (done["running"], done["lifted_by"]) == (False, cast["ann"])
    assert cast.post("bob")
    assert cast.do("ann", LiftSanction, sanction=sanction).repeated


@rule(LiftSanction, "may")
def test_a_lifted_ban_lets_them_join_again(cast: Cast) -> None:
    cast.do("mod", LiftSanction, sanction=impose(cast, "ban", room="lounge"))
    cast.do("bob", AddMember, room="lounge", user="bob")


@rule(LiftSanction, "may")
def test_a_suspension_is_a_sanction_too_and_is_lifted_either_way(cast: Cast) -> None:
    for lifting in ("sanction", "person"):
        cast.do("mod", SuspendUser, user="bob", reason="spam")
        row = Sanction.objects.running(timezone.now()).get(user=cast["bob"])
        if lifting == "sanction":
            cast.do("mod", LiftSanction, sanction=row.pk)
        else:
            cast.do("mod", LiftSuspension, user="bob")
        assert cast.post("bob")
        assert not Sanction.objects.running(timezone.now()).exists()


@rule(LiftSanction, "may_not")
def test_who_may_not_know_of_a_sanction_does_not_find_it(cast: Cast) -> None:
    of_board, of_lounge = impose(cast, "mute", room="board"), impose(cast, "mute", room="lounge")
    for name in ("eve", "bob"):
        refused("not_found", cast, name, LiftSanction, sanction=of_board)
    refused("not_found", cast, "bob", LiftSanction, sanction=of_lounge)
    refused("not_found", cast, "ann", LiftSanction, sanction=ABSENT)


@rule(LiftSanction, "may_not")
def test_nobody_lifts_what_holds_their_own_equal(cast: Cast) -> None:
    sanction = impose(cast, "mute", user="mod", by="ann")
    refused("forbidden", cast, "mod", LiftSanction, sanction=sanction)


@rule(LiftSanction, "heard")
def test_the_person_hears_that_it_is_over(house: House) -> None:
    sanction = impose(house.cast, "mute", room="lounge")
    people = Listening(house)
    people.do("mod", LiftSanction, sanction=sanction)
    assert people.told("bob", "sanction.changed")["sanction"]["running"] is False
    people.none_hear("ann", "eve", "mod")


# --- Reading -------------------------------------------------------------------------------------


def test_sanctions_are_seen_by_those_who_may_act_on_them(cast: Cast) -> None:
    everywhere, here = impose(cast, "mute", user="eve"), impose(cast, "mute", room="board")
    secret = cast.do("ann", CreateRoom, slug="secret", name="Secret", kind="closed")
    hidden_one = impose(cast, "ban", user="eve", by="ann", room=secret.result["room"]["id"])

    def seen(name: str) -> set[int]:
        return set(sanctions_visible_to(cast.user(name)).values_list("pk", flat=True))

    assert seen("ann") == {everywhere, here, hidden_one}
    assert seen("mod") == {everywhere, here}
    assert seen("bob") == seen("eve") == set()
    cast.do("ann", AddMember, room="board", user="bob", role="moderator")
    assert seen("bob") == {here}
