"""Loads the real conversations of the `chitchat-dataset` package through the ordinary rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.utils.text import slugify

from chat.management.demo.names import name_of
from chat.management.demo.workspace import DEMO
from chat.protocol.actors import operator
from chat.protocol.commands import AddMember, CreateRoom, CreateUser, PostMessage
from chat.protocol.errors import ChatError
from chat.protocol.limits import NAME_CHARACTERS, TOPIC_CHARACTERS

SLUG_WORDS = 9  # of the question a room is about; more is no address
SENDERS = 1_315  # people in the dataset
WITHOUT_QUESTION = "Chit-chat"


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the dataset, before its people and rooms have ids."""

    room: str  # slug
    sender: str
    client_id: UUID
    text: str


def read() -> dict[str, Any]:
    """Return the dataset's conversations by id; raises ``ChatError`` where it is not installed."""
    try:
        from chitchat_dataset import Dataset
    except ImportError as absent:
        raise ChatError(
            "unavailable",
            "The real messages come from a package that is not installed here; "
            "run: pip install chitchat-dataset",
        ) from absent
    return dict(Dataset())


class Archive:
    """The dataset as people and rooms: one room for each question, one account for each sender."""

    def __init__(self, conversations: dict[str, Any]) -> None:
        by_start = sorted(conversations.items(), key=lambda item: item[1]["start"].rstrip("Z"))
        self._rooms: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for name, conversation in by_start:
            self._rooms[slug_of(question_of(conversation))].append((name, conversation))
        senders = dict.fromkeys(u["sender"] for _, c in by_start for u in utterances(c))
        self.names = {sender: name_of(number) for number, sender in enumerate(senders)}
        self.size = sum(1 for _, c in by_start for _ in utterances(c))

    def people(self) -> list[CreateUser]:
        """Return the command for each account; none can sign in."""
        return [
            CreateUser(by=operator(), username=username, name=name)
            for username, name in self.names.values()
        ]

    def rooms(self, host: int) -> dict[str, CreateRoom]:
        """Return the command for each room, by slug."""
        return {
            slug: CreateRoom(
                by=operator(host),
                slug=slug,
                name=shortened(question_of(conversations[0][1]), NAME_CHARACTERS),
                topic=shortened(question_of(conversations[0][1]), TOPIC_CHARACTERS),
            )
            for slug, conversations in self._rooms.items()
        }

    def memberships(self, users: dict[str, int], rooms: dict[str, int]) -> Iterator[AddMember]:
        """Yield the command for each sender and each room they wrote in, once."""
        pairs = dict.fromkeys((post.room, post.sender) for post in self.posts())
        for room, sender in pairs:
            user = users[sender]
            yield AddMember(by=operator(user), room=rooms[room], user=user)

    def posts(self) -> Iterator[Post]:
        """Yield every message, room after room, each room's conversations in their order."""
        for slug, conversations in self._rooms.items():
            for name, conversation in conversations:
                for number, said in enumerate(utterances(conversation)):
                    once = uuid5(DEMO, f"{name}/{number}")
                    yield Post(slug, said["sender"], once, said["text"])


def utterances(conversation: dict[str, Any]) -> Iterable[dict[str, str]]:
    """Yield what was said in a conversation, in order."""
    for turn in conversation["messages"]:
        yield from turn


def question_of(conversation: dict[str, Any]) -> str:
    """Return the question a conversation began with."""
    return conversation.get("prompt") or WITHOUT_QUESTION


def slug_of(question: str) -> str:
    """Return a room address for a question."""
    words = slugify(question).split("-")
    return "-".join(words[:SLUG_WORDS])


def shortened(text: str, characters: int) -> str:
    """Return a text cut at a word so that it fits."""
    if len(text) <= characters:
        return text
    return text[: characters - 1].rsplit(" ", 1)[0] + "…"


def commands(
    posts: Iterable[Post], users: dict[str, int], rooms: dict[str, int]
) -> Iterator[PostMessage]:
    """Yield the command for each message."""
    for post in posts:
        yield PostMessage(
            by=operator(users[post.sender]),
            room=rooms[post.room],
            client_id=post.client_id,
            text=post.text,
        )


def usernames() -> list[str]:
    """Return the user names of everyone in the dataset, whether it is installed or not."""
    return [name_of(number)[0] for number in range(SENDERS)]
