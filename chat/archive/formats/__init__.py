"""The formats that other programs and people read, each made from the records of an export."""

from collections.abc import Iterator

from chat.archive.formats.base import Edition, Format, Piece
from chat.archive.formats.html import HTML
from chat.archive.formats.mattermost import MATTERMOST
from chat.archive.formats.plain import TXT
from chat.archive.formats.slack import SLACK
from chat.archive.formats.table import CSV


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

FORMATS: dict[str, Format] = {
    "jsonl": JSONL,
    "html": HTML,
    "slack": SLACK,
    "mattermost": MATTERMOST,
    "csv": CSV,
    "txt": TXT,
}
