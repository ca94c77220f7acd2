"""Bring a message or a person before the moderators; look into it and decide."""

from typing import Annotated, Literal

from pydantic import Field

from chat.protocol.commands.base import Command, Id, RoomCommand, Seq
from chat.protocol.limits import COMMENT_CHARACTERS

Reason = Literal["spam", "abuse", "private", "other"]
Comment = Annotated[str, Field(max_length=COMMENT_CHARACTERS)]


class ReportMessage(RoomCommand):
    """Report somebody else's message, as it stands now."""

    seq: Seq
    reason: Reason
    comment: Comment = ""


class ReportPerson(Command):
    """Report a person for what they are called or say of themselves."""

    user: Id
    reason: Reason
    comment: Comment = ""


class TakeReport(Command):
    """Say that one looks into a report, or does so no more."""

    scope = "moderate"
    alone = True  # it stands on a right in a room that it does not lock

    report: Id
    taken: bool = True


class DecideReport(Command):
    """Decide a report, once and for all; the reporter is told."""

    scope = "moderate"
    alone = True  # it stands on a right in a room that it does not lock

    report: Id
    decision: Literal["upheld", "dismissed"]
    note: Comment = ""
