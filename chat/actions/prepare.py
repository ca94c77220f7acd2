"""Checks and renders a command's text outside the commit, so that no commit waits for it."""

from dataclasses import dataclass

from chat.protocol.commands import Command, EditMessage, PostMessage
from chat.protocol.limits import MESSAGE_CHARACTERS
from chat.text.check import check_text
from chat.text.markdown import Rendered, render


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text as it will be stored, and its HTML with names still to be resolved.

    ``present`` is whom a door sees present, for a text that calls them: no commit can know it.
    """

    text: str
    rendered: Rendered
    present: frozenset[int] = frozenset()


def prepare(command: Command) -> Prepared | None:
    """Return the prepared text of a command that has one; raises ``too_long``, ``bad_frame``."""
    if isinstance(command, PostMessage) and command.attachments and not command.text.strip():
        return Prepared("", render(""))
    if isinstance(command, PostMessage | EditMessage):
        text = check_text(command.text, MESSAGE_CHARACTERS)
        return Prepared(text, render(text))
    return None
