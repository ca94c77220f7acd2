"""The workspace itself, and the log of rights taken away."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_epoch() -> str:
    """A random name for a lineage of this database; a restored backup gets another one."""
    return secrets.token_urlsafe(6)


class Workspace(models.Model):
    """The one row that says whose chat this is and numbers the revocations and
    the changes of people."""

    name = models.CharField(max_length=80)
    epoch = models.CharField(max_length=16, default=new_epoch)
    open_sign_up = models.BooleanField(
        default=False, help_text="Anyone who finds the page may make an account."
    )
    revocation_seq = models.BigIntegerField(default=0, editable=False)
    people_seq = models.BigIntegerField(default=0, db_default=0, editable=False)
    founded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="workspace_only_one")
        ]

    def __str__(self) -> str:
        return self.name


class Revocation(models.Model):
    """A right that ended; every process reads these in order and closes what stands on it."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Session")
        TOKEN = "token", _("Token")
        USER = "user", _("User")

    seq = models.BigIntegerField(primary_key=True)  # dense, in commit order
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target = models.CharField(max_length=64)  # a hashed session key, a token id or a user id
    code = models.PositiveSmallIntegerField()  # the close code of the sockets concerned

    def __str__(self) -> str:
        return f"{self.kind} revoked at {self.at:%Y-%m-%d %H:%M}"
