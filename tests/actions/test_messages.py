"""Posting, editing, deleting: who may, who may not, what the others hear."""

import pytest

from chat.models import Mention, Revision
from chat.protocol.commands import (
    AddMember,
    AddReaction,
    ArchiveRoom,
    CreateRoom,
    DeleteMessage,
    EditMessage,
    EndMembership,
    PostMessage,
    SuspendUser,
)
from chat.protocol.limits import MESSAGE_CHARACTERS
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

# --- Posting -------------------------------------------------------------------------------------


@rule(PostMessage, "may")
@pytest.mark.parametrize(
    ("who", "room"), [("bob", "lounge"), ("mod", "board"), ("ann", "direct"), ("robo", "lounge")]
)
def test_a_member_posts(cast: Cast, who: str, room: str) -> None:
    head = cast.room(room).seq
    outcome = cast.do(who, PostMessage, room=room, text="Hello **all**")
    assert (outcome.room, outcome.seq, outcome.repeated) == (cast[room], head + 1, False)
    assert cast.room(room).seq == head + 1
    stored = cast.message(room, head + 1)
    assert (stored.author_id, stored.text, stored.changed_seq) == (
        cast[who],
        "Hello **all**",
        head + 1,
    )
    assert "<strong>all</strong>" in stored.html
    assert outcome.result["message"]["html"] == stored.html


@rule(PostMessage, "may")
def test_a_program_posts_with_a_token_that_may_write(cast: Cast) -> None:
    assert cast.post(cast.with_token("robo", "write"))


@rule(PostMessage, "may")
def test_a_member_answers_in_a_thread(cast: Cast) -> None:
    root = cast.post("ann")
    reply = cast.post("bob", thread=root)
    assert cast.message("lounge", reply).thread == root
    stored = cast.message("lounge", root)
    assert (stored.replies, stored.changed_seq) == (1, reply)
    assert (stored.last_reply_seq, stored.repliers) == (reply, [cast["bob"]])


@rule(PostMessage, "may_not")
def test_who_does_not_belong_to_an_open_room_does_not_post(cast: Cast) -> None:
    refused("forbidden", cast, "eve", PostMessage, room="lounge", text="hi")


@rule(PostMessage, "may_not")
@pytest.mark.parametrize("room", ["board", "direct"])
def test_an_outsider_posts_into_a_hidden_room_as_into_none(cast: Cast, room: str) -> None:
    hidden(cast, "eve", PostMessage, room=room, text="hi")


@rule(PostMessage, "may_not")
def test_nobody_posts_in_an_archived_room(cast: Cast) -> None:
    cast.do("ann", ArchiveRoom, room="lounge")
    for who in ("ann", "bob"):
        refused("archived", cast, who, PostMessage, room="lounge", text="hi")


@rule(PostMessage, "may_not")
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("too_long", "a" * (MESSAGE_CHARACTERS + 1)),
        ("bad_frame", ""),
        ("bad_frame", " \n\u200b"),
        ("bad_frame", "nul \x00"),
    ],
)
def test_a_text_that_cannot_be_shown_is_not_posted(cast: Cast, code: str, text: str) -> None:
    refused(code, cast, "bob", PostMessage, room="lounge", text=text)


@rule(PostMessage, "may_not")
def test_a_thread_has_a_root_that_is_no_reply(cast: Cast) -> None:
    root = cast.post("ann")
    reply = cast.post("bob", thread=root)
    refused("bad_frame", cast, "bob", PostMessage, room="lounge", text="hi", thread=reply)
    for absent in (0, reply + 1, ABSENT):
        refused("not_found", cast, "bob", PostMessage, room="lounge", text="hi", thread=absent)


@rule(PostMessage, "may_not")
def test_a_root_of_another_room_is_no_root_here(cast: Cast) -> None:
    for _ in range(9):
        secret = cast.post("ann", "direct")
    assert secret > cast.room("lounge").seq
    refused("not_found", cast, "bob", PostMessage, room="lounge", text="hi", thread=secret)


@rule(PostMessage, "may_not")
def test_who_writes_too_fast_is_told_when_to_come_back(cast: Cast) -> None:
    refusal = refused("rate_limited", cast, "bob", PostMessage, room="lounge", text="hi", wait=2.5)
    assert refusal.retry_after == 2.5


@rule(PostMessage, "heard")
@pytest.mark.parametrize("room", ["lounge", "board"])
def test_members_hear_a_post_and_others_nothing(house: House, room: str) -> None:
    people = Listening(house)
    outcome = people.do("ann", PostMessage, room=room, text="hi")
    event = people.all_hear("message.posted", outcome, "ann", "bob", "mod")
    assert event["by"] == house.cast["ann"]
    assert event["message"] == outcome.result["message"]
    people.none_hear("eve")


