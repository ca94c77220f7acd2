"""Times as Slack writes them, unique in a conversation, and the threads told by them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chat.archive.records import Line

SECOND = 1_000_000  # microseconds


def moment(at: str) -> datetime:
    """Return a record's time."""
    return datetime.fromisoformat(at)


def seconds(at: str) -> int:
    """Return a record's time in whole seconds since 1970."""
    return int(moment(at).timestamp())


def day_of(ts: str) -> str:
    """Return the day, in UTC, of a time as Slack writes it."""
    return datetime.fromtimestamp(int(ts.partition(".")[0]), UTC).date().isoformat()


def stamped(messages: Iterable[Line]) -> Iterator[tuple[str, Line]]:
    """Yield each message with its time, which identifies it: later than that of the one before."""
    last = 0
    for message in messages:
        at = moment(message["at"])
        last = max(last + 1, int(at.timestamp()) * SECOND + at.microsecond)
        yield f"{last // SECOND}.{last % SECOND:06}", message


@dataclass
class Thread:
    """A root that is in the export, and its replies: author and time of each."""

    ts: str
    author: int
    replies: list[tuple[int, str]] = field(default_factory=list)


def threads_of(messages: Iterable[Line]) -> dict[int, Thread]:
    """Return the threads of a conversation by the seq of their root, where both are there."""
    found: dict[int, Thread] = {}
    for ts, message in stamped(messages):
        if message["replies"]:
            found[message["seq"]] = Thread(ts, message["author"])
        elif message["thread"] in found:
            found[message["thread"]].replies.append((message["author"], ts))
    return {seq: thread for seq, thread in found.items() if thread.replies}
