"""`import_history`: what was exported is here again, once, whatever came between."""

import json
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Value
from django.db.models.functions import Concat

from chat.archive.manifest import MANIFEST, Manifest
from chat.management.commands.import_history import INCOMPLETE
from chat.models import AuditEntry, Follow, Message, Room, Upload, User, Workspace
from chat.models.upload_bytes import path_of
from chat.protocol.commands import AddReaction, CreateUser, DeleteMessage, EditMessage, PinMessage
from tests.cast import Cast, contents
from tests.faults.operator import Operator
from tests.management.conftest import Run
from tests.management.test_export_folder import SHOWS, send_file
from tests.management.test_verify_export import forge, messages_of
from tests.services import ROOT, PostgreSQL, environment, manage

AUDIT = ("--direct", "--reason", "moving house")


@pytest.fixture
def place(cast: Cast, tmp_path: Path) -> Path:
    """An export of everything a message can carry."""
    seq = cast.post("ann", text="hello @bob 👍 in #lounge")
    cast.post("bob", text="reply", thread=seq)
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="hello again @bob, **you**")
    for name in ("bob", "mod"):
        cast.do(name, AddReaction, room="lounge", seq=seq, emoji="🎉")
    cast.do("ann", PinMessage, room="lounge", seq=seq)
    cast.do("ann", DeleteMessage, room="lounge", seq=cast.post("ann", text="oh"))
    send_file(cast)
    cast.post("bob", "board", "for few")
    cast.post("bob", "direct", "for ann alone")
    folder = tmp_path / "export"
    call_command("export_history", "--output", str(folder), *AUDIT)
    return folder


def manifest(folder: Path) -> Manifest:
    """The manifest of an export."""
    return Manifest.model_validate_json((folder / MANIFEST).read_bytes())


@pytest.fixture
def empty(place: Path, upload_dir: Path) -> Path:
    """The export, and nothing else left of it."""
    for model in (Upload, Message, Room, User, Workspace):
        model._default_manager.all().delete()
    shutil.rmtree(upload_dir)
    assert not any(contents(AuditEntry).values())
    return place


def test_an_empty_workspace_becomes_the_same(
    run: Run, cast: Cast, empty: Path, tmp_path: Path
) -> None:
    said = run("import_history", str(empty))
    assert "5 people came" in said
    assert "6 messages came, 0 were here before" in said
    again = tmp_path / "again"
    run("export_history", "--output", str(again), *AUDIT)
    assert manifest(again).content == manifest(empty).content
    assert manifest(again).heads == manifest(empty).heads
    files = {path: part.sha256 for path, part in manifest(empty).files.items()}
    assert {path: part.sha256 for path, part in manifest(again).files.items()} == files
    assert manifest(again).missing == {}


def test_what_came_is_drawn_found_and_followed(run: Run, cast: Cast, empty: Path) -> None:
    run("import_history", str(empty))
    first = Message.objects.get(room__slug="lounge", replies=1)
    assert f'data-user="{cast["bob"]}"' in first.html
    assert "<strong>you</strong>" in first.html
    assert first.revisions.get().html
    followers = Follow.objects.filter(room=first.room, thread=first.seq)
    assert set(followers.values_list("user__username", flat=True)) == {"ann", "bob"}
    ann = User.objects.get(username="ann")
    assert ann.role == "owner"
    assert not ann.has_usable_password()
    upload = Upload.objects.get()
    assert path_of(upload.key).read_bytes() == b"some text"
    assert upload.stored == upload.size
    assert upload.description == SHOWS
    carrier = Message.objects.get(room=upload.room, seq=upload.seq)
    assert [file["description"] for file in carrier.attachments or []] == [SHOWS]


def test_people_may_go_on_where_they_stood(run: Run, cast: Cast, empty: Path) -> None:
    run("import_history", str(empty))
    head = Room.objects.get(slug="lounge").seq
    assert cast.post("bob", text="and on") == head + 1
    made = cast.do("operator", CreateUser, username="newcomer").result["user"]["id"]
    assert made not in cast.people.values()


def test_running_it_again_adds_nothing(run: Run, cast: Cast, empty: Path) -> None:
    run("import_history", str(empty))
    before = contents(AuditEntry)
    said = run("import_history", str(empty))
    assert "0 messages came, 6 were here before" in said
    assert contents(AuditEntry) == before


