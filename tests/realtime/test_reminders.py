"""Reminders come by themselves: late rather than never, and once whoever looks for them."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from chat.actions import reminders as rules
from chat.models import Reminder
from chat.pipeline.commit import commit
from chat.protocol.actors import operator
from chat.protocol.commands import SetReminder, TellReminders
from chat.realtime import reminders
from chat.realtime.reminders import Reminders
from tests.cast import Cast
from tests.house import House

MANY = 40


def overdue(cast: Cast, name: str = "bob") -> UUID:
    """A reminder whose time came while no server ran."""
    key, now = uuid4(), timezone.now()
    cast.do(name, SetReminder, key=key, due_at=now + timedelta(hours=1), text="Long ago")
    Reminder.objects.filter(key=key).update(due_at=now - timedelta(days=1))
    return key


def test_what_came_due_while_no_server_ran_is_told_when_one_does(house: House) -> None:
    bob = house.connect("bob")
    key = overdue(house.cast)
    assert bob.told("reminder.due")["reminder"]["id"] == str(key)
    again = house.connect("bob", hello=False).hello()
    assert [(r["id"], r["due"]) for r in again["reminders"]] == [(str(key), True)]


def test_many_who_look_at_once_tell_each_reminder_once(house: House) -> None:
    bob = house.connect("bob")
    keys = {str(overdue(house.cast)) for _ in range(MANY)}

    async def together() -> None:
        await asyncio.gather(*(Reminders().look() for _ in range(4)))

    house.run(together())
    bob.wait_until(lambda: len(bob.viewer_events("reminder.due")) >= MANY)
    bob.settle()
    assert sorted(e["reminder"]["id"] for e in bob.viewer_events("reminder.due")) == sorted(keys)


def test_a_telling_that_is_not_committed_comes_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = overdue(cast)
    told = rules.reminder_wire

    def dies(reminder: Reminder) -> dict[str, object]:
        raise RuntimeError("the process ends before its commit")

    monkeypatch.setattr(rules, "reminder_wire", dies)
    commit([TellReminders(by=operator())], {})
    assert Reminder.objects.get(key=key).told_at is None
    monkeypatch.setattr(rules, "reminder_wire", told)
    committed = commit([TellReminders(by=operator())], {})
    assert committed.results[0].result == {"told": 1}  # type: ignore[union-attr]
    assert Reminder.objects.get(key=key).told_at is not None


async def test_a_failed_look_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = asyncio.Event()
    failing = [True]

    def anything(_now: object) -> bool:
        if failing.pop() if failing else False:
            raise RuntimeError("the first one fails")
        looks.set()
        return False

    monkeypatch.setattr(reminders, "anything_due", anything)
    monkeypatch.setattr(reminders, "LOOK_SECONDS", 0)
    task = asyncio.create_task(Reminders().run())
    async with asyncio.timeout(5):
        while not looks.is_set():
            await asyncio.sleep(0)
    task.cancel()
    assert "a look for reminders failed" in caplog.text
