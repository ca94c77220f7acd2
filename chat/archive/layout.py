"""Where the records of an export lie, and how they are read back in constant memory."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from chat.archive.records import Line

RECORDS = "jsonl"
TABLES = {  # by kind: the records that are no messages
    "person": f"{RECORDS}/people.jsonl",
    "room": f"{RECORDS}/rooms.jsonl",
    "membership": f"{RECORDS}/memberships.jsonl",
}
MESSAGES = f"{RECORDS}/messages"
PART_SEQS = 20_000  # of a room in one file: some megabytes, and a few seconds to write again


def parts_of(room: int, head: int) -> Iterator[tuple[str, int, int]]:
    """Yield the path of each part of a room, and its seqs: beyond the first, up to the last."""
    for number, beyond in enumerate(range(0, head, PART_SEQS)):
        yield f"{MESSAGES}/{room}/{number:05}.jsonl", beyond, beyond + PART_SEQS


class Records:
    """The records of an export in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self, kind: str) -> Iterator[Line]:
        """Yield the people, rooms or memberships."""
        return self._lines(self.folder / TABLES[kind])

    def messages(self, room: int) -> Iterator[Line]:
        """Yield the messages of a room, oldest first."""
        for path in sorted((self.folder / MESSAGES / str(room)).glob("*.jsonl")):
            yield from self._lines(path)

    def attachments(self) -> Iterator[Line]:
        """Yield every file that a message carries."""
        for path in sorted((self.folder / MESSAGES).glob("*/*.jsonl")):
            with path.open("rb") as lines:
                for line in lines:
                    if b'"attachments":[{' in line:  # most have none: they are not parsed
                        yield from orjson.loads(line)["attachments"]

    def _lines(self, path: Path) -> Iterator[Line]:
        with path.open("rb") as lines:
            for line in lines:
                yield orjson.loads(line)
