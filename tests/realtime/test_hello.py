"""Hello: where one stands, who is here, then live events."""

import threading
from typing import Any
from uuid import uuid4

import pytest

from chat.models import Room
from chat.pipeline.commit import commit
from chat.protocol.closes import TRY_AGAIN
from chat.protocol.commands import AddMember, EndMembership, PostMessage, UpdateProfile
from chat.protocol.errors import ChatError
from chat.protocol.limits import HEARTBEAT
from chat.realtime import filler, hello
from tests.house import Client, House


def test_a_welcome_says_who_and_where_one_is(house: House) -> None:
    cast = house.cast
    cast.do("bob", UpdateProfile, name="Robert")
    head = cast.post("ann", text="hi @bob")
    bob = house.connect("bob")
    welcome = bob.frames[0]
    assert welcome["type"] == "welcome"
    assert welcome["user"]["id"] == cast["bob"]
    assert (welcome["user"]["name"], welcome["heartbeat"]) == ("Robert", HEARTBEAT)
    assert welcome["viewer_seq"] == cast.user("bob").viewer_seq
    assert {room["id"] for room in welcome["rooms"]} == {
        cast[name] for name in ("lounge", "board", "direct")
    }
    lounge = next(room for room in welcome["rooms"] if room["id"] == cast["lounge"])
    assert (lounge["seq"], lounge["unread"], lounge["mentions"]) == (head, 1, 1)
    assert lounge["epoch"] == cast.room("lounge").epoch
    direct = next(room for room in welcome["rooms"] if room["id"] == cast["direct"])
    assert [user["username"] for user in direct["users"]] == ["ann", "bob"]
    assert bob.accepted == {"type": "websocket.accept", "subprotocol": "chat.v1"}


def test_nothing_is_told_before_hello(house: House) -> None:
    shy = house.connect("bob", hello=False)
    assert shy.settle()["heads"] == {}
    house.connect("ann").post(house.cast["lounge"], "hi @bob", str(uuid4()))
    shy.settle()
    assert {frame["type"] for frame in shy.frames} == {"pong"}


def test_who_is_in_no_room_is_welcome(house: House) -> None:
    assert house.connect("eve").frames[0]["rooms"] == []


def test_hello_again_starts_over(house: House) -> None:
    bob, lounge = house.connect("bob"), house.cast["lounge"]
    house.cast.post("ann")
    bob.heard("message.posted", lounge)
    welcome = bob.hello()
    assert next(r["seq"] for r in welcome["rooms"] if r["id"] == lounge) == bob.knows(lounge)
    bob.settle()
    mark = len(bob.frames)
    seq = house.cast.post("ann")
    bob.wait_until(lambda: bob.knows(lounge) >= seq)
    bob.settle()
    (told,) = [f for f in bob.frames[mark:] if f["type"] == "events"]
    assert [event["seq"] for event in told["events"]] == [seq]


def test_a_token_that_may_not_read_is_told_nothing(house: House) -> None:
    writer = house.connect(token=house.cast.token("robo", "write")[1], hello=False)
    lounge = house.cast["lounge"]
    assert writer.ask({"type": "hello"})["code"] == "forbidden"
    cursor = {"epoch": house.cast.room("lounge").epoch, "seq": 0}
    assert writer.ask({"type": "sync", "room": lounge, "cursor": cursor})["code"] == "forbidden"
    assert writer.post(lounge, "I can only speak", str(uuid4()))["type"] == "ack"


def test_a_token_that_only_reads_changes_nothing(house: House) -> None:
    reader, lounge = house.connect(token=house.cast.token("robo", "read")[1]), house.cast["lounge"]
    assert reader.post(lounge, "hi", str(uuid4()))["code"] == "forbidden"
    assert reader.ask({"type": "typing", "room": lounge})["code"] == "forbidden"
    seq = house.cast.post("ann")
    assert reader.heard("message.posted", lounge)["seq"] == seq


@pytest.mark.parametrize("times", [2, 5])
def test_hellos_at_once_count_one_person_once(house: House, times: int) -> None:
    bob = house.connect("bob", hello=False)
    for n in range(times):
        bob.send({"type": "hello", "ref": f"h{n}"})
    for n in range(times):
        bob.wait(lambda f, n=n: f.get("ref") == f"h{n}")
    bob.settle()
    seq = house.cast.post("ann")
    bob.heard("message.posted", house.cast["lounge"])
    assert [event["seq"] for event in bob.events(house.cast["lounge"])] == [seq]
    bob.close()
    assert not house.hub.presence._here, "somebody is counted as here without a socket"


def test_who_goes_while_saying_hello_again_is_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = house.connect("bob")
    assert house.hub.presence._here[house.cast["bob"]] == 1
    asked, go_on = threading.Event(), threading.Event()
    standings = hello.standings

    def slow(user_ids: list[int]) -> Any:
        asked.set()
        go_on.wait(5)
        return standings(user_ids)

    monkeypatch.setattr(hello, "standings", slow)
    bob.send({"type": "hello", "ref": "again"})
    assert asked.wait(5)
    bob.close()
    go_on.set()
    assert not house.hub.presence._here, "somebody is counted as here without a socket"
    assert not house.hub.sockets()


