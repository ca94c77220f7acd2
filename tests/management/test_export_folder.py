"""`export_history` into a folder or zip: a manifest that counts and hashes, and what it chooses."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from chat.archive.layout import Records
from chat.archive.manifest import MANIFEST, Manifest
from chat.archive.records import RECORD
from chat.management.commands.export_history import INCOMPLETE
from chat.models import Room, Upload
from chat.models.upload_bytes import path_of
from chat.protocol.commands import (
    AddReaction,
    DeleteMessage,
    DescribeUpload,
    EditMessage,
    PinMessage,
    PostMessage,
)
from tests.cast import Cast

SHOWS = "A list of <tides>"  # what bob's file does


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where an export goes."""
    return tmp_path / "export"


def export(place: Path, *words: str) -> Manifest:
    """Export to a folder; returns its manifest."""
    call_command("export_history", "--output", str(place), *words)
    return Manifest.model_validate_json((place / MANIFEST).read_bytes())


def send_file(cast: Cast, content: bytes = b"some text") -> str:
    """Let bob post a file as it comes from the web; returns its key."""
    key = cast.upload("bob", content)
    Upload.objects.filter(key=key).update(digest=hashlib.sha256(content).hexdigest())
    cast.do("bob", DescribeUpload, key=key, description=SHOWS)
    cast.do("bob", PostMessage, room="lounge", text="see", attachments=[key])
    return str(key)


def messages(place: Path) -> list[dict[str, Any]]:
    """Every message of an export."""
    records = Records(place)
    return [m for room in records.table("room") for m in records.messages(room["id"])]


def test_every_file_is_listed_counted_and_hashed(cast: Cast, place: Path) -> None:
    cast.post("ann", text="one")
    send_file(cast)
    made = export(place)
    there = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    assert there == {MANIFEST, *made.files}
    for path, part in made.files.items():
        content = (place / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == part.sha256
        assert len(content) == part.bytes
        if path.endswith(".jsonl"):
            assert content.count(b"\n") == part.records
    lounge = Room.objects.get(slug="lounge")
    head = made.heads["lounge"]
    assert (head.id, head.epoch, head.seq) == (lounge.pk, lounge.epoch, lounge.seq)
    assert made.counts == {"person": 5, "room": 3, "membership": 8, "message": 2, "file": 1}
    assert made.left_out["jsonl"]


def test_every_record_is_of_the_schema(cast: Cast, place: Path) -> None:
    seq = cast.post("ann", text="hello @bob 👍")
    cast.post("bob", text="reply", thread=seq)
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="hello again @bob")
    cast.do("bob", AddReaction, room="lounge", seq=seq, emoji="🎉")
    cast.do("ann", PinMessage, room="lounge", seq=seq)
    gone = cast.post("ann", text="oh")
    cast.do("ann", DeleteMessage, room="lounge", seq=gone)
    send_file(cast)
    cast.post("bob", "direct", "for ann alone")
    made = export(place, "--direct", "--reason", "an audit")
    lines = [
        line for path in made.files if path.endswith(".jsonl") for line in (place / path).open("rb")
    ]
    records = [RECORD.validate_json(line) for line in lines]
    assert {record.type for record in records} == {"person", "room", "membership", "message"}
    first = next(m for m in messages(place) if m["seq"] == seq)
    assert first["revisions"][0]["text"] == "hello @bob 👍"
    assert first["pinned_by"] == cast["ann"]
    assert first["mentions"] == [cast["bob"]]
    assert (first["replies"], first["last_reply"]["people"]) == (1, [cast["bob"]])
    tombstone = next(m for m in messages(place) if m["seq"] == gone)
    assert (tombstone["text"], tombstone["deleted"]["by"]) == ("", cast["ann"])


