"""What PostgreSQL's log of writes says: where a text was written, and where its commit ends.

Read by `pg_waldump` when everything is over, and compared with what a trace of system calls shows
to have been synced at the moment in which an ack left.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

SEGMENT_BYTES = 16_777_216  # of a file of the log, as PostgreSQL is built
AHEAD = 8  # segments that a run may fill: more than it ever does

RECORD = re.compile(r"^rmgr: (\w+) .*, tx: +(\d+), lsn: (\w+)/(\w+), .*?desc: (.*)$")
BELOW = re.compile(r"subxacts: ([\d ]+)")  # of a commit: what was done under savepoints


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of the log: the place at which it begins, and its name."""

    start: int
    name: str

    @classmethod
    def holding(cls, place: int, timeline: int = 1) -> "Segment":
        """The one that a place of the log is in."""
        number = place // SEGMENT_BYTES
        high, low = divmod(number, 0x1_0000_0000 // SEGMENT_BYTES)
        return cls(number * SEGMENT_BYTES, f"{timeline:08X}{high:08X}{low:08X}")

    @classmethod
    def since(cls, place: int, timeline: int = 1) -> list["Segment"]:
        """Those that a run which begins at a place can write to."""
        return [cls.holding(place + n * SEGMENT_BYTES, timeline) for n in range(AHEAD)]


def place(text: str) -> int:
    """A place of the log, from as PostgreSQL writes it: `0/153F458`."""
    high, low = text.split("/")
    return (int(high, 16) << 32) + int(low, 16)


@dataclass
class Log:
    """The records of a stretch of the log, and which of them commits which transaction."""

    starts: list[int] = field(default_factory=list)
    transactions: list[int] = field(default_factory=list)
    commits: dict[int, int] = field(default_factory=dict)  # transaction → number of its record

    @classmethod
    def read(cls, lines: Iterable[str]) -> "Log":
        """Reads what `pg_waldump` prints."""
        log = cls()
        for line in lines:
            if (found := RECORD.match(line)) is None:
                continue
            kind, transaction, high, low, what = found.groups()
            if kind == "Transaction" and what.startswith("COMMIT"):
                below = BELOW.search(what)
                for one in (transaction, *(below[1].split() if below else ())):
                    log.commits[int(one)] = len(log.starts)
            log.starts.append((int(high, 16) << 32) + int(low, 16))
            log.transactions.append(int(transaction))
        return log

    def stretch(self, at: int) -> tuple[int, int] | None:
        """From the record at a place to the end of its commit; None if it never committed."""
        number = bisect_right(self.starts, at) - 1
        commit = self.commits.get(self.transactions[number]) if number >= 0 else None
        if commit is None or commit + 1 >= len(self.starts):
            return None
        return self.starts[number], self.starts[commit + 1]


def places(text: bytes, images: Mapping[int, bytes]) -> Iterator[int]:
    """Where a text stands in segments, by the place at which each begins."""
    for start in sorted(images):
        at = images[start].find(text)
        while at >= 0:
            yield start + at
            at = images[start].find(text, at + 1)


def cut(images: Mapping[int, bytes | bytearray], start: int, end: int) -> bytes:
    """The bytes of a stretch, which may go over the end of a segment."""
    found = b""
    while start < end:
        first = start - start % SEGMENT_BYTES
        part = images[first][start - first : end - first]
        if not part:
            return found
        found += part
        start += len(part)
    return found
