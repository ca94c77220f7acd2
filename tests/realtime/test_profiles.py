"""Who changed is told to those who share a room, whatever hint was lost."""

import pytest

from chat.pipeline.commit import commit
from chat.protocol.commands import AddMember, EndMembership, SetStatus, UpdateProfile
from chat.realtime import profiles
from tests.house import Client, Frame, House


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every process look ten times a second, and tell one person at a time."""
    monkeypatch.setattr(profiles, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(profiles, "BLIND_SECONDS", 0.1)
    monkeypatch.setattr(profiles, "GATHER_SECONDS", 0.01)
    monkeypatch.setattr(profiles, "PEOPLE_AT_ONCE", 1)


def told(socket: Client, **fields: object) -> Frame:
    """Wait until somebody is told as having these fields."""

    def found(frame: Frame) -> bool:
        return frame["type"] == "person.changed" and fields.items() <= frame["person"].items()

    person: Frame = socket.wait(found)["person"]
    return person


def test_a_welcome_says_up_to_which_change_people_were_told(house: House) -> None:
    ann = house.connect("ann")
    before = ann.frames[0]["people_seq"]
    house.cast.do("bob", UpdateProfile, title="Baker")
    assert told(ann, title="Baker")["seq"] == before + 1
    assert ann.hello()["people_seq"] == before + 1


def test_another_process_tells_it_too(house: House) -> None:
    other = house.another_process()
    ann, far = house.connect("ann"), house.connect("mod", process=other)
    house.cast.do("bob", SetStatus, text="baking")
    assert told(ann, username="bob")["status"] == told(far, username="bob")["status"]


@pytest.mark.usefixtures("hasty")
def test_what_no_hint_told_of_is_found_by_looking(house: House) -> None:
    ann = house.connect("ann")
    quiet = [house.cast.command(name, SetStatus, text="baking") for name in ("bob", "mod", "robo")]
    assert len(commit(quiet, {}).publications) == 1  # and nobody publishes it
    for name in ("bob", "mod", "robo"):
        assert told(ann, username=name)["status"]["text"] == "baking"
    numbers = [f["person"]["seq"] for f in ann.frames if f["type"] == "person.changed"]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(quiet)


def test_who_came_in_hears_and_who_left_does_not(house: House) -> None:
    eve = house.connect("eve")
    house.cast.do("eve", AddMember, room="lounge", user="eve")
    eve.told("room.opened")
    house.cast.do("bob", UpdateProfile, title="Baker")
    told(eve, title="Baker")
    house.cast.do("eve", EndMembership, room="lounge", user="eve")
    eve.told("room.closed")
    house.cast.do("bob", UpdateProfile, title="Smith")
    house.cast.do("eve", UpdateProfile, title="Alone")
    told(eve, title="Alone")
    titles = [f["person"]["title"] for f in eve.frames if f["type"] == "person.changed"]
    assert titles == ["Baker", "Alone"]
