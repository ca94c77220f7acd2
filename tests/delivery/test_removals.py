"""What moderators asked to be removed goes beside everything else, whatever becomes of a process."""

import asyncio
import importlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.delivery.removals import Removals
from chat.models import Message, Removal, User
from chat.protocol.commands import RemoveMessages
from chat.protocol.limits import REMOVED_AT_ONCE
from chat.realtime.life import Life
from tests.house import House


def begin(house: House, by: str = "mod", **more: Any) -> Removal:
    """Let a moderator ask that what bob has said goes."""
    since = timezone.now() - timedelta(hours=1)
    made = house.cast.do(by, RemoveMessages, user="bob", since=since, **more)
    return Removal.objects.get(pk=made.result["removal"]["id"])


def look(house: House) -> bool:
    """Let the house's process look once."""
    return house.run(Removals().look())


def left() -> int:
    """How many messages there are that were not removed."""
    return Message.objects.filter(deleted_at=None).count()


def test_all_that_was_said_goes_and_the_rooms_hear_of_each(house: House) -> None:
    cast, count = house.cast, REMOVED_AT_ONCE + 2
    ann = house.connect("ann")
    seqs = [cast.post("bob", ("lounge", "board")[n % 2], f"coins {n}") for n in range(count)]
    kept = cast.post("robo", text="ping")
    removal = begin(house)
    for _ in range(3):  # twenty, the other two, and the look that finds nothing left
        assert look(house)
    assert not look(house)
    removal.refresh_from_db()
    assert (removal.state, removal.removed, removal.ended_by) == ("done", count, None)
    assert left() == 1
    assert cast.message("lounge", kept).deleted_at is None
    for room in ("lounge", "board"):
        ann.heard_up_to(cast[room], cast.room(room).seq)
    gone = [
        (room, event["message"]["seq"])
        for room in ("lounge", "board")
        for event in ann.events(cast[room])
        if event["kind"] == "message.deleted"
    ]
    said = [(("lounge", "board")[n % 2], seq) for n, seq in enumerate(seqs)]
    assert sorted(gone) == sorted(said)


def test_it_lapses_when_whoever_asked_may_no_longer(house: House) -> None:
    house.cast.post("bob", text="coins")
    removal = begin(house)
    User.objects.filter(pk=house.cast["mod"]).update(role="member")
    assert look(house)
    removal.refresh_from_db()
    assert (removal.state, removal.removed, left()) == ("lapsed", 0, 1)
    assert not look(house)


def test_one_that_lapses_stands_in_no_others_way(house: House) -> None:
    house.cast.post("bob", text="coins")
    begin(house)
    by_ann = begin(house, "ann")
    User.objects.filter(pk=house.cast["mod"]).update(role="member")
    for _ in range(3):
        assert look(house)
    by_ann.refresh_from_db()
    assert (by_ann.state, by_ann.removed, left()) == ("done", 1, 0)


async def test_a_failed_look_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = asyncio.Semaphore(0)
    removals = Removals()

    async def fail() -> bool:
        looks.release()
        raise RuntimeError("on purpose")

    monkeypatch.setattr(removals, "look", fail)
    monkeypatch.setattr("chat.delivery.removals.LOOK_SECONDS", 0)
    running = asyncio.create_task(removals.run())
    async with asyncio.timeout(5):
        for _ in range(3):
            await looks.acquire()
    running.cancel()


def test_a_server_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Life, "beside", [])  # the houses of other tests do without
    importlib.reload(importlib.import_module("chatsite.asgi"))
    assert any(isinstance(run.__self__, Removals) for run in Life.beside)  # type: ignore[attr-defined]