def test_nothing_is_overwritten_and_nothing_half_is_left(cast: Cast, place: Path) -> None:
    export(place)
    before = (place / MANIFEST).read_bytes()
    with pytest.raises(CommandError, match="File exists"):
        export(place)
    assert (place / MANIFEST).read_bytes() == before
    with pytest.raises(CommandError, match="there is no folder"):
        export(place / "absent" / "deep")
    assert [p.name for p in place.parent.iterdir() if p.name.startswith("export")] == ["export"]


def test_only_its_owner_may_read_it(cast: Cast, place: Path) -> None:
    send_file(cast)
    export(place)
    assert all(p.stat().st_mode & 0o077 == 0 for p in (place, *place.rglob("*")))


def test_a_zip_holds_the_same(cast: Cast, place: Path) -> None:
    send_file(cast)
    folder = export(place)
    target = place.with_suffix(".zip")
    call_command("export_history", "--output", str(target))
    with zipfile.ZipFile(target) as bundle:
        inside = Manifest.model_validate_json(bundle.read(MANIFEST))
        assert sorted(bundle.namelist()) == sorted([MANIFEST, *inside.files])
    assert inside.content == folder.content
    assert inside.files == folder.files
    assert target.stat().st_mode & 0o077 == 0
    assert not list(place.parent.glob("*.unfinished*"))
    with pytest.raises(CommandError, match="File exists"):
        call_command("export_history", "--output", str(target))


@pytest.mark.parametrize("flag", ["--direct", "--include-deleted"])
def test_what_needs_a_reason_is_refused_without_one(cast: Cast, place: Path, flag: str) -> None:
    with pytest.raises(CommandError, match="with a reason only"):
        export(place, flag)
    assert not place.exists()
    made = export(place, flag, "--reason", "the works council asked")
    assert made.selection.reason == "the works council asked"


def test_direct_conversations_come_only_when_asked_for(cast: Cast, place: Path) -> None:
    cast.post("bob", "direct", "for ann alone")
    export(place)
    assert not any("for ann alone" in p.read_text() for p in place.rglob("*.jsonl"))
    export(place.with_name("all"), "--direct", "--reason", "an audit")
    assert "for ann alone" in {m["text"] for m in messages(place.with_name("all"))}
    (room,) = (r for r in Records(place.with_name("all")).table("room") if r["kind"] == "direct")
    assert room["people"] == sorted([cast["ann"], cast["bob"]])


def test_messages_are_chosen_by_author_words_and_time(cast: Cast, place: Path) -> None:
    cast.post("ann", text="red apples")
    cast.post("bob", text="green apples")
    cast.post("bob", text="pears")
    by_bob = export(place, "--user", "Bob", "--search", "apples")
    assert [m["text"] for m in messages(place)] == ["green apples"]
    assert by_bob.counts["message"] == 1
    none = export(place.with_name("old"), "--until", "2020-01-01")
    assert none.counts["message"] == 0
    some = export(place.with_name("new"), "--since", "2020-01-01T12:00", "--room", "lounge")
    assert some.counts["message"] == 3
    assert list(some.heads) == ["lounge"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--user", "nobody"), "Nobody here is called"),
        (("--room", "nowhere"), "No room that can be exported"),
        (("--search", "from:ann"), "options of their own"),
        (("--since", "yesterday"), "is no time"),
        (("--since", "2026-01-02", "--until", "2026-01-01"), "ends before it begins"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    cast: Cast, place: Path, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        export(place, *words)
    assert not place.exists()


def test_a_file_that_is_missing_or_changed_is_told_of(cast: Cast, place: Path) -> None:
    lost, changed = send_file(cast, b"lost"), send_file(cast, b"changed")
    path_of(Upload.objects.get(key=lost).key).unlink()
    path_of(Upload.objects.get(key=changed).key).write_bytes(b"other bytes")
    with pytest.raises(CommandError, match="files are missing") as told:
        export(place)
    assert told.value.returncode == INCOMPLETE
    made = Manifest.model_validate_json((place / MANIFEST).read_bytes())
    assert set(made.missing) == {lost, changed}
