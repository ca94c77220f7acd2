"""A history written by hand, as an export holds it: people, rooms and what was said."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from chat.archive.formats.base import Edition, Format
from chat.archive.layout import MESSAGES, TABLES, Records
from chat.archive.private import create, write_lines

AT = "2026-11-24T10:{minute:02}:00.000000Z"


def person(number: int, username: str, name: str = "") -> dict[str, Any]:
    """A person."""
    return {
        "type": "person",
        "id": number,
        "username": username,
        "name": name or username.title(),
        "kind": "person",
        "role": "member",
        "active": True,
        "title": "",
        "pronouns": "",
        "time_zone": "",
        "created_at": AT.format(minute=0),
    }


def room(number: int, slug: str, head: int, name: str = "", topic: str = "") -> dict[str, Any]:
    """An open room."""
    return {
        "type": "room",
        "id": number,
        "slug": slug,
        "name": name or slug.title(),
        "kind": "open",
        "topic": topic,
        "people": [],
        "epoch": f"epoch{number}",
        "seq": head,
        "changed_seq": 0,
        "pins": 0,
        "created_at": AT.format(minute=0),
        "archived_at": None,
    }


def message(seq: int, text: str, author: int = 1, **more: Any) -> dict[str, Any]:
    """What somebody said."""
    plain: dict[str, Any] = {
        "type": "message",
        "room": 1,
        "seq": seq,
        "changed_seq": seq,
        "client_id": str(uuid4()),
        "author": author,
        "at": AT.format(minute=seq % 60),
        "text": text,
        "thread": None,
        "replies": 0,
        "last_reply": None,
        "edited_at": None,
        "deleted": None,
        "pinned_at": None,
        "pinned_by": None,
        "attachments": [],
        "reactions": [],
        "mentions": [],
        "revisions": [],
    }
    return plain | more


def write(
    folder: Path,
    people: Sequence[dict[str, Any]],
    rooms: Sequence[dict[str, Any]],
    said: Sequence[dict[str, Any]],
) -> Records:
    """Write the records below a folder."""
    tables = {"person": people, "room": rooms, "membership": []}
    for kind, records in tables.items():
        write_lines(folder / TABLES[kind], (orjson.dumps(record) + b"\n" for record in records))
    for shown in rooms:
        lines = (orjson.dumps(m) + b"\n" for m in said if m["room"] == shown["id"])
        write_lines(folder / MESSAGES / str(shown["id"]) / "00000.jsonl", lines)
    return Records(folder)


def make(form: Format, records: Records, *, deleted: bool = False) -> list[str]:
    """Write a format beside the records; returns the paths of its files."""
    paths = []
    for piece in form.pieces(Edition(records, "The House", 0, deleted)):
        with create(records.folder / piece.path) as file:
            piece.write(file)
        paths.append(piece.path)
    return paths
