"""Slack's export, as its readers read it: a zip of JSON, and the files in a second one."""

import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO

import orjson

from chat.archive import files
from chat.archive.formats.base import Edition, Format, Piece
from chat.archive.formats.people import Cast
from chat.archive.formats.slack_messages import Messages, file_id, room_id, safe_name, user_id
from chat.archive.formats.stamps import day_of, seconds, stamped, threads_of
from chat.archive.records import Line

Entry = dict[str, Any]

LISTS = {"open": "channels.json", "closed": "groups.json"}
PAIR = 2  # people of a direct conversation; more are a group
GROUP_CHARACTERS = 80  # of a group's name: a folder of that name must be possible


def pieces(edition: Edition) -> Iterator[Piece]:
    """Yield the zip of the conversations and that of the files."""
    writer = Writer(edition)
    yield Piece("slack.zip", writer.write, edition.messages)
    yield Piece("slack-files.zip", writer.write_files)


class Writer:
    """Writes one workspace."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._cast = Cast(edition)
        self._messages = Messages(self._cast)

    def write(self, target: BinaryIO) -> None:
        """Write the zip of the conversations. Names in it are UTF-8 and say so."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            _put(bundle, "users.json", [self._user(p) for p in self._cast.people.values()])
            for name, rooms in self._lists().items():
                _put(bundle, name, rooms)
            _put(bundle, "integration_logs.json", [])
            for room in self._cast.rooms:
                self._write_room(bundle, room)

    def write_files(self, target: BinaryIO) -> None:
        """Write the zip of the files, where Mattermost's importers look for them."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
            for file in self._edition.records.attachments():
                path = self._edition.records.folder / files.path_of(file)
                if path.is_file():
                    bundle.write(path, f"__uploads/{file_id(file)}/{safe_name(file['name'])}")

    def _lists(self) -> dict[str, list[Entry]]:
        lists: dict[str, list[Entry]] = {
            "channels.json": [],
            "groups.json": [],
            "dms.json": [],
            "mpims.json": [],
        }
        for room in self._cast.rooms:
            lists[self._list_of(room)].append(self._room(room))
        return lists

    def _list_of(self, room: Line) -> str:
        if room["kind"] != "direct":
            return LISTS[room["kind"]]
        return "dms.json" if len(room["people"]) <= PAIR else "mpims.json"

    def _room(self, room: Line) -> Entry:
        created = seconds(room["created_at"])
        members = room["people"] or self._cast.members.get(room["id"], [])
        if room["kind"] == "direct" and len(members) == 1:
            members = members * 2  # a conversation with oneself: readers want two people
        entry: Entry = {
            "id": room_id(room),
            "created": created,
            "members": list(map(user_id, members)),
        }
        if self._list_of(room) == "dms.json":
            return entry
        creator = user_id(members[0]) if members else user_id(min(self._cast.people, default=0))
        said = {"creator": creator, "last_set": created}
        return entry | {
            "name": self._folder(room),
            "creator": creator,
            "is_archived": room["archived_at"] is not None,
            "is_general": room["slug"] == "general",
            "purpose": {"value": "", **said},
            "topic": {"value": room["topic"], **said},
        }

    def _folder(self, room: Line) -> str:
        """Return the name of the folder with a conversation's days."""
        if room["kind"] != "direct":
            return str(room["slug"])
        if self._list_of(room) == "dms.json":
            return room_id(room)
        names = "--".join(self._cast.people[u]["username"] for u in room["people"])
        return f"mpdm-{names[:GROUP_CHARACTERS]}-{room['id']}"

    def _user(self, person: Line) -> Entry:
        rank = person["role"]
        first, _, last = person["name"].partition(" ")
        return {
            "id": user_id(person["id"]),
            "team_id": "T1",
            "name": person["username"],
            "deleted": not person["active"],
            "real_name": person["name"],
            "tz": person["time_zone"] or "Etc/UTC",
            "tz_offset": 0,
            "is_bot": person["kind"] == "bot",
            "is_admin": rank in ("admin", "owner"),
            "is_owner": rank == "owner",
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "profile": {
                "real_name": person["name"],
                "display_name": person["name"],
                "first_name": first,
                "last_name": last,
                "title": person["title"],
                "email": f"{person['username']}@users.invalid",
                "avatar_hash": "",
                "image_72": "",
            },
        }

    def _write_room(self, bundle: zipfile.ZipFile, room: Line) -> None:
        """Write a folder even of a silent room, then a file for each day."""
        folder = self._folder(room)
        bundle.mkdir(folder)
        threads = threads_of(self._told(room))
        for day, said in groupby(stamped(self._told(room)), key=lambda pair: day_of(pair[0])):
            entries = [self._messages.entry(ts, message, threads) for ts, message in said]
            _put(bundle, f"{folder}/{day}.json", entries)

    def _told(self, room: Line) -> Iterator[Line]:
        """Yield the messages of a room that were not deleted."""
        return (m for m in self._edition.records.messages(room["id"]) if not m["deleted"])


def _put(bundle: zipfile.ZipFile, name: str, content: list[Entry]) -> None:
    bundle.writestr(name, orjson.dumps(content, option=orjson.OPT_INDENT_2))


SLACK = Format(
    pieces,
    files=True,
    left_out=(
        "Earlier texts of edited messages, and tombstones: no reader of this format takes them.",
        "Who pinned what, read pointers, levels and roles in rooms.",
        "E-mail addresses: readers need one, so each is made of the user name, in .invalid.",
        "Seqs: a message is known by its time, moved on by microseconds where two are equal.",
        "Markdown that Slack does not have: tables and lists stay as typed, headings become bold.",
    ),
)