@rule(PostMessage, "heard")
def test_who_is_mentioned_is_told_unless_it_is_the_author_or_no_member(house: House) -> None:
    people = Listening(house)
    outcome = people.do("ann", PostMessage, room="lounge", text="@bob @ann @eve see `@mod`")
    mention = people.told("bob", "mention")
    assert (mention["message"], mention["by"]) == (outcome.seq, house.cast["ann"])
    people.all_hear("message.posted", outcome, "ann", "bob", "mod")
    assert not people["ann"].viewer_events()
    assert not people["mod"].viewer_events()
    people.none_hear("eve")
    assert outcome.result["message"]["mentions"] == [house.cast["bob"], house.cast["ann"]]


@rule(PostMessage, "heard")
def test_a_reply_tells_of_its_root(house: House) -> None:
    root = house.cast.post("ann")
    people = Listening(house)
    outcome = people.do("bob", PostMessage, room="lounge", text="yes", thread=root)
    event = people.all_hear("message.posted", outcome, "ann", "bob", "mod")
    last = {"seq": outcome.seq, "at": event["at"], "people": [house.cast["bob"]]}
    assert event["root"] == {"seq": root, "replies": 1, "last_reply": last}
    people.none_hear("eve")


# --- Editing -------------------------------------------------------------------------------------


@rule(EditMessage, "may")
def test_an_author_edits_and_the_earlier_text_is_kept(cast: Cast) -> None:
    seq = cast.post("bob", text="teh @ann")
    outcome = cast.do("bob", EditMessage, room="lounge", seq=seq, text="the @mod")
    stored = cast.message("lounge", seq)
    assert outcome.seq == stored.changed_seq == seq + 1
    assert (stored.text, stored.at < stored.edited_at) == ("the @mod", True)
    earlier = Revision.objects.get(message=stored)
    assert (earlier.text, earlier.replaced_seq) == ("teh @ann", seq + 1)
    assert list(Mention.objects.values_list("user_id", flat=True)) == [cast["mod"]]


@rule(EditMessage, "may")
def test_the_same_text_again_changes_nothing(cast: Cast) -> None:
    seq = cast.post("bob", text="hi")
    outcome = cast.do("bob", EditMessage, room="lounge", seq=seq, text="hi")
    assert (outcome.repeated, outcome.seq) == (True, seq)
    assert cast.room("lounge").seq == seq
    assert not Revision.objects.exists()


@rule(EditMessage, "may_not")
@pytest.mark.parametrize("who", ["ann", "mod"])
def test_nobody_puts_words_into_anothers_mouth(cast: Cast, who: str) -> None:
    seq = cast.post("bob")
    refused("forbidden", cast, who, EditMessage, room="lounge", seq=seq, text="no")


@rule(EditMessage, "may_not")
def test_what_is_absent_deleted_or_archived_is_not_edited(cast: Cast) -> None:
    seq, gone = cast.post("bob"), cast.post("bob")
    cast.do("bob", DeleteMessage, room="lounge", seq=gone)
    edit = {"room": "lounge", "text": "no"}
    refused("not_found", cast, "bob", EditMessage, seq=gone, **edit)
    refused("not_found", cast, "bob", EditMessage, seq=ABSENT, **edit)
    refused("bad_frame", cast, "bob", EditMessage, seq=seq, room="lounge", text=" ")
    refused("too_long", cast, "bob", EditMessage, seq=seq, room="lounge", text="a" * 9_000)
    cast.do("ann", ArchiveRoom, room="lounge")
    refused("archived", cast, "bob", EditMessage, seq=seq, **edit)


@rule(EditMessage, "may_not")
def test_an_author_who_left_no_longer_edits(cast: Cast) -> None:
    lounge, board = cast.post("bob"), cast.post("bob", "board")
    for room in ("lounge", "board"):
        cast.do("bob", EndMembership, room=room, user="bob")
    refused("forbidden", cast, "bob", EditMessage, room="lounge", seq=lounge, text="no")
    hidden(cast, "bob", EditMessage, room="board", seq=board, text="no")


@rule(EditMessage, "heard")
def test_members_hear_an_edit_with_the_whole_message(house: House) -> None:
    seq = house.cast.post("bob")
    people = Listening(house)
    outcome = people.do("bob", EditMessage, room="lounge", seq=seq, text="hi @ann @mod")
    event = people.all_hear("message.edited", outcome, "ann", "bob", "mod")
    assert (event["message"]["seq"], event["message"]["changed_seq"]) == (seq, outcome.seq)
    assert event["message"]["text"] == "hi @ann @mod"
    assert event["message"]["edited_at"] == event["at"]
    assert people.told("mod", "mention")["message"] == seq
    people.none_hear("eve")