def test_a_dry_run_stores_nothing(run: Run, cast: Cast, empty: Path, upload_dir: Path) -> None:
    said = run("import_history", str(empty), "--dry-run")
    assert "4 rooms would come" in said
    assert "6 messages would come" in said
    assert not any(contents(AuditEntry).values())
    assert not upload_dir.exists()


def test_an_import_gives_nobody_power_where_somebody_leads(
    run: Run, cast: Cast, place: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"ann": "anna", "bob": "bob"}))
    Room.objects.update(epoch=Concat(Value("x"), "epoch"), slug=Concat("slug", Value("-here")))
    Upload.objects.update(key=uuid4())
    run("import_history", str(place), "--mapping", str(mapping))
    anna = User.objects.get(username="anna")
    assert anna.role == "member"
    lounge = Room.objects.get(slug="lounge")
    assert lounge.pk != cast["lounge"]
    first = lounge.messages.get(replies=1)
    assert (first.author, first.mentions.get().user_id) == (anna, cast["bob"])


def test_what_has_its_place_taken_is_left_out_and_told_of(
    run: Run, cast: Cast, place: Path, capsys: Any
) -> None:
    Room.objects.update(epoch=Concat(Value("x"), "epoch"))
    before = contents(AuditEntry)
    with pytest.raises(CommandError, match="4 records or files were skipped") as told:
        run("import_history", str(place))
    assert told.value.returncode == INCOMPLETE
    said = capsys.readouterr().err
    assert "The room lounge: its address is taken here" in said
    assert "these people have a conversation here" in said
    assert contents(AuditEntry) == before


def test_a_bad_record_is_told_of_and_the_others_come(
    run: Run, cast: Cast, empty: Path, capsys: Any
) -> None:
    def spoil(lines: list[dict[str, Any]]) -> None:
        lines[0]["text"] = "with a \x00 in it"
        lines[1]["seq"] = "two"

    forge(empty, messages_of(empty), spoil)
    with pytest.raises(CommandError, match="2 records or files were skipped") as told:
        run("import_history", str(empty))
    assert told.value.returncode == INCOMPLETE
    said = capsys.readouterr().err
    assert "line 2: message.seq" in said
    assert "lounge/" in said
    assert Message.objects.count() == 4


def test_what_is_not_whole_is_refused(run: Run, cast: Cast, empty: Path, tmp_path: Path) -> None:
    path = messages_of(empty)
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    with pytest.raises(CommandError, match="The export is not whole"):
        run("import_history", str(empty))
    assert not any(contents(AuditEntry).values())
    path.write_bytes(content)
    run("import_history", str(empty))
    for words, sentence in (
        (("--user", "bob"), "Only whole rooms"),
        (("--format", "txt"), "Only records"),
    ):
        part = tmp_path / words[1]
        run("export_history", "--output", str(part), *words)
        with pytest.raises(CommandError, match=sentence):
            run("import_history", str(part))


@pytest.mark.timeout(240)
@pytest.mark.postgresql
def test_a_killed_import_goes_on_in_another_database(tmp_path: Path) -> None:
    """From SQLite to PostgreSQL and back, with real processes; one is killed on the way."""
    more = {"django_settings_module": "chatsite.settings", "chat_message_rate": "0"}
    first = environment(tmp_path / "first", **more)
    with ExitStack() as stack:
        operator = stack.enter_context(Operator(first))
        people = operator.act("people", names=["ann", "bob"])
        ann, bob = people["ann"]["id"], people["bob"]["id"]
        room = operator.act("room", slug="busy", members=[bob], by=ann)
        operator.act("talk", room=room, author=ann, count=1_500, text="word")
        exports = [tmp_path / f"export{number}" for number in range(3)]
        manage("export_history", "--output", str(exports[0]), env=first)
        url = stack.enter_context(PostgreSQL(fsync=False)).create("chat")
        second = environment(tmp_path / "second", database_url=url, **more)
        third = environment(tmp_path / "third", **more)
        for number, env in enumerate((second, third), 1):
            manage("migrate", "--verbosity", "0", env=env)
            command = [sys.executable, "-m", "tests.management.importing", str(exports[number - 1])]
            ended = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True)
            assert ended.returncode == -signal.SIGKILL, ended.stderr
            said = manage("import_history", str(exports[number - 1]), env=env)
            assert "500 were here before" in said
            manage("export_history", "--output", str(exports[number]), env=env)
    contents_of = {manifest(folder).content for folder in exports}
    assert len(contents_of) == 1
