"""Who is here: a state, then diffs, across processes; and who is writing."""

import pytest

from chat.realtime import consumer, presence
from tests.cast import ABSENT
from tests.house import Client, House, Process


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Presence may gather and linger for less time than people need."""
    monkeypatch.setattr(presence, "GATHER_SECONDS", 0.02)
    monkeypatch.setattr(presence, "LEAVE_SECONDS", 0.1)


def online(client: Client) -> set[int]:
    """Who is here, as a socket was told."""
    here: set[int] = set()
    for frame in client.frames:
        if frame["type"] == "presence.state":
            here = set(frame["online"])
        elif frame["type"] == "presence.diff":
            here = (here | set(frame["joins"])) - set(frame["leaves"])
    return here


def sees(house: House, client: Client, *names: str) -> None:
    """Wait until a socket was told that these people are here, and no others."""
    client.wait_until(lambda: online(client) == {house.cast[name] for name in names})


def test_a_state_comes_first_and_then_diffs(house: House) -> None:
    ann = house.connect("ann")
    kinds = [f["type"] for f in ann.frames if f["type"].startswith("presence")]
    assert kinds[0] == "presence.state"
    sees(house, ann, "ann")
    bob = house.connect("bob")
    sees(house, ann, "ann", "bob")
    sees(house, bob, "ann", "bob")
    bob.close()
    sees(house, ann, "ann")
    assert "presence.state" not in [f["type"] for f in ann.frames[2:]]


def test_a_person_is_here_while_one_of_their_sockets_is(house: House) -> None:
    ann, phone, laptop = house.connect("ann"), house.connect("bob"), house.connect("bob")
    sees(house, ann, "ann", "bob")
    phone.close()
    mod = house.connect("mod")
    sees(house, ann, "ann", "bob", "mod")
    laptop.close()
    sees(house, ann, "ann", "mod")
    sees(house, mod, "ann", "mod")


def test_a_reload_is_no_leaving(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LEAVE_SECONDS", 30.0)
    ann, bob = house.connect("ann"), house.connect("bob")
    sees(house, ann, "ann", "bob")
    bob.close()
    house.connect("bob")
    house.connect("mod")
    sees(house, ann, "ann", "bob", "mod")
    left = [f["leaves"] for f in ann.frames if f["type"] == "presence.diff"]
    assert left, "nothing was told at all"
    assert not any(left)


def test_presence_crosses_processes(house: House) -> None:
    other = house.another_process()
    ann, bob = house.connect("ann"), house.connect("bob", process=other)
    sees(house, ann, "ann", "bob")
    sees(house, bob, "ann", "bob")
    third = house.another_process()
    mod = house.connect("mod", process=third)
    for client in (ann, bob, mod):
        sees(house, client, "ann", "bob", "mod")
    bob.close()
    for client in (ann, mod):
        sees(house, client, "ann", "mod")


def test_a_process_that_died_vouches_for_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "RENEW_SECONDS", 0.1)
    other = house.another_process()
    ann = house.connect("ann")
    house.connect("bob", process=other)
    sees(house, ann, "ann", "bob")
    monkeypatch.setattr(presence, "LEASE_SECONDS", 0.5)
    killed: Process = house.processes.pop()
    house.run(killed.stop())
    sees(house, ann, "ann")


def test_a_process_that_says_goodbye_lets_go_at_once(house: House) -> None:
    other = house.another_process()
    ann = house.connect("ann")
    house.connect("bob", process=other)
    sees(house, ann, "ann", "bob")
    house.call(other.hub.presence.say_goodbye)
    sees(house, ann, "ann")


# --- Typing --------------------------------------------------------------------------------------


def is_typing(frame: dict[str, object]) -> bool:
    """Whether a frame says that somebody writes."""
    return frame["type"] == "typing"


def test_a_rooms_other_members_hear_that_somebody_writes(house: House) -> None:
    other = house.another_process()
    ann, bob, eve = house.connect("ann"), house.connect("bob"), house.connect("eve")
    mod = house.connect("mod", process=other)
    head = house.cast.room("board").seq
    answer = ann.ask({"type": "typing", "room": house.cast["board"]})
    assert (answer["type"], answer["seq"]) == ("ack", None)
    for client in (bob, mod):
        frame = client.wait(is_typing)
        assert frame == {
            "type": "typing",
            "room": house.cast["board"],
            "user": house.cast["ann"],
            "name": "Ann",
        }
    for client in (ann, eve):
        client.settle()
        assert not any(map(is_typing, client.frames))
    assert house.cast.room("board").seq == head


def test_writing_in_a_thread_is_told_with_its_root(house: House) -> None:
    other = house.another_process()
    ann, bob = house.connect("ann"), house.connect("bob")
    mod = house.connect("mod", process=other)
    ann.ask({"type": "typing", "room": house.cast["board"], "thread": 5})
    for client in (bob, mod):
        assert client.wait(is_typing)["thread"] == 5


def test_writing_is_told_once_a_second(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob, room = house.connect("ann"), house.connect("bob"), house.cast["lounge"]
    for _ in range(3):
        assert ann.ask({"type": "typing", "room": room})["type"] == "ack"
    bob.settle()
    assert len([f for f in bob.frames if is_typing(f)]) == 1
    monkeypatch.setattr(consumer, "TYPING_INTERVAL", 0)
    ann.ask({"type": "typing", "room": room})
    bob.wait_until(lambda: len([f for f in bob.frames if is_typing(f)]) == 2)


@pytest.mark.parametrize("room", ["lounge", "board", "direct"])
def test_nobody_writes_where_they_do_not_belong(house: House, room: str) -> None:
    eve = house.connect("eve")
    hidden = eve.ask({"type": "typing", "room": house.cast[room]})
    absent = eve.ask({"type": "typing", "room": ABSENT})
    assert (hidden["code"], absent["code"]) == ("not_found", "not_found")
    assert hidden["message"] == absent["message"]
