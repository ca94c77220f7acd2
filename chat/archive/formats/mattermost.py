"""Mattermost's bulk import: a zip with one file of JSON lines, and the files people sent."""

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from chat.archive import files
from chat.archive.formats.base import Edition, Format, Piece
from chat.archive.formats.emoji_names import reaction_name
from chat.archive.formats.people import Cast
from chat.archive.formats.slack_messages import safe_name
from chat.archive.formats.stamps import moment
from chat.archive.formats.threads import conversations
from chat.archive.records import Line

Entry = dict[str, Any]

TEAM = "chat"
POST_CHARACTERS = 16_383  # of Mattermost's posts; ours are half as long
DISPLAY_CHARACTERS = 64  # of a channel's name there


def pieces(edition: Edition) -> Iterator[Piece]:
    """Yield the one zip."""
    yield Piece("mattermost.zip", Writer(edition).write, edition.messages)


class Writer:
    """Writes one workspace: version, team, channels, people, posts, then direct conversations."""

    def __init__(self, edition: Edition) -> None:
        self._edition, self._cast = edition, Cast(edition)

    def write(self, target: BinaryIO) -> None:
        """Write the zip."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            with bundle.open("import.jsonl", "w", force_zip64=True) as lines:
                for entry in self._entries():
                    lines.write(orjson.dumps(entry) + b"\n")
            for file in self._edition.records.attachments():
                path = self._edition.records.folder / files.path_of(file)
                if path.is_file():
                    bundle.write(path, f"data/{_path(file)}", zipfile.ZIP_STORED)

    def _entries(self) -> Iterator[Entry]:
        rooms = [room for room in self._cast.rooms if room["kind"] != "direct"]
        direct = [room for room in self._cast.rooms if room["kind"] == "direct"]
        yield {"type": "version", "version": 1}
        name = self._edition.workspace or TEAM
        yield {
            "type": "team",
            "team": {"name": TEAM, "display_name": name, "type": "I", "allow_open_invite": False},
        }
        yield from map(_channel, rooms)
        yield from (self._user(person, rooms) for person in self._cast.people.values())
        for room in rooms:
            yield from self._posts(room, "post", {"team": TEAM, "channel": room["slug"]})
        conversations = [(room, self._usernames(room["people"])) for room in direct]
        for _, members in conversations:
            yield {"type": "direct_channel", "direct_channel": {"members": members}}
        for room, members in conversations:
            yield from self._posts(room, "direct_post", {"channel_members": members})

    def _usernames(self, people: list[int]) -> list[str]:
        """Return user names; a conversation with oneself has one twice."""
        names = [self._cast.people[user]["username"] for user in people]
        return names * 2 if len(names) == 1 else names

    def _user(self, person: Line, rooms: list[Line]) -> Entry:
        admin = person["role"] in ("owner", "admin")
        channels = [
            {"name": room["slug"], "roles": "channel_user"}
            for room in rooms
            if person["id"] in self._cast.members.get(room["id"], ())
        ]
        user: Entry = {
            "username": person["username"],
            "email": f"{person['username']}@users.invalid",
            "nickname": person["name"][:DISPLAY_CHARACTERS],
            "position": person["title"],
            "roles": "system_admin system_user" if admin else "system_user",
            "teams": [{"name": TEAM, "roles": "team_user", "channels": channels}],
        }
        if not person["active"]:
            user["delete_at"] = _milliseconds(person["created_at"])
        return {"type": "user", "user": user}

    def _posts(self, room: Line, kind: str, place: Entry) -> Iterator[Entry]:
        """Yield roots with their replies; a reply whose root is not there is a post of its own."""
        for message, answers in conversations(lambda: self._told(room)):
            post = place | self._post(message)
            if answers:
                post["replies"] = [self._post(reply) for reply in answers]
            yield {"type": kind, kind: post}

    def _told(self, room: Line) -> Iterator[Line]:
        return (m for m in self._edition.records.messages(room["id"]) if not m["deleted"])

    def _post(self, message: Line) -> Entry:
        at = _milliseconds(message["at"])
        post: Entry = {
            "user": self._cast.people[message["author"]]["username"],
            "message": message["text"][:POST_CHARACTERS],
            "create_at": at,
        }
        if message["edited_at"]:
            post["edit_at"] = _milliseconds(message["edited_at"])
        if message["pinned_at"]:
            post["is_pinned"] = True
        if message["reactions"]:
            post["reactions"] = [
                {
                    "user": self._cast.people[user]["username"],
                    "emoji_name": reaction_name(reactions["emoji"]).partition("::")[0],
                    "create_at": at + 1,  # it must be later than its post
                }
                for reactions in message["reactions"]
                for user in reactions["users"]
            ]
        if message["attachments"]:
            post["attachments"] = [{"path": _path(file)} for file in message["attachments"]]
        return post


def _channel(room: Line) -> Entry:
    return {
        "type": "channel",
        "channel": {
            "team": TEAM,
            "name": room["slug"],
            "display_name": (room["name"] or room["slug"])[:DISPLAY_CHARACTERS],
            "type": "O" if room["kind"] == "open" else "P",
            "header": room["topic"],
        },
    }


def _milliseconds(at: str) -> int:
    return int(moment(at).timestamp() * 1_000)


def _path(file: Line) -> str:
    return f"{file['id']}/{safe_name(file['name'])}"


MATTERMOST = Format(
    pieces,
    files=True,
    left_out=(
        "Earlier texts of edited messages, tombstones, read pointers, levels and roles in rooms.",
        "E-mail addresses: an import needs one, so each is made of the user name, in .invalid.",
        "Seqs and microseconds: times are in milliseconds.",
        "When somebody reacted, and the skin tone of an emoji.",
        "That a room is archived.",
    ),
)
