"""The rules of API tokens."""

from datetime import timedelta

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Revocation, Token
from chat.protocol.actors import RANKS, Actor
from chat.protocol.closes import SIGNED_OUT
from chat.protocol.commands import CreateToken, RevokeToken
from chat.protocol.errors import ChatError, not_found
from chat.protocol.limits import NAME_CHARACTERS, TOKENS_PER_USER
from chat.text.check import check_name


def create_token(command: CreateToken, batch: Batch) -> Outcome:
    """Store a token for oneself or, as admin, for an account below; its rights are its owner's.

    Raises ``forbidden``, ``not_found``, ``bad_frame``.
    """
    user = batch.user(command.user)
    _refuse_others(batch, command.by, user.pk)
    if not set(command.scopes) <= command.by.scopes:
        raise ChatError("forbidden", "A token cannot give more than it has.")
    if not command.scopes:
        raise ChatError("bad_frame", "A token needs at least one scope.")
    if Token.objects.filter(user=user, revoked_at=None).count() >= TOKENS_PER_USER:
        raise ChatError("forbidden", "Revoke an old token first: there are too many.")
    token = Token.objects.create(
        user=user,
        name=check_name(command.name, NAME_CHARACTERS),
        key_hash=command.key_hash,
        hint=command.hint,
        scopes=sorted(set(command.scopes)),
        expires_at=batch.now + timedelta(days=command.days) if command.days else None,
    )
    about = {"person": user.pk, "thing": f"token {token.pk}"}
    batch.note(command.by, "token.created", **about, scopes=token.scopes, days=command.days)
    return Outcome(result={"token": token.pk})


def revoke_token(command: RevokeToken, batch: Batch) -> Outcome:
    """Make a token useless at once. Raises ``not_found``."""
    token = Token.objects.filter(pk=command.token).first()
    if token is None:
        raise not_found("token")
    _refuse_others(batch, command.by, token.user_id)
    if token.revoked_at is not None:
        return Outcome(repeated=True)
    token.revoked_at = batch.now
    token.save(update_fields=["revoked_at"])
    batch.revoke(Revocation.Kind.TOKEN, token.pk, SIGNED_OUT)
    batch.note(command.by, "token.revoked", person=token.user_id, thing=f"token {token.pk}")
    return Outcome()


def _refuse_others(batch: Batch, by: Actor, user_id: int) -> None:
    """Let people manage their own tokens, and admins those of accounts below them."""
    if by.operator or by.user == user_id:
        return
    admin = access.site_rank(batch, by) >= RANKS["admin"]
    if not (admin and access.outranks(batch, by, user_id)):
        raise not_found("token")
