"""The audit log as it lies in the database: nothing changes it, and what does is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from chat.models import AuditEntry
from chat.protocol.commands import (
    AddMember,
    ChangeRole,
    EndMembership,
    EndOtherSessions,
    ImposeSanction,
)
from chat.queries.audit import entries_visible_to, verify
from tests.cast import Cast
from tests.conftest import unguarded

TABLE = "chat_auditentry"


@pytest.fixture
def log(cast: Cast) -> Cast:
    """The cast, and a log of some length."""
    for _ in range(5):
        cast.do("ann", EndOtherSessions, user="bob")
    assert AuditEntry.objects.count() >= 10
    return cast


@contextmanager
def owner() -> Iterator[Any]:
    """Whoever owns the database: takes the guards off, does something, puts them back."""
    off, on = unguarded()
    with connection.cursor() as cursor:
        for statement in off:
            cursor.execute(statement)
        yield cursor
        for statement in on:
            cursor.execute(statement)


def last() -> int:
    """The number of the newest row."""
    return AuditEntry.objects.order_by("-number")[0].number


REFUSED = {
    "an update": f"UPDATE {TABLE} SET reason = 'x' WHERE number = 3",
    "an update that changes nothing": f"UPDATE {TABLE} SET number = number WHERE number = 3",
    "a deletion": f"DELETE FROM {TABLE} WHERE number = 3",
    "a deletion of all": f"DELETE FROM {TABLE}",
    "a number that is not next": f"""
        INSERT INTO {TABLE} (number, at, door, act, thing, reason, details, seal)
        SELECT number + 2, at, door, act, thing, reason, details, seal
        FROM {TABLE} ORDER BY number DESC LIMIT 1
    """,
}
if connection.vendor == "postgresql":
    REFUSED["emptying the table"] = f"TRUNCATE {TABLE}"
else:
    REFUSED["a replacement"] = f"""
        REPLACE INTO {TABLE} (number, at, door, act, thing, reason, details, seal)
        SELECT number, at, door, act, thing, 'x', details, seal FROM {TABLE} WHERE number = 3
    """


@pytest.mark.parametrize("wish", REFUSED)
def test_the_database_itself_refuses(log: Cast, wish: str) -> None:
    before = list(AuditEntry.objects.values_list())
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(REFUSED[wish])
    assert list(AuditEntry.objects.values_list()) == before


def test_an_untouched_log_is_whole(log: Cast) -> None:
    verdict = verify()
    assert (verdict.fault, verdict.rows) == (None, last())
    assert verify(verdict.head).fault is None
    log.do("ann", EndOtherSessions, user="bob")
    assert verify(verdict.head).fault is None


COLUMNS = {
    "at": "2020-01-01 00:00:00+00:00",
    "by": 999,
    "door": "rest",
    "act": "audit.read",
    "person": 999,
    "room": 999,
    "thing": "token 9",
    "reason": "another",
    "details": '{"a": 1}',
    "seal": "0" * 64,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_is_found(log: Cast, column: str) -> None:
    assert set(COLUMNS) == {f.name for f in AuditEntry._meta.fields} - {"number"}
    with owner() as cursor:
        name = connection.ops.quote_name(column)
        cursor.execute(f"UPDATE {TABLE} SET {name} = %s WHERE number = 4", [COLUMNS[column]])
    verdict = verify()
    assert (verdict.fault, verdict.rows) == ("Row 4 is not what was sealed.", 3)


def test_every_byte_of_what_was_noted_counts(log: Cast) -> None:
    entry = AuditEntry.objects.exclude(details="{}").order_by("number")[0]
    for place in range(len(entry.details)):
        other = "y" if entry.details[place] != "y" else "z"
        flipped = entry.details[:place] + other + entry.details[place + 1 :]
        with transaction.atomic():
            with owner() as cursor:
                where = [flipped, entry.number]
                cursor.execute(f"UPDATE {TABLE} SET details = %s WHERE number = %s", where)
            assert verify().fault == f"Row {entry.number} is not what was sealed."
            transaction.set_rollback(True)
    assert verify().fault is None


def test_what_is_no_value_of_its_column_is_found(log: Cast) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps the types of its columns itself")
    for column, value in (("at", "no time"), ("by", "nobody"), ("details", b"\xff")):
        with transaction.atomic():
            with owner() as cursor:
                name = connection.ops.quote_name(column)
                cursor.execute(f"UPDATE {TABLE} SET {name} = %s WHERE number = 4", [value])
            fault = verify().fault
            assert fault is not None, column
            assert fault.startswith("Row 4 "), column
            transaction.set_rollback(True)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_deleted_row_is_found(log: Cast, number: int) -> None:
    with owner() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number = %s", [number])
    assert verify().fault == f"Row {number} is missing."


def test_a_deleted_row_is_found_also_where_the_others_close_up(log: Cast) -> None:
    with owner() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number = 5")
        for number in range(6, AuditEntry.objects.count() + 2):
            cursor.execute(f"UPDATE {TABLE} SET number = number - 1 WHERE number = %s", [number])
    assert verify().fault == "Row 5 is not what was sealed."


def test_two_rows_that_changed_places_are_found(log: Cast) -> None:
    with owner() as cursor:
        for was, becomes in ((4, 900), (5, 4), (900, 5)):
            cursor.execute(f"UPDATE {TABLE} SET number = %s WHERE number = %s", [becomes, was])
    assert verify().fault == "Row 4 is not what was sealed."


def test_a_row_put_in_between_is_found(log: Cast) -> None:
    with owner() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {TABLE} (number, at, door, act, thing, reason, details, seal)
            SELECT number + 1, at, door, act, thing, reason, details, seal
            FROM {TABLE} ORDER BY number DESC LIMIT 1
            """
        )
    assert verify().fault == f"Row {last()} is not what was sealed."


