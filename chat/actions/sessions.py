"""The rules of signing out."""

from django.db.models import QuerySet

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Revocation, Session
from chat.protocol.actors import RANKS, Actor
from chat.protocol.closes import SIGNED_OUT
from chat.protocol.commands import EndOtherSessions, EndSession
from chat.protocol.errors import not_found


def end_session(command: EndSession, batch: Batch) -> Outcome:
    """Sign one session out, one's own or, for those above, another's. Raises ``not_found``."""
    session = Session.objects.filter(pk=command.session).first()
    if session is None:
        return Outcome(repeated=True)
    if not may_end(batch, command.by, session.user_id):
        raise not_found("session")
    _end(Session.objects.filter(pk=session.pk), batch)
    batch.note(command.by, "session.ended", person=session.user_id)
    return Outcome()


def end_other_sessions(command: EndOtherSessions, batch: Batch) -> Outcome:
    """Sign out every session of a person but the one to keep. Raises ``not_found``."""
    if not may_end(batch, command.by, command.user):
        raise not_found("person")
    end_sessions(command.user, command.keep, batch)
    batch.note(command.by, "sessions.ended", person=command.user)
    return Outcome()


def end_sessions(user_id: int, keep: str | None, batch: Batch) -> None:
    """Sign a person out everywhere but, where given, in one session."""
    rows = Session.objects.filter(user_id=user_id)
    _end(rows.exclude(pk=keep) if keep else rows, batch)


def may_end(batch: Batch, by: Actor, user_id: int | None) -> bool:
    """Whether the actor may end somebody's sessions: one's own, or as admin of those below."""
    if by.operator or by.user == user_id:
        return True
    admin = access.site_rank(batch, by) >= RANKS["admin"]
    return user_id is not None and admin and access.outranks(batch, by, user_id)


def _end(rows: QuerySet[Session], batch: Batch) -> None:
    """Delete sessions and close what stands on them."""
    for key in list(rows.values_list("pk", flat=True)):
        batch.revoke(Revocation.Kind.SESSION, key, SIGNED_OUT)
    rows.delete()
