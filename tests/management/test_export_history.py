"""`export_history`: valid JSON lines that count and digest themselves, without what is private."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Membership, Message, Room, User
from chat.pipeline import commit_batch, perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import DeleteMessage, PostMessage
from chat.queries.archive import export_lines, records
from tests.cast import Cast
from tests.management.conftest import Run

Lines = list[dict[str, Any]]


def export(*words: str, capture: pytest.CaptureFixture[bytes]) -> tuple[bytes, Lines]:
    """Export to standard output; returns the bytes and the parsed lines."""
    capture.readouterr()
    call_command("export_history", *words)
    raw = capture.readouterr().out
    return raw, [json.loads(line) for line in raw.splitlines()]


def of(lines: Lines, kind: str) -> Lines:
    """The lines of a kind."""
    return [line for line in lines if line["type"] == kind]


def check(raw: bytes, lines: Lines) -> None:
    """Whether header, content and trailer agree."""
    header, *content, trailer = lines
    assert (header["type"], trailer["type"]) == ("header", "trailer")
    assert (header["format"], header["version"]) == ("chat-history", 1)
    counts = Counter(line["type"] for line in content)
    assert trailer["counts"] == header["counts"] == {k: counts[k] for k in header["counts"]}
    before = raw[: raw.rindex(b"\n", 0, -1) + 1]
    assert trailer["sha256"] == hashlib.sha256(before).hexdigest()
    order = [line["type"] for line in content]
    assert order == sorted(order, key=["person", "room", "membership", "message"].index)


def test_everything_but_direct_conversations_is_exported(
    run: Run, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run("seed_demo")
    direct = Message.objects.filter(room__kind="direct")
    assert direct.exists()
    raw, lines = export(capture=capsysbinary)
    check(raw, lines)
    assert lines[0]["selection"]["rooms"] is None
    rooms = Room.objects.exclude(kind="direct")
    assert lines[0]["heads"] == {
        r.slug: {"id": r.pk, "epoch": r.epoch, "seq": r.seq} for r in rooms
    }
    assert {line["slug"] for line in of(lines, "room")} == {r.slug for r in rooms}
    assert len(of(lines, "person")) == User.objects.count()
    assert len(of(lines, "membership")) == Membership.objects.filter(room__in=rooms).count()
    stored = set(Message.objects.filter(room__in=rooms).values_list("room_id", "seq"))
    assert {(line["room"], line["seq"]) for line in of(lines, "message")} == stored
    assert b"direct" not in raw.split(b"\n", 1)[1], "the first line says what was chosen"
    for message in direct:
        assert message.text.encode() not in raw


def test_a_message_comes_with_all_that_belongs_to_it(
    run: Run, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run("seed_demo")
    _, lines = export("--room", "lounge", capture=capsysbinary)
    messages = of(lines, "message")
    assert [m["seq"] for m in messages] == sorted(m["seq"] for m in messages)
    soup = next(m for m in messages if "lentil" in m["text"])
    assert soup["replies"] == 2
    assert soup["reactions"][0]["emoji"] == "🍲"
    assert len(soup["reactions"][0]["users"]) == 3
    assert any(m["mentions"] for m in messages)
    bay = next(m for m in messages if "loading bay" in m["text"])
    assert "9 and 12" in bay["text"]
    assert "10 and 12" in bay["revisions"][0]["text"]


def test_files_are_named_with_what_their_bytes_hash_to(
    cast: Cast, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    keys = [cast.upload("bob", name=f"{number}.txt") for number in range(2)]
    cast.do("bob", PostMessage, room="lounge", text="", attachments=keys)
    raw, lines = export(capture=capsysbinary)
    check(raw, lines)
    (carried,) = [line["attachments"] for line in of(lines, "message") if line["attachments"]]
    assert [(file["id"], file["sha256"]) for file in carried] == [(str(k), "0" * 64) for k in keys]


def test_a_deleted_text_is_nowhere(run: Run, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run("seed_demo")
    lounge = Room.objects.get(slug="lounge")
    edited = lounge.messages.get(edited_at__isnull=False)
    perform_sync(DeleteMessage(by=operator(edited.author_id), room=lounge.pk, seq=edited.seq))
    raw, lines = export("--room", "lounge", capture=capsysbinary)
    gone = [m for m in of(lines, "message") if m["deleted"]]
    assert len(gone) == 2
    assert all(m["text"] == "" and not m["revisions"] and not m["reactions"] for m in gone)
    for text in ("Wrong room", "10 and 12", "9 and 12"):
        assert text.encode() not in raw


def test_one_room_is_exported_with_the_people_who_left_a_trace_there(
    run: Run, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run("seed_demo")
    raw, lines = export("--room", "board", capture=capsysbinary)
    check(raw, lines)
    assert lines[0]["selection"]["rooms"] == ["board"]
    assert {line["username"] for line in of(lines, "person")} == {"ann", "mod", "priya"}
    assert {line["slug"] for line in of(lines, "room")} == {"board"}
    _, two = export("--room", "board", "--room", "lounge", capture=capsysbinary)
    assert len(of(two, "room")) == 2


def test_nothing_secret_is_exported(run: Run, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run("create_user", "ann", "--password", "x", "--email", "ann@example.org")
    hashed = User.objects.get().password
    raw, lines = export(capture=capsysbinary)
    assert [line["username"] for line in of(lines, "person")] == ["ann"]
    assert hashed.encode() not in raw
    assert b"ann@example.org" not in raw


@pytest.mark.parametrize("slug", ["nowhere", "direct", ""])
def test_an_unknown_or_direct_room_is_refused_alike(run: Run, slug: str) -> None:
    run("seed_demo")
    named = Room.objects.get(kind="direct").slug if slug == "direct" else slug
    with pytest.raises(CommandError, match="No room that can be exported is called"):
        run("export_history", "--room", "lounge", "--room", named)


def test_a_file_is_private_and_never_overwritten(run: Run, tmp_path: Path) -> None:
    run("seed_demo")
    place = tmp_path / "history.jsonl"
    run("export_history", "--output", str(place))
    raw = place.read_bytes()
    check(raw, [json.loads(line) for line in raw.splitlines()])
    assert place.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="File exists"):
        run("export_history", "--output", str(place))
    assert place.read_bytes() == raw
    with pytest.raises(CommandError, match="was not written"):
        run("export_history", "--output", str(tmp_path / "absent" / "x.jsonl"))


def test_a_broken_export_leaves_no_file(run: Run, tmp_path: Path) -> None:
    run("seed_demo")
    place = tmp_path / "history.jsonl"
    with pytest.raises(CommandError):
        run("export_history", "--room", "nowhere", "--output", str(place))
    assert not place.exists()


def post(room: Room, texts: list[str]) -> None:
    """Let ann say many things at once."""
    ann = operator(User.objects.get(username="ann").pk)
    commit_batch(
        [PostMessage(by=ann, room=room.pk, client_id=uuid4(), text=text) for text in texts]
    )


def test_a_long_room_is_read_in_pages(
    run: Run, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("seed_demo")
    room = Room.objects.get(slug="board")
    post(room, [f"motion {n}" for n in range(100)])
    monkeypatch.setattr(records, "PAGE", 10)
    with CaptureQueriesContext(connection) as asked:
        raw, lines = export("--room", "board", capture=capsysbinary)
    check(raw, lines)
    assert len(of(lines, "message")) == room.messages.count() > 100
    assert sum('FROM "chat_message"' in q["sql"] and "LIMIT 10" in q["sql"] for q in asked) >= 11


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_not_half_in_it(run: Run) -> None:
    run("seed_demo")
    room = Room.objects.get(slug="board")
    lines = export_lines()
    raw = next(lines)
    head = json.loads(raw)["heads"]["board"]["seq"]

    def write() -> None:
        try:
            post(room, ["meanwhile"])
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    writer.join(10)
    assert not writer.is_alive(), "an export must not hold up a writer"
    room.refresh_from_db()
    raw += b"".join(lines)
    assert Room.objects.get(pk=room.pk).seq == head + 1, "the writer must have written"
    check(raw, [json.loads(line) for line in raw.splitlines()])
    assert b"meanwhile" not in raw
    assert b"meanwhile" in b"".join(export_lines())
