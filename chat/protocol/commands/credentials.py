"""Change what an account proves itself with."""

from chat.protocol.commands.base import Command, Id


class SetPassword(Command):
    """Replace a password and sign out every session but ``keep``. ``password`` is a hash."""

    alone = True

    user: Id
    password: str
    keep: str | None = None


class SetEmail(Command):
    """Replace one's own e-mail address, or remove it with an empty one."""

    email: str
