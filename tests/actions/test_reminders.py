"""Being reminded: who may, who may not, that nobody else hears of it, and that it comes once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from chat.actions import reminders
from chat.models import Reminder
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    DeleteMessage,
    EndMembership,
    FinishReminder,
    SetReminder,
    TellReminders,
)
from chat.protocol.limits import REMINDER_CHARACTERS, REMINDER_DAYS
from chat.queries.reminders import reminders_of, reminders_of_each
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

MINUTE = timedelta(minutes=1)


def soon(minutes: int = 20) -> datetime:
    """A time to be reminded at."""
    return timezone.now() + minutes * MINUTE


def known(cast: Cast, name: str) -> list[dict[str, Any]]:
    """What somebody is reminded of, as a welcome tells."""
    return reminders_of_each([cast[name]])[cast[name]]


def come(*keys: UUID) -> None:
    """Let the time of these reminders have come a minute ago."""
    assert Reminder.objects.filter(key__in=keys).update(due_at=timezone.now() - MINUTE) == len(keys)


def waiting(cast: Cast, name: str, text: str = "Water the plants", **place: Any) -> UUID:
    """Let somebody be reminded of something soon."""
    key = uuid4()
    cast.do(name, SetReminder, key=key, due_at=soon(), text=text, **place)
    return key


@rule(SetReminder, "may")
def test_somebody_is_reminded_of_their_own_words_and_of_a_message(cast: Cast) -> None:
    seq, at, key = cast.post("ann"), soon(), uuid4()
    told = cast.do("bob", SetReminder, key=key, due_at=at, text="  Call   home ")
    reminder = {"id": str(key), "due": False, "text": "Call home", "room": None, "seq": None}
    assert reminder.items() <= told.result["reminder"].items()
    cast.do("ann", ArchiveRoom, room="lounge")
    waiting(cast, "bob", text="", room="lounge", seq=seq)
    places = [(r["text"], r["room"], r["seq"]) for r in known(cast, "bob")]
    assert places == [("Call home", None, None), ("", cast["lounge"], seq)]
    assert known(cast, "ann") == []


def test_a_key_that_is_known_moves_its_reminder(cast: Cast) -> None:
    key, at = uuid4(), soon()
    fields = {"key": key, "due_at": at, "text": "Tea"}
    assert not cast.do("bob", SetReminder, **fields).repeated
    assert cast.do("bob", SetReminder, **fields).repeated
    later = fields | {"due_at": soon(60)}
    assert not cast.do("bob", SetReminder, **later).repeated
    assert Reminder.objects.get().due_at == later["due_at"]
    cast.do("ann", SetReminder, **fields)
    assert (len(known(cast, "bob")), len(known(cast, "ann"))) == (1, 1)


def test_one_that_was_due_waits_again_when_it_is_moved(cast: Cast) -> None:
    key = waiting(cast, "bob")
    come(key)
    cast.do("operator", TellReminders)
    assert known(cast, "bob")[0]["due"]
    cast.do("bob", SetReminder, key=key, due_at=soon(), text="Water the plants")
    assert not known(cast, "bob")[0]["due"]
    come(key)
    assert cast.do("operator", TellReminders).result == {"told": 1}


def test_a_repeat_is_answered_also_when_its_time_is_over(cast: Cast) -> None:
    key = waiting(cast, "bob", text="Tea")
    come(key)
    at = Reminder.objects.get().due_at
    assert cast.do("bob", SetReminder, key=key, due_at=at, text="Tea").repeated


@rule(SetReminder, "may_not")
def test_nobody_is_reminded_of_what_they_may_not_keep(cast: Cast) -> None:
    seq, board, gone = cast.post("bob"), cast.post("bob", "board"), cast.post("bob")
    cast.do("bob", DeleteMessage, room="lounge", seq=gone)
    fields: dict[str, Any] = {"key": uuid4(), "due_at": soon()}
    refused("forbidden", cast, "eve", SetReminder, room="lounge", seq=seq, **fields)
    hidden(cast, "eve", SetReminder, room="board", seq=board, **fields)
    for absent in (gone, ABSENT):
        refused("not_found", cast, "bob", SetReminder, room="lounge", seq=absent, **fields)
    refused("bad_frame", cast, "bob", SetReminder, room="lounge", text="Half a place", **fields)
    reader = cast.with_token("bob", "read")
    refused("forbidden", cast, reader, SetReminder, text="Tea", **fields)


def test_a_reminder_has_words_and_a_time_to_come(cast: Cast) -> None:
    key = uuid4()
    refused("bad_frame", cast, "bob", SetReminder, key=key, due_at=soon(), text=" ")
    long = "a" * (REMINDER_CHARACTERS + 1)
    refused("too_long", cast, "bob", SetReminder, key=key, due_at=soon(), text=long)
    for at in (soon(-1), timezone.now() + timedelta(days=REMINDER_DAYS + 1)):
        refused("bad_frame", cast, "bob", SetReminder, key=key, due_at=at, text="Tea")


def test_a_key_stands_for_one_message(cast: Cast) -> None:
    first, second = cast.post("ann"), cast.post("ann")
    key = waiting(cast, "bob", room="lounge", seq=first)
    fields = {"key": key, "due_at": soon(), "room": "lounge", "seq": second}
    refused("conflict", cast, "bob", SetReminder, **fields)


def test_nobody_waits_for_more_than_a_welcome_can_name(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "REMINDERS_PER_USER", 2)
    keys = [waiting(cast, "bob") for _ in range(2)]
    refused("forbidden", cast, "bob", SetReminder, key=uuid4(), due_at=soon(), text="Tea")
    waiting(cast, "ann")
    cast.do("bob", SetReminder, key=keys[0], due_at=soon(40), text="Tea")
    cast.do("bob", FinishReminder, key=keys[0])
    waiting(cast, "bob")


@rule(FinishReminder, "may")
def test_one_is_done_with_a_reminder_whether_it_was_due_or_not(cast: Cast) -> None:
    first, second = waiting(cast, "bob"), waiting(cast, "bob")
    come(first)
    cast.do("operator", TellReminders)
    for key in (first, second):
        assert not cast.do("bob", FinishReminder, key=key).repeated
        assert cast.do("bob", FinishReminder, key=key).repeated
    assert known(cast, "bob") == []


@rule(FinishReminder, "may_not")
def test_nobody_finishes_the_reminders_of_others(cast: Cast) -> None:
    key = waiting(cast, "bob")
    for name in ("ann", "mod"):
        assert cast.do(name, FinishReminder, key=key).repeated
    refused("forbidden", cast, cast.with_token("bob", "read"), FinishReminder, key=key)
    assert len(known(cast, "bob")) == 1


@rule(TellReminders, "may")
def test_what_is_due_is_told_once_and_stays_until_one_is_done(cast: Cast) -> None:
    due, later = waiting(cast, "bob"), waiting(cast, "bob")
    assert cast.do("operator", TellReminders).result == {"told": 0}
    come(due)
    assert cast.do("operator", TellReminders).result == {"told": 1}
    assert cast.do("operator", TellReminders).result == {"told": 0}
    assert {r["id"]: r["due"] for r in known(cast, "bob")} == {str(due): True, str(later): False}


def test_what_came_due_without_a_server_is_told_in_steps(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "TOLD_AT_ONCE", 2)
    come(*(waiting(cast, name) for name in ("ann", "bob", "mod", "ann", "bob")))
    told = [cast.do("operator", TellReminders).result["told"] for _ in range(4)]
    assert told == [2, 2, 1, 0]


@rule(TellReminders, "may_not")
def test_nobody_but_the_server_makes_reminders_come(cast: Cast) -> None:
    come(waiting(cast, "bob"))
    for name in ("ann", "bob"):
        refused("forbidden", cast, name, TellReminders)


def test_a_deleted_message_reminds_nobody(cast: Cast) -> None:
    seq = cast.post("bob")
    waiting(cast, "ann", room="lounge", seq=seq)
    own = waiting(cast, "ann")
    cast.do("bob", DeleteMessage, room="lounge", seq=seq)
    assert [r["id"] for r in known(cast, "ann")] == [str(own)]


def test_what_stands_in_a_room_one_has_left_is_out_of_sight(cast: Cast) -> None:
    seq = cast.post("ann", "board", "Nobody else's business")
    waiting(cast, "bob", text="Answer", room="board", seq=seq)
    assert reminders_of(cast.user("bob"))[0]["message"]["text"] == "Nobody else's business"
    cast.do("bob", EndMembership, room="board", user="bob")
    assert reminders_of(cast.user("bob")) == []
    cast.do("ann", AddMember, room="board", user="bob")
    assert len(reminders_of(cast.user("bob"))) == 1


@rule(SetReminder, "heard")
@rule(FinishReminder, "heard")
@rule(TellReminders, "heard")
def test_ones_own_devices_alone_hear_of_it(house: House) -> None:
    seq = house.cast.post("bob")
    listening = Listening(house)
    key = uuid4()
    place = {"key": key, "room": "lounge", "seq": seq}
    listening.do("bob", SetReminder, due_at=soon(), **place)
    assert listening.told("bob", "reminder.set")["reminder"]["seq"] == seq
    listening.none_hear("ann", "eve", "mod")
    listening.begin()
    come(key)  # a process looks by itself
    assert listening.told("bob", "reminder.due")["reminder"]["due"]
    listening.none_hear("ann", "eve", "mod")
    listening.do("bob", FinishReminder, key=key)
    assert listening.told("bob", "reminder.done")["reminder"] == {"id": str(key)}
    listening.none_hear("ann", "eve", "mod")
    listening.do("bob", FinishReminder, key=key)
    listening.none_hear("ann", "bob", "eve", "mod")
