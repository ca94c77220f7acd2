"""Following threads and reading them: who may, who may not, what the others hear."""

import pytest

from chat.models import Follow
from chat.pipeline import commit_batch
from chat.protocol.commands import (
    ArchiveRoom,
    DeleteMessage,
    EditMessage,
    EndMembership,
    FollowThread,
    MoveRead,
    MoveThreadRead,
    PostMessage,
    UnfollowThread,
)
from chat.protocol.errors import ChatError
from chat.queries.threads import follow_entries
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

LOUNGE = {"room": "lounge"}


def followers(cast: Cast, root: int) -> set[str]:
    """The names of those who follow a thread of the lounge."""
    rows = Follow.objects.filter(room=cast["lounge"], thread=root)
    return set(rows.values_list("user__username", flat=True))


def standing(cast: Cast, name: str, root: int) -> tuple[int, int, int]:
    """How far somebody has read a thread, what is unread and how often it mentions them."""
    (entry,) = [e for e in follow_entries(cast[name]) if e["thread"] == root]
    assert entry["seq"] == cast.room("lounge").seq
    return entry["read"], entry["unread"], entry["mentions"]


# --- What follows by itself ----------------------------------------------------------------------


def test_who_began_a_thread_who_answers_and_who_is_mentioned_follow_it(cast: Cast) -> None:
    root = cast.post("ann")
    assert followers(cast, root) == set()
    reply = cast.post("bob", thread=root, text="see this, @mod and @eve")
    assert followers(cast, root) == {"ann", "bob", "mod"}
    assert standing(cast, "ann", root) == (reply - 1, 1, 0)
    assert standing(cast, "bob", root) == (reply, 0, 0)
    assert standing(cast, "mod", root) == (reply - 1, 1, 1)


def test_a_post_outside_threads_lets_nobody_follow(cast: Cast) -> None:
    cast.post("bob", text="hi @ann")
    assert not Follow.objects.exists()


def test_who_stopped_following_is_brought_back_by_a_mention_or_words_of_their_own(
    cast: Cast,
) -> None:
    root = cast.post("ann")
    cast.post("bob", thread=root)
    for name in ("ann", "bob"):
        cast.do(name, UnfollowThread, thread=root, **LOUNGE)
    cast.post("mod", thread=root)
    assert followers(cast, root) == {"mod"}
    cast.post("mod", thread=root, text="@ann?")
    cast.post("bob", thread=root)
    assert followers(cast, root) == {"ann", "bob", "mod"}


def test_an_edit_that_mentions_somebody_lets_them_follow(cast: Cast) -> None:
    root = cast.post("ann")
    reply = cast.post("bob", thread=root)
    cast.post("bob", thread=root)
    cast.do("bob", EditMessage, seq=reply, text="@mod", **LOUNGE)
    assert standing(cast, "mod", root) == (reply - 1, 2, 1)


def test_replies_of_one_commit_add_up(cast: Cast) -> None:
    root, other = cast.post("ann"), cast.post("mod")
    said = [("bob", root), ("robo", other), ("mod", root), ("bob", root)]
    commands = [
        cast.command(who, PostMessage, text="@ann", thread=thread, **LOUNGE) for who, thread in said
    ]
    outcomes = commit_batch(commands)
    assert not [o for o in outcomes if isinstance(o, ChatError)]
    stored = cast.message("lounge", root)
    assert (stored.replies, stored.repliers) == (3, [cast["bob"], cast["mod"]])
    assert stored.last_reply_seq == stored.changed_seq == outcomes[-1].seq
    assert cast.message("lounge", other).replies == 1
    assert followers(cast, root) == {"ann", "bob", "mod"}
    first = outcomes[0].seq
    assert standing(cast, "ann", root) == (first - 1, 3, 3)
    assert standing(cast, "bob", root) == (first, 1, 0)


def test_a_thread_may_begin_in_the_commit_that_posts_its_root(cast: Cast) -> None:
    head = cast.room("lounge").seq
    commands = [
        cast.command("ann", PostMessage, text="root", **LOUNGE),
        cast.command("bob", PostMessage, text="reply", thread=head + 1, **LOUNGE),
        cast.command("bob", UnfollowThread, thread=head + 1, **LOUNGE),
    ]
    assert not [o for o in commit_batch(commands) if isinstance(o, ChatError)]
    assert cast.message("lounge", head + 1).replies == 1
    assert followers(cast, head + 1) == {"ann"}


def test_leaving_a_room_ends_what_one_follows_in_it(cast: Cast) -> None:
    root = cast.post("ann")
    cast.post("bob", thread=root)
    cast.do("bob", EndMembership, user="bob", **LOUNGE)
    assert followers(cast, root) == {"ann"}
    cast.post("mod", thread=root)
    assert not follow_entries(cast["bob"])


