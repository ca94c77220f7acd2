"""Conversations as people read them: each message with its replies."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from chat.archive.records import Line

Conversation = tuple[Line, list[Line]]  # a message and the replies to it


def conversations(messages: Callable[[], Iterator[Line]]) -> Iterator[Conversation]:
    """Yield the messages that ``messages`` begins to yield anew, each with its replies.

    A reply whose root is not there stands alone. Only replies are held in memory.
    """
    roots: set[int] = set()
    replies: defaultdict[int, list[Line]] = defaultdict(list)
    for message in messages():
        if message["thread"] is None:
            if message["replies"]:
                roots.add(message["seq"])
        elif message["thread"] in roots:
            replies[message["thread"]].append(message)
    for message in messages():
        if message["thread"] not in roots:
            yield message, replies.pop(message["seq"], [])
