"""A socket that ended leaves nothing behind: neither itself nor what it heard."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from chat.protocol.closes import BARRED, SLOW_READER
from chat.protocol.commands import AddMember, SuspendUser
from chat.realtime import outbox, watch
from chat.realtime.socket import Socket
from tests.house import House


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector looks for no circles: what is freed is freed because nobody holds it."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def sockets_of(house: House) -> "weakref.WeakSet[Socket]":
    """The sockets there are now, held by whoever holds them, not by the test."""
    found = weakref.WeakSet(house.hub.sockets())
    assert found
    return found


@pytest.mark.usefixtures("uncollected")
def test_who_goes_is_freed_without_the_collector(house: House) -> None:
    people = [house.connect(name) for name in ("ann", "bob", "bob")]
    ended = sockets_of(house)
    for one in people:
        one.close()
    house.wait(lambda: not ended)


@pytest.mark.usefixtures("uncollected")
def test_a_slow_reader_is_freed_without_the_collector(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "OUTBOX_FRAMES", 4)
    bob = house.connect("bob")
    ended = sockets_of(house)
    bob.stop_reading()
    for number in range(12):
        house.cast.post("ann", text=str(number))
    assert bob.wait_closed() == SLOW_READER
    house.wait(lambda: not ended)


@pytest.mark.usefixtures("uncollected")
def test_who_is_sent_away_is_freed_without_the_collector(house: House) -> None:
    bob = house.connect("bob")
    ended = sockets_of(house)
    house.cast.do("mod", SuspendUser, user="bob")
    assert bob.wait_closed() == BARRED
    house.wait(lambda: not ended)


def test_who_is_gone_for_good_is_no_longer_listened_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.05)
    bob, eve = f"user.{house.cast['bob']}", f"user.{house.cast['eve']}"
    house.connect("eve")
    house.connect("bob").close()
    assert {bob, eve} <= house.hub.ear._groups
    monkeypatch.setattr(watch, "IDLE_SECONDS", 0.0)
    house.wait(lambda: bob not in house.hub.ear._groups)
    assert eve in house.hub.ear._groups
    assert not house.hub.gone


def test_who_comes_back_hears_of_it_from_other_processes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(watch, "IDLE_SECONDS", 0.0)
    other = house.another_process()
    group = f"user.{house.cast['eve']}"
    house.connect("eve", process=other).close()
    house.wait(lambda: group not in other.hub.ear._groups)
    eve = house.connect("eve", process=other)
    house.cast.do("ann", AddMember, room="board", user="eve")
    eve.told("room.opened")