def test_who_has_left_does_not_follow_the_thread_they_began(cast: Cast) -> None:
    root = cast.post("bob")
    cast.do("bob", EndMembership, user="bob", **LOUNGE)
    cast.post("mod", thread=root)
    assert followers(cast, root) == {"mod"}


# --- The root ------------------------------------------------------------------------------------


def test_a_root_knows_who_answered_lately(cast: Cast) -> None:
    root = cast.post("ann")
    for name in ("ann", "bob", "mod", "robo", "bob"):
        last = cast.post(name, thread=root)
    stored = cast.message("lounge", root)
    assert stored.repliers == [cast["bob"], cast["robo"], cast["mod"]]
    assert (stored.replies, stored.last_reply_seq) == (5, last)
    assert stored.last_reply_at == cast.message("lounge", last).at


def test_a_deleted_reply_is_not_counted(cast: Cast) -> None:
    root = cast.post("ann")
    first, second = cast.post("bob", thread=root), cast.post("mod", thread=root, text="@ann")
    cast.do("mod", DeleteMessage, seq=second, **LOUNGE)
    stored = cast.message("lounge", root)
    assert (stored.replies, stored.last_reply_seq, stored.repliers) == (1, first, [cast["bob"]])
    assert stored.changed_seq == cast.room("lounge").seq
    assert standing(cast, "ann", root) == (first - 1, 1, 0)
    cast.do("mod", DeleteMessage, seq=first, **LOUNGE)
    assert cast.do("mod", DeleteMessage, seq=first, **LOUNGE).repeated
    stored = cast.message("lounge", root)
    assert (stored.replies, stored.last_reply_seq, stored.repliers) == (0, None, None)


def test_the_room_hears_how_many_replies_are_left(house: House) -> None:
    cast = house.cast
    root = cast.post("ann")
    reply = cast.post("bob", thread=root)
    people = Listening(house)
    outcome = people.do("bob", DeleteMessage, seq=reply, **LOUNGE)
    event = people.all_hear("message.deleted", outcome, "ann", "bob", "mod")
    assert event["root"] == {"seq": root, "replies": 0, "last_reply": None}
    people.none_hear("eve")


# --- Following -----------------------------------------------------------------------------------


@rule(FollowThread, "may")
def test_a_member_follows_any_thread_read_up_to_now(cast: Cast) -> None:
    root = cast.post("ann")
    cast.post("bob", thread=root)
    outcome = cast.do("mod", FollowThread, thread=root, **LOUNGE)
    assert not outcome.repeated
    head = cast.room("lounge").seq
    assert outcome.result["thread"]["read"] == head
    assert standing(cast, "mod", root) == (head, 0, 0)
    assert cast.do("mod", FollowThread, thread=root, **LOUNGE).repeated
    cast.post("bob", thread=root)
    assert standing(cast, "mod", root) == (head, 1, 0)


@rule(FollowThread, "may_not")
@rule(UnfollowThread, "may_not")
@rule(MoveThreadRead, "may_not")
@pytest.mark.parametrize(
    ("kind", "more"), [(FollowThread, {}), (UnfollowThread, {}), (MoveThreadRead, {"seq": 1})]
)
def test_who_does_not_belong_follows_nothing(cast: Cast, kind: type, more: dict[str, int]) -> None:
    root = cast.post("ann")
    refused("forbidden", cast, "eve", kind, thread=root, **LOUNGE, **more)
    refused("forbidden", cast, cast.with_token("robo", "read"), kind, thread=root, **LOUNGE, **more)
    refused("not_found", cast, "bob", kind, thread=ABSENT, **LOUNGE, **more)
    for room in ("board", "direct"):
        hidden(cast, "eve", kind, room=room, thread=1, **more)


@rule(FollowThread, "may_not")
def test_a_reply_has_no_thread_to_follow(cast: Cast) -> None:
    reply = cast.post("bob", thread=cast.post("ann"))
    refused("bad_frame", cast, "mod", FollowThread, thread=reply, **LOUNGE)


@rule(FollowThread, "heard")
def test_ones_own_devices_hear_that_one_follows(house: House) -> None:
    root = house.cast.post("ann")
    people = Listening(house)
    outcome = people.do("bob", FollowThread, thread=root, **LOUNGE)
    assert people.told("bob", "thread.followed")["thread"] == outcome.result["thread"]
    people.none_hear("ann", "mod", "eve")


