"""What every format has in common: it is made from the records, piece by piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from chat.archive.layout import Records


class Piece(NamedTuple):
    """A file below the export, what writes it, and how many messages that brings the format on."""

    path: str
    write: Callable[[BinaryIO], None]
    messages: int = 0


@dataclass(frozen=True)
class Edition:
    """What a format knows beside the records."""

    records: Records
    workspace: str
    messages: int
    deleted: bool  # tombstones are told of


@dataclass(frozen=True)
class Format:
    """How records become files, one after another, and what of them such files cannot carry."""

    pieces: Callable[[Edition], Iterator[Piece]]
    files: bool  # whether it refers to the files beside it
    left_out: tuple[str, ...]
