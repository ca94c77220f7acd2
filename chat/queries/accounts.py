"""Who people are, and whom a credential stands for."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chat.models import Invitation, Session, Token, User, Workspace
from chat.protocol.actors import RANKS, Actor
from chat.protocol.errors import not_found
from chat.queries.secrets import hash_key, new_secret

__all__ = ["hash_key", "new_secret"]

TOUCH_SECONDS = 60  # a token's last use is written at most this often


def workspace() -> Workspace | None:
    """Return the workspace, or None before it is founded."""
    return Workspace.objects.first()


def user_wire(user: User) -> dict[str, Any]:
    """Return an account as the contract writes it."""
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.display_name,
        "kind": user.kind,
        "role": user.role,
    }


def users_visible_to(viewer: User) -> QuerySet[User]:
    """Return every account of the workspace that may be spoken to, by name."""
    return User.objects.filter(is_active=True).order_by("username")


def user_visible_to(viewer: User, user_id: int) -> User:
    """Return one account; raises ``not_found``."""
    user = users_visible_to(viewer).filter(pk=user_id).first()
    if user is None:
        raise not_found("person")
    return user


def actor_of_session(key_hash: str, now: datetime | None = None) -> Actor | None:
    """Return whom a session stands for; None when it is over or its user may not enter."""
    now = now or timezone.now()
    session = Session.objects.select_related("user").filter(pk=key_hash).first()
    if session is None or session.user is None or not session.live_at(now):
        return None
    return Actor(session.user.pk, session=key_hash) if session.user.may_enter(now) else None


def actor_of_token(secret: str, now: datetime | None = None) -> Actor | None:
    """Return whom a token stands for; None when it is over or its user may not enter."""
    now = now or timezone.now()
    token = Token.objects.select_related("user").filter(key_hash=hash_key(secret)).first()
    if token is None or not token.live_at(now) or not token.user.may_enter(now):
        return None
    if token.last_used_at is None or now - token.last_used_at > timedelta(seconds=TOUCH_SECONDS):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return Actor(token.user_id, token=token.pk, scopes=frozenset(token.scopes))


def end_of(actor: Actor) -> datetime | None:
    """Return when the actor's credential will end by itself, as stored now."""
    if actor.session is not None:
        session = Session.objects.filter(pk=actor.session).first()
        return min(session.expire_date, session.ends_at) if session else timezone.now()
    if actor.token is not None:
        token = Token.objects.filter(pk=actor.token).first()
        return token.expires_at if token else timezone.now()
    return None


def barred_by_suspension(*, key_hash: str | None = None, secret: str | None = None) -> bool:
    """Whether a credential is good in itself but its user is suspended or inactive."""
    now = timezone.now()
    holder: Session | Token | None = None
    if key_hash is not None:
        holder = Session.objects.select_related("user").filter(pk=key_hash).first()
    elif secret is not None:
        holder = Token.objects.select_related("user").filter(key_hash=hash_key(secret)).first()
    if holder is None or holder.user is None or not holder.live_at(now):
        return False
    return not holder.user.may_enter(now)


def sessions_of(user_id: int) -> QuerySet[Session]:
    """Return a person's live sessions, last seen first."""
    now = timezone.now()
    return Session.objects.filter(user_id=user_id, expire_date__gt=now, ends_at__gt=now)


def tokens_of(user_id: int) -> QuerySet[Token]:
    """Return a person's tokens that were not revoked, newest first."""
    return Token.objects.filter(user_id=user_id, revoked_at=None)


def invitations_visible_to(viewer: User) -> QuerySet[Invitation]:
    """Return the invitations a person may see: their own, or all for admins."""
    every = Invitation.objects.select_related("invited_by", "room")
    return every if viewer.rank >= RANKS["admin"] else every.filter(invited_by=viewer)


def invitation_by_code(code: str, now: datetime | None = None) -> Invitation | None:
    """Return the invitation a link's code stands for, while somebody may still use it."""
    invitation = (
        Invitation.objects.select_related("invited_by", "room")
        .filter(code_hash=hash_key(code))
        .first()
    )
    return invitation if invitation and invitation.live_at(now or timezone.now()) else None
