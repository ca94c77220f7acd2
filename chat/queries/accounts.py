"""Who people are, and whom a credential stands for."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from chat.models import Invitation, Session, Token, User, Workspace
from chat.models.clock import clock
from chat.protocol.actors import RANKS
from chat.protocol.errors import not_found
from chat.queries.secrets import hash_key, new_secret

__all__ = ["hash_key", "new_secret"]


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


def sessions_of(user_id: int) -> QuerySet[Session]:
    """Return a person's live sessions, last seen first."""
    now = clock.now()
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
    return invitation if invitation and invitation.live_at(now or clock.now()) else None


def user_by_login(login: str) -> User | None:
    """Return the account that somebody signs in to by its user name or address, if there is one."""
    known = Q(username__iexact=login) | Q(email__iexact=login)
    return User.objects.filter(known).first() if login else None
