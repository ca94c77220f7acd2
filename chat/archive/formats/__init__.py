"""The formats that other programs and people read, each made from the records of an export."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from chat.archive.layout import Records

Piece = tuple[str, Callable[[BinaryIO], None]]  # a file below the export, and what writes it


@dataclass(frozen=True)
class Edition:
    """What a format knows beside the records."""

    records: Records
    workspace: str
    deleted: bool  # tombstones are told of


@dataclass(frozen=True)
class Format:
    """How records become files, one after another, and what of them such files cannot carry."""

    pieces: Callable[[Edition], Iterator[Piece]]
    files: bool  # whether it refers to the files beside it
    left_out: tuple[str, ...]


def _nothing_more(edition: Edition) -> Iterator[Piece]:
    """The records themselves are there before any format."""
    yield from ()


JSONL = Format(
    _nothing_more,
    files=True,
    left_out=(
        "Texts of deleted messages: they do not exist any more.",
        "Passwords, sessions, tokens, invitations and e-mail addresses.",
        "What people keep for themselves: bookmarks, followed threads, statuses, quiet hours.",
        "HTML of messages and the search's index: both are made from the texts.",
    ),
)

FORMATS: dict[str, Format] = {"jsonl": JSONL}
