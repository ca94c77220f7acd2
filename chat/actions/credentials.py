"""The rules of passwords and e-mail addresses."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.actions.sessions import end_sessions, may_end
from chat.models import User
from chat.protocol.commands import SetEmail, SetPassword
from chat.protocol.errors import ChatError, not_found
from chat.protocol.limits import EMAIL_CHARACTERS


def set_password(command: SetPassword, batch: Batch) -> Outcome:
    """Replace a password; whoever was signed in with the old one is not any more.

    One's own, or as admin that of somebody below. Raises ``not_found``.
    """
    user = batch.user(command.user)
    if not may_end(batch, command.by, user.pk):
        raise not_found("person")
    user.password = command.password
    user.save(update_fields=["password"])
    end_sessions(user.pk, command.keep, batch)
    batch.note(command.by, "password.changed", person=user.pk)
    return Outcome()


def set_email(command: SetEmail, batch: Batch) -> Outcome:
    """Replace one's own address, kept in lower case. Raises ``conflict``."""
    email = checked_email(command.email, command.by.user)
    user = batch.user(command.by.user)
    user.email = email
    user.save(update_fields=["email"])
    batch.note(command.by, "email.changed", person=user.pk)
    return Outcome()


def checked_email(email: str, but_of: int = 0) -> str:
    """Return an address as it is stored: in lower case, for signing in looks for exactly it.

    Raises ``bad_frame`` for what is no address, ``conflict`` where another account has it.
    """
    email = email.strip().lower()
    if not email:
        return ""
    try:
        validate_email(email[: EMAIL_CHARACTERS + 1])
    except ValidationError:
        raise ChatError("bad_frame", "email: this is no e-mail address.") from None
    if len(email) > EMAIL_CHARACTERS:
        raise ChatError(
            "bad_frame", "email: no address is longer than {count}.", count=EMAIL_CHARACTERS
        )
    if User.objects.filter(email__iexact=email).exclude(pk=but_of).exists():
        raise ChatError("conflict", "This e-mail address belongs to another account.")
    return email