def test_whom_a_reply_concerns_hears_that_they_follow_once(house: House) -> None:
    cast = house.cast
    root = cast.post("ann")
    people = Listening(house)
    seq = people.do("bob", PostMessage, text="@mod", thread=root, **LOUNGE).seq
    assert seq is not None
    told = people.told("mod", "thread.followed")["thread"]
    place = {"room": cast["lounge"], "thread": root, "seq": seq}
    assert told == place | {"read": seq - 1, "unread": 1, "mentions": 1}
    assert people.told("ann", "thread.followed")["thread"] == told | {"mentions": 0}
    own = place | {"read": seq, "unread": 0, "mentions": 0}
    assert people.told("bob", "thread.followed")["thread"] == own
    people.none_hear("eve")
    people.do("bob", PostMessage, text="more", thread=root, **LOUNGE)
    people["bob"].settle()
    assert len(people["bob"].viewer_events("thread.followed")) == 1


@rule(UnfollowThread, "may")
def test_a_member_stops_following(cast: Cast) -> None:
    root = cast.post("ann")
    cast.post("bob", thread=root)
    assert not cast.do("ann", UnfollowThread, thread=root, **LOUNGE).repeated
    assert followers(cast, root) == {"bob"}
    assert cast.do("ann", UnfollowThread, thread=root, **LOUNGE).repeated


@rule(UnfollowThread, "heard")
def test_ones_own_devices_hear_that_one_follows_no_more(house: House) -> None:
    root = house.cast.post("ann")
    house.cast.post("bob", thread=root)
    people = Listening(house)
    people.do("ann", UnfollowThread, thread=root, **LOUNGE)
    told = people.told("ann", "thread.unfollowed")
    assert told["thread"] == {"room": house.cast["lounge"], "thread": root}
    people.none_hear("bob", "mod", "eve")


# --- Reading -------------------------------------------------------------------------------------


@rule(MoveThreadRead, "may")
def test_a_follower_reads_and_marks_as_unread(cast: Cast) -> None:
    root = cast.post("ann")
    first = cast.post("bob", thread=root)
    second = cast.post("mod", thread=root, text="@ann")
    cast.post("ann", thread=root)  # one's own is never unread
    cast.post("bob")  # nor is what stands outside
    fields = LOUNGE | {"thread": root}
    moved = cast.do("ann", MoveThreadRead, seq=first, **fields).result["thread"]
    assert (moved["read"], moved["unread"], moved["mentions"]) == (first, 1, 1)
    moved = cast.do("ann", MoveThreadRead, seq=second, **fields).result["thread"]
    assert (moved["read"], moved["unread"], moved["mentions"]) == (second, 0, 0)
    moved = cast.do("ann", MoveThreadRead, seq=0, **fields).result["thread"]
    assert (moved["read"], moved["unread"], moved["mentions"]) == (0, 2, 1)
    assert cast.do("ann", MoveThreadRead, seq=0, **fields).repeated
    moved = cast.do("ann", MoveThreadRead, seq=ABSENT, **fields).result["thread"]
    assert moved["read"] == cast.room("lounge").seq


@rule(MoveThreadRead, "may")
def test_a_thread_of_an_archived_room_is_still_read_and_left(cast: Cast) -> None:
    root = cast.post("ann")
    cast.post("bob", thread=root)
    cast.do("ann", ArchiveRoom, **LOUNGE)
    cast.do("ann", MoveThreadRead, thread=root, seq=ABSENT, **LOUNGE)
    cast.do("ann", UnfollowThread, thread=root, **LOUNGE)


@rule(MoveThreadRead, "may_not")
def test_who_does_not_follow_has_no_pointer(cast: Cast) -> None:
    root = cast.post("ann")
    cast.post("bob", thread=root)
    refused("forbidden", cast, "mod", MoveThreadRead, thread=root, seq=1, **LOUNGE)


@rule(MoveThreadRead, "heard")
def test_ones_other_devices_hear_how_far_one_has_read_a_thread(house: House) -> None:
    root = house.cast.post("ann")
    reply = house.cast.post("bob", thread=root)
    people = Listening(house)
    tablet = house.connect("ann")
    people.do("ann", MoveThreadRead, thread=root, seq=reply, **LOUNGE)
    moved = people.told("ann", "thread.read.moved")
    assert (moved["thread"]["read"], moved["thread"]["unread"]) == (reply, 0)
    assert tablet.told("thread.read.moved") == moved
    people.none_hear("bob", "mod", "eve")


def test_replies_leave_the_room_read(cast: Cast) -> None:
    root = cast.post("bob")
    cast.post("mod", thread=root, text="hi @ann")
    entries = {e["thread"]: e for e in follow_entries(cast["ann"])}
    assert (entries[root]["unread"], entries[root]["mentions"]) == (1, 1)
    moved = cast.do("ann", MoveRead, seq=root, **LOUNGE).result
    assert (moved["unread"], moved["mentions"]) == (0, 0)
    assert cast.do("ann", MoveRead, seq=root - 1, **LOUNGE).result["unread"] == 1
