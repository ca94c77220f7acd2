"""Stores a person's own password and e-mail address, hashed and checked by the door."""

from django.db import IntegrityError, transaction

from chat.models import User
from chat.protocol.errors import ChatError


def store_password(user_id: int, hashed: str) -> None:
    """Replace a password; ``hashed`` comes from Django's hasher, outside any commit."""
    User.objects.filter(pk=user_id).update(password=hashed)


def store_email(user_id: int, email: str) -> None:
    """Replace an e-mail address, kept in lower case; raises ``conflict`` where it is taken."""
    try:
        with transaction.atomic():
            User.objects.filter(pk=user_id).update(email=email.lower())
    except IntegrityError as taken:
        raise ChatError("conflict", "This e-mail address belongs to another account.") from taken
