"""What other programs read: Slack's zip, Mattermost's bulk import, tables and plain texts."""

import csv
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from chat.archive.manifest import MANIFEST, Manifest
from chat.models import Message
from chat.protocol.commands import AddReaction, DeleteMessage, EditMessage, OpenDirect
from tests.cast import Cast
from tests.management.test_export_folder import SHOWS, send_file

AUDIT = ("--direct", "--reason", "an audit")
# What Zulip's importer takes: anything else in a zip and it refuses all of it.
TAKEN = re.compile(r"[^/]+(\.json|/([^/]+\.json)?)")


def export(tmp_path: Path, *words: str) -> Path:
    """Export to a new folder; returns it."""
    place = tmp_path / "export"
    call_command("export_history", "--output", str(place), *words)
    return place


class Zip:
    """A zip of JSON files."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as bundle:
            self.names = bundle.namelist()
            self.flags = {entry.filename: entry.flag_bits for entry in bundle.infolist()}
            self.content = {name: bundle.read(name) for name in self.names}

    def __getitem__(self, name: str) -> Any:
        """A file, parsed."""
        return json.loads(self.content[name])

    def messages(self, folder: str) -> list[dict[str, Any]]:
        """Every message of a conversation, day by day."""
        days = sorted(n for n in self.names if n.startswith(f"{folder}/") and n.endswith(".json"))
        return [message for day in days for message in self[day]]


@pytest.fixture
def slack(cast: Cast, tmp_path: Path) -> Zip:
    """A workspace with all that Slack's format can carry."""
    root = cast.post("ann", text="a **bold** <question> & more for @bob in #board")
    for text in ("first", "second"):
        cast.post("bob", text=text, thread=root)
    cast.do("bob", AddReaction, room="lounge", seq=root, emoji="👍")
    cast.do("bob", AddReaction, room="lounge", seq=root, emoji="👏🏽")
    cast.do("ann", EditMessage, room="lounge", seq=root, text="a *weak* ~~question~~ for @bob")
    cast.do("ann", DeleteMessage, room="lounge", seq=cast.post("ann", text="oh no"))
    cast.post("ann", text="/me waves")
    send_file(cast)
    cast.post("bob", "direct", "between us")
    group = cast.do("ann", OpenDirect, users=["bob", "mod"]).result["room"]["id"]
    cast.rooms["group"] = group
    cast.post("ann", "group", "among us")
    cast.do("ann", OpenDirect, users=["ann"])
    return Zip(export(tmp_path, "--format", "slack", *AUDIT) / "slack.zip")


def test_every_conversation_has_its_list_and_its_folder(cast: Cast, slack: Zip) -> None:
    assert [room["name"] for room in slack["channels.json"]] == ["general", "lounge"]
    assert [room["name"] for room in slack["groups.json"]] == ["board"]
    (group,) = slack["mpims.json"]
    alone, pair = sorted(slack["dms.json"], key=lambda room: len(set(room["members"])))
    assert len(alone["members"]) == len(pair["members"]) == 2
    folders = {name.split("/")[0] for name in slack.names if "/" in name}
    assert folders == {"general", "lounge", "board", group["name"], alone["id"], pair["id"]}
    known = {user["id"] for user in slack["users.json"]}
    for room in [*slack["channels.json"], *slack["groups.json"], group]:
        assert set(room["members"]) <= known
        assert room["creator"] in known
        assert room["purpose"].keys() == room["topic"].keys() == {"value", "creator", "last_set"}
        assert room["is_archived"] is False
    assert all(TAKEN.fullmatch(name) for name in slack.names)


def test_names_in_the_zip_are_safe_for_readers(slack: Zip) -> None:
    assert not [name for name in slack.names if name.startswith("/") or ".." in name]
    odd = [n for n in slack.names if not n.isascii()]
    assert all(slack.flags[name] & 0x800 for name in odd)


def test_threads_are_told_as_their_readers_ask(slack: Zip) -> None:
    said = slack.messages("lounge")
    stamps = [message["ts"] for message in said]
    assert len(set(stamps)) == len(stamps)
    assert stamps == sorted(stamps)
    root = next(m for m in said if m.get("reply_count"))
    replies = [m for m in said if m.get("thread_ts") == root["ts"] != m["ts"]]
    assert [m["text"] for m in replies] == ["first", "second"]
    assert root["thread_ts"] == root["ts"]
    assert root["replies"] == [{"user": m["user"], "ts": m["ts"]} for m in replies]
    assert root["latest_reply"] == replies[-1]["ts"]
    assert root["reply_users"] == [replies[0]["user"]]
    assert all(m["parent_user_id"] == root["user"] for m in replies)
    assert not [m for m in said if "thread_ts" in m and m not in [root, *replies]]


def test_texts_reactions_and_marks_are_those_of_slack(cast: Cast, slack: Zip) -> None:
    said = slack.messages("lounge")
    root = next(m for m in said if m.get("reply_count"))
    assert root["text"] == f"a _weak_ ~question~ for <@U{cast['bob']:08}>"
    names = [reaction["name"] for reaction in root["reactions"]]
    assert names[1].endswith("::skin-tone-4")
    assert all(":" not in name.replace("::skin-tone-", "") for name in names)
    assert root["edited"]["user"] == root["user"]
    assert [m["text"] for m in said if m.get("subtype") == "me_message"] == ["waves"]
    assert "oh no" not in json.dumps(said)


