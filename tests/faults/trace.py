"""Reads a trace of system calls: what was on disk for certain at the moment in which an ack left.

Written for `strace -f -ttt -y -xx`. A file is known by its path, so it does not matter through
which descriptor it was written or synced. A sync covers what was written before it began, and
counts when it has ended well; after one that failed nobody knows what became of what it covered.
"""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

#: A line: pid, time, call, its first descriptor's file, the rest.
CALL = re.compile(r"^(\d+) +([\d.]+) (\w+)\(\d+<([^>]*)>(.*)$")
RESUMED = re.compile(r"^(\d+) +([\d.]+) <\.\.\. (\w+) resumed>(.*)$")
#: A call that was written in one line with `-T`: its end is so many seconds after its begin.
WHOLE = re.compile(r"^(\d+) +([\d.]+) (?!<)(\w+)(\(.*)\)( += -?\d+.*) <([\d.]+)>$")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
RESULT = re.compile(r"= (-?\d+)[^=]*$")
PLACE = re.compile(r", (\d+), (\d+)(?:\)| <unfinished)")  # of a pwrite64: length, offset
LENGTH = re.compile(r", (\d+)(?:\)| <unfinished)")  # of a truncate
WRITES, SYNCS, CUTS = ("pwrite64",), ("fsync", "fdatasync"), ("ftruncate",)
SAID = ("sendto", "sendmsg", "write", "writev")
UNFINISHED = "<unfinished ...>"
ACK = re.compile(rb'\{"type":"ack","ref":"[^"]*","room":(\d+),"seq":(\d+)\}')


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place of a file, or, without bytes, its end."""

    file: str
    offset: int
    data: bytes | None

    def onto(self, image: bytearray) -> None:
        """Does it to a copy of the file."""
        if self.data is None:
            del image[self.offset :]
        if len(image) < self.offset:
            image.extend(bytes(self.offset - len(image)))
        if self.data is not None:
            image[self.offset : self.offset + len(self.data)] = self.data


@dataclass(frozen=True, slots=True)
class Left:
    """Acks that left the server in one call: rooms and seqs."""

    at: float
    acks: tuple[tuple[int, int], ...]


@dataclass
class Disk:
    """What is certainly on disk, file by file, and what may or may not be."""

    files: dict[str, bytearray]  # by path; only these are followed
    unsure: dict[str, list[Write]] = field(default_factory=lambda: defaultdict(list))
    syncs: int = 0
    failed: int = 0
    _begun: dict[str, tuple[str, str, object]] = field(default_factory=dict)  # by pid

    def read(self, lines: Iterable[str]) -> Iterator[Left]:
        """Follows a trace; pauses at each ack, when the disk is as it was then."""
        for line in lines:
            if begun := CALL.match(line):
                pid, at, call, path, rest = begun.groups()
                file = unquoted(path)
                if call in SAID and file not in self.files:
                    acks = ACK.findall(said(rest)) if call in SAID else []
                    if acks:
                        yield Left(float(at), tuple((int(r), int(s)) for r, s in acks))
                elif file in self.files:
                    self._begin(pid, call, file, rest)
            elif resumed := RESUMED.match(line):
                self._end(resumed[1], resumed[3], resumed[4])

    def _begin(self, pid: str, call: str, file: str, rest: str) -> None:
        work: object
        if call in WRITES:
            place = PLACE.search(STRING.sub("", rest))
            assert place is not None, f"not understood: {call}({rest[-80:]}"
            work = Write(file, int(place[2]), said(rest))
        elif call in CUTS:
            length = LENGTH.search(rest)
            assert length is not None, f"not understood: {call}({rest[-80:]}"
            work = Write(file, int(length[1]), None)
        elif call in SYNCS:
            work = tuple(self.unsure[file])
        else:
            raise AssertionError(f"{call} to {file} is not followed")
        self._begun[pid] = (call, file, work)
        if not rest.rstrip().endswith(UNFINISHED):
            self._end(pid, call, rest)

    def _end(self, pid: str, call: str, rest: str) -> None:
        if pid not in self._begun or self._begun[pid][0] != call:
            return
        _, file, work = self._begun.pop(pid)
        result = RESULT.search(STRING.sub("", rest))
        well = result is not None and int(result[1]) >= 0
        if isinstance(work, Write):
            if well and result is not None:
                data = None if work.data is None else work.data[: int(result[1])]
                self.unsure[file].append(Write(file, work.offset, data))
        elif isinstance(work, tuple):
            self._synced(file, work, well=well)

    def _synced(self, file: str, covered: tuple[Write, ...], *, well: bool) -> None:
        """What a sync covered is certain if it ended well; if not, no later one vouches for it."""
        self.syncs += well
        self.failed += not well
        known = {id(write) for write in covered}
        if well:
            for write in covered:
                if any(write is one for one in self.unsure[file]):
                    write.onto(self.files[file])
        self.unsure[file] = [one for one in self.unsure[file] if id(one) not in known]

    def holds(self, text: bytes) -> bool:
        """Whether some bytes are certainly on disk."""
        return any(text in image for image in self.files.values())


def unquoted(path: str) -> str:
    """A path as the system knows it; the trace may write it in hexadecimal."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


def said(rest: str) -> bytes:
    """All bytes that a call was given."""
    return bytes.fromhex("".join(STRING.findall(rest)).replace("\\x", ""))


def merged(*traces: Iterable[str]) -> Iterator[str]:
    """Several traces that were written with `-T`, as if one program had followed everybody."""
    return (line for _, line in heapq.merge(*map(events, traces), key=lambda event: event[0]))


def events(lines: Iterable[str]) -> Iterator[tuple[float, str]]:
    """The begins and the ends of calls, each at its time."""
    for line in lines:
        if whole := WHOLE.match(line.rstrip()):
            pid, at, call, given, result, seconds = whole.groups()
            end = float(at) + float(seconds)
            yield float(at), f"{pid} {at} {call}{given} {UNFINISHED}"
            yield end, f"{pid} {end:.6f} <... {call} resumed>){result}"
        elif (said := line.split(maxsplit=2))[1:] and said[1][0].isdigit():
            yield float(said[1]), line
