"""Whether the actors of a batch may act at all: their accounts, sessions, tokens and scopes."""

from collections.abc import Sequence
from datetime import datetime

from chat.models import Revocation, Session, Token, User
from chat.protocol.actors import RANKS, Actor
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError


class Authority:
    """The accounts and credentials of a batch's actors, read inside its transaction."""

    def __init__(self, actors: Sequence[Actor], now: datetime) -> None:
        self.now = now
        sessions = {a.session for a in actors if a.session is not None}
        tokens = {a.token for a in actors if a.token is not None}
        self._sessions = {s.pk: s for s in self._read_sessions(sessions)}
        self._tokens = {t.pk: t for t in self._read_tokens(tokens)}
        # Their accounts came with them; only who acts without either is asked for.
        credentials: list[Session | Token] = [*self._sessions.values(), *self._tokens.values()]
        self.users = {c.user.pk: c.user for c in credentials if c.user is not None}
        if rest := {a.user for a in actors if a.user} - self.users.keys():
            self.users |= {u.pk: u for u in User.objects.filter(pk__in=rest)}

    def _read_sessions(self, keys: set[str]) -> list[Session]:
        rows = Session.objects.filter(pk__in=keys).select_related("user").order_by()
        return list(rows.defer("session_data", "agent")) if keys else []

    def _read_tokens(self, ids: set[int]) -> list[Token]:
        rows = Token.objects.filter(pk__in=ids).select_related("user").order_by()
        return list(rows) if ids else []

    def forget(self, kind: str, target: object) -> None:
        """Take back a credential that a command of this very batch has revoked."""
        if kind == Revocation.Kind.SESSION:
            self._sessions.pop(str(target), None)
        elif kind == Revocation.Kind.TOKEN:
            self._tokens.pop(int(str(target)), None)

    def check(self, command: Command) -> None:
        """Refuse a command whose actor's account, credential or scope does not carry it."""
        by = command.by
        if by.operator:
            return
        self._check_account(self.users.get(by.user))
        self._check_session(by)
        self._check_token(by, command.scope)

    def _check_account(self, user: User | None) -> None:
        if user is None or not user.is_active:
            raise ChatError("unauthenticated", "This account is not in use.")
        if user.suspended_at(self.now):
            raise ChatError("unauthenticated", "This account is suspended.")

    def _check_session(self, by: Actor) -> None:
        if by.session is not None:
            session = self._sessions.get(by.session)
            if session is None or session.user_id != by.user or not session.live_at(self.now):
                raise ChatError("unauthenticated", "You are no longer signed in.")

    def _check_token(self, by: Actor, scope: str) -> None:
        if by.token is not None:
            token = self._tokens.get(by.token)
            if token is None or token.user_id != by.user or not token.live_at(self.now):
                raise ChatError("unauthenticated", "This token is no longer valid.")
            if scope not in token.scopes:
                raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope=scope)


def rank_of(by: Actor, user: User | None) -> int:
    """Return the actor's rank in the workspace; an operator stands above everyone."""
    if by.operator:
        return RANKS["owner"] + 1
    return user.rank if user else -1
