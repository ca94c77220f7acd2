"""Which part of a file a `Range` header asks for."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})")


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes from ``start`` up to ``end``, which is not among them."""

    start: int
    end: int
    asked: bool = False  # for a part, if only for all of it

    def __len__(self) -> int:
        return self.end - self.start


def range_of(header: str, size: int) -> Range | None:
    """Return the part of ``size`` bytes that is asked for; None where there is no such part.

    All of it without a header, and for what is no single range: a server may always answer all.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found["first"] or found["last"]):
        return Range(0, size)
    if not found["first"]:  # the last so many
        length = min(int(found["last"]), size)
        return Range(size - length, size, asked=True) if length else None
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else size - 1
    if found["last"] and last < first:
        return Range(0, size)
    return Range(first, min(last + 1, size), asked=True) if first < size else None