def test_a_log_cut_short_is_found_by_the_head_alone(log: Cast) -> None:
    head, end = verify().head, last()
    with owner() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number > %s", [end - 3])
    assert verify().fault is None
    assert verify(head).fault == f"The log ends at row {end - 3}, before the head {end}."


def test_a_log_cut_short_and_written_on_is_found_by_the_head(log: Cast) -> None:
    head, end = verify().head, last()
    with owner() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number >= %s", [end])
    log.do("ann", ChangeRole, user="bob", role="moderator")
    assert last() == end
    assert verify().fault is None
    assert verify(head).fault == f"Row {end} is another than the head names."


def test_nobody_seals_without_the_key(log: Cast, settings: Any) -> None:
    settings.CHAT_AUDIT_KEYS = ["another key"]
    assert verify().fault == "Row 1 is not what was sealed."


def test_a_new_key_goes_on_where_the_old_one_ended(log: Cast, settings: Any) -> None:
    (old,) = settings.CHAT_AUDIT_KEYS
    settings.CHAT_AUDIT_KEYS = ["new", old]
    log.do("ann", EndOtherSessions, user="bob")
    assert verify().fault is None
    settings.CHAT_AUDIT_KEYS = [old]
    log.do("ann", EndOtherSessions, user="bob")
    settings.CHAT_AUDIT_KEYS = ["new", old]
    assert verify().fault == f"Row {last()} is not what was sealed.", "an old key came back"


@pytest.mark.parametrize("length", [1, 2, 3])
def test_rows_are_checked_across_the_pages_they_are_read_in(
    log: Cast, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr("chat.queries.audit.ROWS_AT_ONCE", length)
    assert (verify().fault, verify().rows) == (None, last())
    with owner() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number = 4")
    assert verify().fault == "Row 4 is missing."


# --- Who reads it -------------------------------------------------------------------------------


def acts_seen(cast: Cast, name: str) -> set[tuple[str, int | None]]:
    """The acts somebody reads of, with their rooms."""
    return set(entries_visible_to(cast.user(name)).values_list("act", "room"))


def test_admins_read_all_moderators_what_is_theirs_and_others_of_the_rooms_they_lead(
    cast: Cast,
) -> None:
    everything = acts_seen(cast, "ann")
    assert len(everything) == len(set(AuditEntry.objects.values_list("act", "room")))
    cast.do("ann", ImposeSanction, user="eve", kind="mute")
    made = acts_seen(cast, "mod")
    assert ("sanction.imposed", None) in made
    assert ("member.added", cast["board"]) in made, "mod is in the closed room"
    assert not {act for act, _ in made} & {"account.created", "session.begun", "role.changed"}
    assert acts_seen(cast, "bob") == acts_seen(cast, "eve") == set()


def test_a_moderator_reads_nothing_of_a_closed_room_they_are_not_in(cast: Cast) -> None:
    cast.do("ann", ImposeSanction, user="bob", room="board", kind="mute")
    assert ("sanction.imposed", cast["board"]) in acts_seen(cast, "mod")
    cast.do("ann", EndMembership, room="board", user="mod")
    assert not [room for _, room in acts_seen(cast, "mod") if room == cast["board"]]


def test_who_leads_a_room_reads_what_was_done_there(cast: Cast) -> None:
    cast.do("ann", AddMember, room="board", user="bob", role="moderator")
    seen = acts_seen(cast, "bob")
    assert ("member.role_changed", cast["board"]) in seen
    assert {room for _, room in seen} == {cast["board"]}


def test_the_triggers_are_there_after_all_migrations(db: None) -> None:
    off, on = unguarded()
    assert off
    assert len(off) == len(on)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"INSERT INTO {TABLE} (number) VALUES (7)")
