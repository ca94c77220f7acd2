"""A message as an entry of Slack's export, and the ids that entries name each other by."""

import re
from typing import Any

from chat.archive.formats.emoji_names import reaction_name
from chat.archive.formats.mrkdwn import mrkdwn
from chat.archive.formats.people import Cast
from chat.archive.formats.stamps import Thread, seconds
from chat.archive.records import Line

Entry = dict[str, Any]

FILES_URL = "https://files.invalid"  # readers want an address; there is none
ACTION = "/me "
NAME_CHARACTERS = 100  # of a file in a zip; every file system takes it

_UNSAFE = re.compile(r"[^\w.-]+")
_KINDS = {"open": "C", "closed": "G", "direct": "D"}


def user_id(user: int) -> str:
    """Return a person's id as Slack writes one."""
    return f"U{user:08}"


def room_id(room: Line) -> str:
    """Return a conversation's id as Slack writes one."""
    return f"{_KINDS[room['kind']]}{room['id']:08}"


def file_id(file: Line) -> str:
    """Return a file's id as Slack writes one."""
    return f"F{file['id'].replace('-', '').upper()}"


def safe_name(name: str) -> str:
    """Return a file's name without what means something in a path."""
    return _UNSAFE.sub("_", name).lstrip(".")[-NAME_CHARACTERS:] or "file"


class Messages:
    """Makes the entries of one workspace."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    def entry(self, ts: str, message: Line, threads: dict[int, Thread]) -> Entry:
        """Return a message; ``ts`` is its time and identity."""
        user = user_id(message["author"])
        entry: Entry = {
            "type": "message",
            "user": user,
            "ts": ts,
            "client_msg_id": message["client_id"],
            "team": "T1",
            "text": mrkdwn(message["text"].removeprefix(ACTION), self._person, self._channel),
        }
        if message["text"].startswith(ACTION):
            entry["subtype"] = "me_message"
        if message["edited_at"]:
            entry["edited"] = {"user": user, "ts": f"{seconds(message['edited_at'])}.000000"}
        if message["reactions"]:
            entry["reactions"] = [_reaction(reactions) for reactions in message["reactions"]]
        if message["attachments"]:
            entry["files"] = [_file(file, message) for file in message["attachments"]]
            entry["upload"] = True
        return entry | _thread(ts, message, threads)

    def _person(self, username: str) -> str | None:
        person = self._cast.by_username.get(username)
        return f"<@{user_id(person['id'])}>" if person else None

    def _channel(self, slug: str) -> str | None:
        room = self._cast.by_slug.get(slug)
        return f"<#{room_id(room)}|{slug}>" if room and room["kind"] != "direct" else None


def _reaction(reactions: Line) -> Entry:
    users = [user_id(user) for user in reactions["users"]]
    return {"name": reaction_name(reactions["emoji"]), "users": users, "count": len(users)}


def _thread(ts: str, message: Line, threads: dict[int, Thread]) -> Entry:
    """Return what makes a root or a reply; a reply whose root is not there stands alone."""
    if message["thread"] is not None:
        root = threads.get(message["thread"])
        return {"thread_ts": root.ts, "parent_user_id": user_id(root.author)} if root else {}
    thread = threads.get(message["seq"])
    if thread is None:
        return {}
    people = list(dict.fromkeys(user_id(author) for author, _ in thread.replies))
    return {
        "thread_ts": ts,
        "reply_count": len(thread.replies),
        "reply_users": people,
        "reply_users_count": len(people),
        "replies": [{"user": user_id(author), "ts": at} for author, at in thread.replies],
        "latest_reply": thread.replies[-1][1],
    }


def _file(file: Line, message: Line) -> Entry:
    url = f"{FILES_URL}/{file['id']}/{safe_name(file['name'])}"
    _, dot, ending = file["name"].rpartition(".")
    shows = {"alt_txt": file["description"]} if file.get("description") else {}
    return shows | {
        "id": file_id(file),
        "created": seconds(message["at"]),
        "timestamp": seconds(message["at"]),
        "name": file["name"],
        "title": file["name"],
        "mimetype": file["type"],
        "filetype": ending.lower() if dot else "binary",
        "size": file["size"],
        "mode": "hosted",
        "user": user_id(message["author"]),
        "is_external": False,
        "url_private": url,
        "url_private_download": url,
    }
