"""Calling many at once: who may, whom it reaches, and what an edit makes of it."""

from typing import Any

import pytest

from chat.actions import mentions
from chat.models import Mention, User
from chat.pipeline import Pipeline
from chat.protocol.commands import (
    AddMember,
    CreateUser,
    DeleteMessage,
    EditMessage,
    FollowThread,
    MoveRead,
    PostMessage,
    UpdateRoom,
)
from chat.protocol.errors import ChatError
from chat.queries.mentions import mentions_of_viewer
from chat.queries.messages import message
from chat.queries.rooms import counts
from chat.queries.threads import follow_entry
from tests.actions.hearing import Listening
from tests.cast import Cast, refused
from tests.house import House
from tests.server import wait_until


def called(cast: Cast, room: str = "lounge") -> set[str]:
    """Who has an unread mention in a room; each must have been called once."""
    found = {
        name: counts(cast[name], cast[room]).get(cast[room], (0, 0))[1] for name in cast.people
    }
    assert set(found.values()) <= {0, 1}
    return {name for name, count in found.items() if count}


def listed(cast: Cast, name: str) -> list[int]:
    """The seqs of what somebody's list of mentions holds."""
    return [m["message"]["seq"] for m in mentions_of_viewer(cast.user(name))["mentions"]]


def seen(cast: Cast, seq: int, room: str = "lounge") -> dict[str, Any]:
    """A message as it is read."""
    return message(cast.user("ann"), cast[room], seq)


def present(cast: Cast, *names: str) -> None:
    """Waits until the process sees these people present, and nobody else."""
    pipeline = Pipeline.current
    assert pipeline is not None
    ids = {cast[name] for name in names}
    wait_until(lambda: pipeline.present() == ids, f"the presence of {names}")


def test_everybody_in_a_room_is_called(cast: Cast) -> None:
    seq = cast.post("ann", text="@room: lunch is ready")
    assert called(cast) == {"bob", "mod", "robo"}
    found = seen(cast, seq)
    assert (found["everybody"], found["mentions"]) == (True, [])
    assert '<span class="mention" data-group="room">@room</span>' in found["html"]
    assert (listed(cast, "bob"), listed(cast, "ann"), listed(cast, "eve")) == ([seq], [], [])
    cast.do("bob", MoveRead, room="lounge", seq=seq)
    assert called(cast) == {"mod", "robo"}
    assert Mention.objects.count() == 1


def test_who_is_named_beside_everybody_is_called_once(cast: Cast) -> None:
    seq = cast.post("ann", text="@room and @bob above all")
    assert called(cast) == {"bob", "mod", "robo"}
    assert (seen(cast, seq)["mentions"], listed(cast, "bob")) == ([cast["bob"]], [seq])


@pytest.mark.parametrize("text", ["> @room", "`@room`", "mail@room", "@roommate", "room"])
def test_a_quote_code_and_other_words_call_nobody(cast: Cast, text: str) -> None:
    assert not seen(cast, cast.post("ann", text=text))["everybody"]
    assert called(cast) == set()


def test_who_comes_later_was_not_called(cast: Cast) -> None:
    seq = cast.post("ann", text="@room")
    cast.do("eve", AddMember, room="lounge", user="eve")
    assert (listed(cast, "eve"), called(cast)) == ([], {"bob", "mod", "robo"})
    assert listed(cast, "mod") == [seq]


def test_a_room_may_leave_calling_to_those_who_lead_it(cast: Cast) -> None:
    own = cast.post("bob", text="good morning")
    cast.do("ann", UpdateRoom, room="lounge", callers="moderators")
    for text in ("@room", "@here", "well, @HERE and @ann"):
        refused("forbidden", cast, "bob", PostMessage, room="lounge", text=text)
        refused("forbidden", cast, "bob", EditMessage, room="lounge", seq=own, text=text)
    assert (called(cast), seen(cast, own)["text"]) == (set(), "good morning")
    cast.post("bob", text="@ann alone, and `@room`")
    assert called(cast) == {"ann"}
    cast.post("ann", text="@room")
    cast.post("bob", "direct", text="@room")
    assert called(cast, "direct") == {"ann"}
    refused("forbidden", cast, "bob", UpdateRoom, room="lounge", callers="everybody")
    cast.do("ann", AddMember, room="lounge", user="bob", role="moderator")
    cast.do("bob", PostMessage, room="lounge", text="@room")


def test_a_repeat_is_answered_though_its_author_may_not_call_any_more(cast: Cast) -> None:
    command = cast.command("bob", PostMessage, room="lounge", text="@room")
    fields = command.model_dump(exclude={"by", "wait"})
    first = cast.do("bob", PostMessage, **fields)
    cast.do("ann", UpdateRoom, room="lounge", callers="moderators")
    again = cast.do("bob", PostMessage, **fields)
    assert (again.repeated, again.seq) == (True, first.seq)