def test_files_lie_in_a_second_zip(slack: Zip, tmp_path: Path) -> None:
    (carrier,) = (m for m in slack.messages("lounge") if m.get("files"))
    assert carrier["upload"] is True
    (file,) = carrier["files"]
    assert file["alt_txt"] == SHOWS
    with zipfile.ZipFile(tmp_path / "export" / "slack-files.zip") as bundle:
        assert bundle.read(f"__uploads/{file['id']}/{file['name']}") == b"some text"


def test_messages_of_one_moment_keep_their_order(cast: Cast, tmp_path: Path) -> None:
    for number in range(5):
        cast.post("ann", text=f"word {number}")
    one = Message.objects.filter(room__slug="lounge").earliest("seq").at
    Message.objects.filter(room__slug="lounge").update(at=one)
    said = Zip(export(tmp_path, "--format", "slack") / "slack.zip").messages("lounge")
    assert [m["text"] for m in said] == [f"word {number}" for number in range(5)]
    assert len({m["ts"] for m in said}) == 5


def test_records_and_files_that_were_not_asked_for_are_not_there(
    cast: Cast, tmp_path: Path
) -> None:
    send_file(cast)
    place = export(tmp_path, "--format", "csv", "--format", "txt")
    made = Manifest.model_validate_json((place / MANIFEST).read_bytes())
    assert {path.split("/")[0] for path in made.files} == {"csv", "txt"}
    there = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    assert there == {MANIFEST, *made.files}
    assert set(made.left_out) == {"csv", "txt"}


def test_mattermost_gets_people_before_posts_and_replies_with_their_root(
    cast: Cast, tmp_path: Path
) -> None:
    root = cast.post("ann", text="question")
    cast.post("bob", text="answer", thread=root)
    cast.do("bob", AddReaction, room="lounge", seq=root, emoji="🎉")
    send_file(cast)
    cast.post("bob", "direct", "between us")
    place = export(tmp_path, "--format", "mattermost", *AUDIT)
    with zipfile.ZipFile(place / "mattermost.zip") as bundle:
        lines = [json.loads(line) for line in bundle.read("import.jsonl").splitlines()]
        paths = set(bundle.namelist())
    kinds = [line["type"] for line in lines]
    order = ["version", "team", "channel", "user", "post", "direct_channel", "direct_post"]
    assert list(dict.fromkeys(kinds)) == order
    posts = [line["post"] for line in lines if line["type"] == "post"]
    asked = next(post for post in posts if post["message"] == "question")
    assert [reply["message"] for reply in asked["replies"]] == ["answer"]
    assert "answer" not in [post["message"] for post in posts]
    assert asked["reactions"][0]["user"] == "bob"
    assert asked["reactions"][0]["create_at"] > asked["create_at"]
    (carrier,) = (post for post in posts if "attachments" in post)
    assert f"data/{carrier['attachments'][0]['path']}" in paths
    (private,) = (line["direct_post"] for line in lines if line["type"] == "direct_post")
    assert sorted(private["channel_members"]) == ["ann", "bob"]
    usernames = {line["user"]["username"] for line in lines if line["type"] == "user"}
    assert {post["user"] for post in posts} <= usernames


def table(place: Path) -> list[dict[str, str]]:
    """The rows of the lounge."""
    with (place / "csv" / "lounge.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "text", ["=1+1", "+41 44", "-1", "@bob", " =cmd|' /C calc'!A0", "＝1+1", "-\n=1"]
)
def test_no_cell_of_a_table_is_a_formula(cast: Cast, tmp_path: Path, text: str) -> None:
    cast.post("ann", text=text)
    (row,) = table(export(tmp_path, "--format", "csv"))
    assert row["text"] == f"'{text}"


def test_a_table_keeps_lines_quotes_and_every_script(cast: Cast, tmp_path: Path) -> None:
    text = 'two\nlines, "quotes"; 日本語 🎉'
    cast.post("ann", text=text)
    cast.do("ann", DeleteMessage, room="lounge", seq=cast.post("ann", text="gone"))
    (row,) = table(export(tmp_path, "--format", "csv"))
    assert row["text"] == text
    assert row["username"] == "ann"


def test_tombstones_are_told_of_only_when_asked_for(cast: Cast, tmp_path: Path) -> None:
    cast.do("ann", DeleteMessage, room="lounge", seq=cast.post("ann", text="gone"))
    words = ("--format", "csv", "--format", "txt", "--include-deleted", "--reason", "an audit")
    place = export(tmp_path, *words)
    (row,) = table(place)
    assert row["deleted_at"]
    assert "Deleted " in (place / "txt" / "lounge.txt").read_text()


def test_a_text_reads_from_top_to_bottom(cast: Cast, tmp_path: Path) -> None:
    root = cast.post("ann", text="question\nin two lines")
    cast.post("bob", text="answer", thread=root)
    cast.do("bob", AddReaction, room="lounge", seq=root, emoji="🎉")
    send_file(cast)
    said = (export(tmp_path, "--format", "txt") / "txt" / "lounge.txt").read_text()
    assert said.startswith("Lounge\n======\n")
    assert f"[{root}] " in said
    assert "    question\n    in two lines\n" in said
    assert "🎉 bob" in said
    assert f" bytes: {SHOWS}\n" in said
    assert f"bob (answers {root})" in said
