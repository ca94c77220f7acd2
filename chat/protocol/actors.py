"""Who asks: a person or a program, and the credential it came with."""

from dataclasses import dataclass, field

#: Ranks of the roles of a workspace; nobody acts on an equal or a higher one.
RANKS = {"member": 0, "moderator": 1, "admin": 2, "owner": 3}

#: What a token may be good for. Rights = scopes ∩ the owner's present rights.
SCOPES = ("read", "write", "moderate", "admin")


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a command: a user id, and the session or token it acts through.

    Both credentials are checked again inside the commit. ``operator`` marks commands given on
    the server's own command line, which no role limits.
    """

    user: int
    session: str | None = None  # the hashed key of a session row
    token: int | None = None
    scopes: frozenset[str] = frozenset(SCOPES)
    operator: bool = False
    #: By which door it came in, for the audit log: the socket, unless another one says so.
    door: str = field(default="socket", compare=False)


def operator(user: int = 0, door: str = "command") -> Actor:
    """The person at the server's command line, acting for ``user`` where one is needed; or a
    page of ours, speaking for somebody who has no credential yet or no longer."""
    return Actor(user=user, operator=True, door=door)