def test_the_room_hears_who_may_call_and_that_it_is_called(house: House) -> None:
    listening = Listening(house)
    changed = listening.do("ann", UpdateRoom, room="lounge", callers="moderators")
    event = listening.all_hear("room.changed", changed, "ann", "bob", "mod")
    assert event["room"]["callers"] == "moderators"
    posted = listening.do("ann", PostMessage, room="lounge", text="@room, look")
    event = listening.all_hear("message.posted", posted, "ann", "bob", "mod")
    assert event["message"]["everybody"]
    listening.none_hear("eve")
    kinds = [event["kind"] for event in listening["bob"].viewer_events()]
    assert "mention" not in kinds  # the message itself says it, to everybody at once
    assert listening.do("ann", UpdateRoom, room="lounge", callers="moderators").repeated


def test_who_is_present_is_called_and_nobody_else(house: House) -> None:
    cast = house.cast
    for name in ("ann", "bob", "eve"):
        house.connect(name)
    present(cast, "ann", "bob", "eve")
    seq = cast.post("ann", text="@here, the boat is in")
    assert called(cast) == {"bob"}
    found = seen(cast, seq)
    assert (found["everybody"], found["mentions"]) == (False, [cast["bob"]])
    assert (listed(cast, "bob"), listed(cast, "eve")) == ([seq], [])


def test_who_is_present_at_another_process_is_called_too(house: House) -> None:
    cast = house.cast
    house.connect("mod", process=house.another_process())
    present(cast, "mod")
    cast.post("ann", text="@here")
    assert called(cast) == {"mod"}


def test_without_a_door_that_sees_them_nobody_is_present(cast: Cast) -> None:
    seq = cast.post("ann", text="@here")
    assert (called(cast), seen(cast, seq)["mentions"]) == (set(), [])


def test_too_many_who_are_present_are_not_called_one_by_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = house.cast
    for name in ("bob", "mod"):
        house.connect(name)
    present(cast, "bob", "mod")
    monkeypatch.setattr(mentions, "HERE_PEOPLE", 1)
    refused("forbidden", cast, "ann", PostMessage, room="lounge", text="@here")
    cast.post("ann", text="@here and @mod")  # who is named needs no counting
    assert called(cast) == {"bob", "mod"}


def test_in_a_thread_those_who_follow_it_are_called(house: House) -> None:
    cast = house.cast
    for name in ("bob", "mod"):
        house.connect(name)
    present(cast, "bob", "mod")
    root = cast.post("robo", text="a question")
    cast.do("bob", FollowThread, room="lounge", thread=root)
    here = cast.post("ann", text="@here", thread=root)
    everybody = cast.post("ann", text="@room", thread=root)
    found = {
        name: follow_entry(cast[name], cast["lounge"], root) for name in ("bob", "robo", "ann")
    }
    assert {name: entry and entry["mentions"] for name, entry in found.items()} == {
        "bob": 2,
        "robo": 1,  # who follows it since its first reply
        "ann": 0,
    }
    assert (listed(cast, "bob"), listed(cast, "mod")) == ([everybody, here], [])
    assert follow_entry(cast["mod"], cast["lounge"], root) is None
    assert called(cast) == set()


def test_an_edit_calls_everybody_or_takes_it_back(cast: Cast) -> None:
    seq = cast.post("ann", text="lunch")
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="@room, lunch")
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="@room, lunch at one")
    assert called(cast) == {"bob", "mod", "robo"}
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="@bob, lunch")
    assert called(cast) == {"bob"}
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="@room again")
    cast.do("ann", DeleteMessage, room="lounge", seq=seq)
    assert (called(cast), Mention.objects.count()) == (set(), 0)


def test_an_edit_calls_nobody_who_came_later(house: House) -> None:
    cast = house.cast
    house.connect("bob")
    present(cast, "bob")
    seq = cast.post("ann", text="@here, the bot is in")
    house.connect("mod")
    present(cast, "bob", "mod")
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="@here, the boat is in")
    assert called(cast) == {"bob"}
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="the boat is in")
    assert called(cast) == set()
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="@here, it is in")
    assert called(cast) == {"bob", "mod"}


@pytest.mark.parametrize("name", ["room", "here"])
def test_nobody_takes_the_name_of_a_group_and_whoever_has_it_keeps_it(
    cast: Cast, name: str
) -> None:
    with pytest.raises(ChatError, match="reserved"):
        cast.do("ann", CreateUser, username=name)
    User.objects.filter(pk=cast["bob"]).update(username=name)
    found = seen(cast, cast.post("ann", text=f"@{name}"))
    assert (found["mentions"], found["everybody"]) == ([cast["bob"]], False)