def remove_and_talk(house: House, publish: bool) -> None:
    """Remove bob from the board, then say something there."""
    commands = [
        house.cast.command("ann", EndMembership, room="board", user="bob"),
        house.cast.command("ann", PostMessage, room="board", text="secret"),
    ]
    for command in commands:
        if publish:
            house.cast.do(command.by, type(command), **command.model_dump(exclude={"by", "wait"}))
        else:
            commit([command], {})


def heard_secret(client: Client) -> bool:
    """Whether a socket was sent what was said after its person had left."""
    return any("secret" in str(frame) for frame in client.frames)


@pytest.mark.parametrize("publish", [True, False], ids=["published", "unpublished"])
@pytest.mark.parametrize("behind", [False, True], ids=["up to date", "behind"])
def test_who_is_removed_while_being_welcomed_hears_nothing_after_it(
    house: House, monkeypatch: pytest.MonkeyPatch, behind: bool, publish: bool
) -> None:
    ann = house.connect("ann")
    cursors = None
    if behind:
        room = house.cast.room("board")
        cursors = {str(room.pk): {"epoch": room.epoch, "seq": room.seq}}
        house.cast.post("ann", "board", "missed")
    standings, removed = hello.standings, []

    def standings_then_removed(user_ids: list[int]) -> Any:
        found = standings(user_ids)
        if house.cast["bob"] in user_ids and not removed:
            removed.append(house.cast["bob"])
            remove_and_talk(house, publish)
        return found

    monkeypatch.setattr(hello, "standings", standings_then_removed)
    bob = house.connect("bob", cursors=cursors)
    assert removed, "bob was not removed in time"
    ann.heard_up_to(house.cast["board"], Room.objects.get(slug="board").seq)
    seq = house.cast.post("ann", "board", "secret too")
    ann.heard_up_to(house.cast["board"], seq)
    bob.settle()
    assert not heard_secret(bob)
    (socket,) = house.hub.viewers[house.cast["bob"]]
    house.wait(lambda: house.cast["board"] not in socket.rooms)


def cursors(house: House, *rooms: str) -> dict[str, Any]:
    """Cursors of somebody who knows nothing of these rooms yet."""
    return {str(house.cast[r]): {"epoch": house.cast.room(r).epoch, "seq": 0} for r in rooms}


def test_a_catch_up_that_finds_no_database_goes_on_when_it_is_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seq, lounge = house.cast.post("ann", text="missed"), house.cast["lounge"]
    known = cursors(house, "lounge", "board")
    failures = iter(range(3))
    changes_for = filler.changes_for

    def failing(*asked: Any) -> Any:
        if next(failures, None) is not None:
            raise ChatError("unavailable", "The database is away.", 0.01)
        return changes_for(*asked)

    monkeypatch.setattr(filler, "changes_for", failing)
    bob = house.connect("bob", hello=False)
    ref = bob.hello(known)["ref"]
    bob.wait(lambda f: f["type"] == "room.synced" and f["room"] == lounge and f["seq"] == seq)
    later = house.cast.post("ann", text="live")
    bob.heard_up_to(lounge, later)
    house.cast.do("ann", AddMember, room="board", user="eve")
    bob.heard_up_to(house.cast["board"], house.cast.room("board").seq)
    assert [f["type"] for f in bob.frames if f.get("ref") == ref] == ["welcome"]
    assert next(failures, None) is None  # it did fail


def test_who_cannot_go_live_is_closed_and_comes_back(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise LookupError("a bug")

    known = cursors(house, "lounge")
    monkeypatch.setattr(filler, "changes_for", broken)
    bob = house.connect("bob", hello=False)
    bob.send({"type": "hello", "ref": "1", "cursors": known})
    assert bob.wait_closed() == TRY_AGAIN
    assert "going live failed" in caplog.text
    monkeypatch.undo()
    assert house.connect("bob").settle()["heads"]


def test_who_goes_while_catching_up_is_attached_to_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, lounge = cursors(house, "lounge"), house.cast["lounge"]
    reading, go_on = threading.Event(), threading.Event()
    changes_for = filler.changes_for

    def slow(*asked: Any) -> Any:
        reading.set()
        assert go_on.wait(5)
        return changes_for(*asked)

    monkeypatch.setattr(filler, "changes_for", slow)
    bob = house.connect("bob", hello=False)
    bob.send({"type": "hello", "ref": "1", "cursors": known})
    assert reading.wait(5)
    bob.close()
    go_on.set()
    house.wait(lambda: not house.hub.sockets())
    ann = house.connect("ann")
    ann.heard_up_to(lounge, house.cast.post("ann"))
    assert {socket.user for socket in house.hub.feeds[lounge].sockets} == {house.cast["ann"]}