@rule(EditMessage, "heard")
def test_who_was_mentioned_before_is_not_told_again(house: House) -> None:
    seq = house.cast.post("bob", text="hi @ann")
    people = Listening(house)
    outcome = people.do("bob", EditMessage, room="lounge", seq=seq, text="hello @ann")
    people.all_hear("message.edited", outcome, "ann", "bob", "mod")
    assert not people["ann"].viewer_events()


# --- Deleting ------------------------------------------------------------------------------------


@rule(DeleteMessage, "may")
@pytest.mark.parametrize("who", ["bob", "mod", "ann"])
def test_a_tombstone_holds_nothing_of_what_was_said(cast: Cast, who: str) -> None:
    seq = cast.post("bob", text="secret @ann")
    cast.do("bob", EditMessage, room="lounge", seq=seq, text="secret again @ann")
    cast.do("ann", AddReaction, room="lounge", seq=seq, emoji="👍")
    outcome = cast.do(who, DeleteMessage, room="lounge", seq=seq)
    stored = cast.message("lounge", seq)
    assert (stored.text, stored.html, stored.deleted_by_id) == ("", "", cast[who])
    assert outcome.seq == stored.changed_seq == cast.room("lounge").seq
    assert not stored.revisions.exists()
    assert not stored.reactions.exists()
    assert not stored.mentions.exists()
    assert outcome.result["message"]["deleted"]["by"] == cast[who]


@rule(DeleteMessage, "may")
def test_deleting_again_changes_nothing(cast: Cast) -> None:
    seq = cast.post("bob")
    first = cast.do("bob", DeleteMessage, room="lounge", seq=seq)
    again = cast.do("mod", DeleteMessage, room="lounge", seq=seq)
    assert (again.repeated, again.seq) == (True, first.seq)
    assert cast.message("lounge", seq).deleted_by_id == cast["bob"]


@rule(DeleteMessage, "may")
def test_a_moderator_reaches_open_rooms_an_admin_all_and_a_rooms_owner_their_own(
    cast: Cast,
) -> None:
    direct = cast.post("bob", "direct")
    assert cast.do("ann", DeleteMessage, room="direct", seq=direct).seq
    made = cast.do("bob", CreateRoom, slug="den", name="Den")
    seq = cast.do("bob", PostMessage, room=made.room, text="hi").seq
    assert cast.do("mod", DeleteMessage, room=made.room, seq=seq).seq
    cast.do("eve", AddMember, room=made.room, user="eve")
    seq = cast.do("eve", PostMessage, room=made.room, text="hi").seq
    assert cast.do("bob", DeleteMessage, room=made.room, seq=seq).seq


@rule(DeleteMessage, "may_not")
def test_nobody_deletes_what_an_equal_or_higher_one_said(cast: Cast) -> None:
    anns, mods, robos = cast.post("ann"), cast.post("mod"), cast.post("robo")
    refused("forbidden", cast, "mod", DeleteMessage, room="lounge", seq=anns)
    refused("forbidden", cast, "bob", DeleteMessage, room="lounge", seq=anns)
    refused("forbidden", cast, "bob", DeleteMessage, room="lounge", seq=robos)
    cast.do("ann", AddMember, room="lounge", user="bob", role="moderator")
    refused("forbidden", cast, "bob", DeleteMessage, room="lounge", seq=mods)


@rule(DeleteMessage, "may_not")
def test_an_outsider_deletes_nothing(cast: Cast) -> None:
    lounge, board = cast.post("bob"), cast.post("bob", "board")
    refused("forbidden", cast, "eve", DeleteMessage, room="lounge", seq=lounge)
    hidden(cast, "eve", DeleteMessage, room="board", seq=board)
    refused("not_found", cast, "bob", DeleteMessage, room="lounge", seq=ABSENT)
    refused("not_found", cast, "mod", DeleteMessage, room=ABSENT, seq=1)


@rule(DeleteMessage, "may_not")
def test_a_moderator_learns_nothing_of_a_conversation_they_are_not_in(cast: Cast) -> None:
    hidden(cast, "mod", DeleteMessage, room="direct", seq=cast.post("bob", "direct"))


@rule(DeleteMessage, "may_not")
def test_a_suspended_author_deletes_nothing(cast: Cast) -> None:
    seq = cast.post("bob")
    cast.do("mod", SuspendUser, user="bob")
    refused("unauthenticated", cast, "bob", DeleteMessage, room="lounge", seq=seq)


@rule(DeleteMessage, "heard")
def test_members_hear_of_a_deletion_and_of_no_text(house: House) -> None:
    seq = house.cast.post("bob", "board", text="secret")
    people = Listening(house)
    outcome = people.do("mod", DeleteMessage, room="board", seq=seq)
    event = people.all_hear("message.deleted", outcome, "ann", "bob", "mod")
    message = event["message"]
    assert (message["seq"], message["text"], message["html"]) == (seq, "", "")
    assert message["deleted"] == {"at": event["at"], "by": house.cast["mod"]}
    people.none_hear("eve")
