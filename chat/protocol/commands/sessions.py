"""End signed-in sessions."""

from chat.protocol.commands.base import Command, Id


class EndSession(Command):
    """Sign one session out; ``session`` is its hashed key."""

    alone = True

    session: str


class EndOtherSessions(Command):
    """Sign out every session of a user except, where given, the one to keep."""

    alone = True

    user: Id
    keep: str | None = None
