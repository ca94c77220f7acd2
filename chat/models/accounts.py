"""People and bots, and what they prove themselves with."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.clock import clock
from chat.protocol.actors import RANKS


class UserManager(BaseUserManager["User"]):
    """Finds people by name whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user of that name; raises ``User.DoesNotExist``."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account: a person, or a bot that acts through tokens."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        BOT = "bot", _("Bot")

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        MODERATOR = "moderator", _("Moderator")
        MEMBER = "member", _("Member")

    username = models.CharField(max_length=32, unique=True)
    name = models.CharField("display name", max_length=80, blank=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    # Empty: what the browser asks for.
    language = models.CharField(max_length=16, blank=True, default="", db_default="")
    is_active = models.BooleanField("may sign in", default=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=250, blank=True)
    silenced_until = models.DateTimeField(null=True, blank=True, editable=False)  # everywhere
    viewer_seq = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering: ClassVar = ["username"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="user_username_any_case"),
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="user_email_any_case"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        """What others read beside this account's words."""
        return self.name or self.username

    @property
    def rank(self) -> int:
        """The place of the role among roles; higher may act on lower."""
        return RANKS[self.role]

    def suspended_at(self, now: datetime) -> bool:
        """Whether a suspension holds at that time."""
        return self.suspended_until is not None and self.suspended_until > now

    def may_enter(self, now: datetime) -> bool:
        """Whether this account may use any credential at that time."""
        return self.is_active and not self.suspended_at(now)

    # What Django's admin asks of a user; the roles answer it.

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens for this account. Source: django.contrib.admin."""
        return self.rank >= RANKS["moderator"] and self.may_enter(clock.now())

    @property
    def is_superuser(self) -> bool:
        """Whether every record may be seen in the admin."""
        return self.rank >= RANKS["admin"] and self.may_enter(clock.now())

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Whether the admin may use a permission. Source: django.contrib.auth."""
        return self.is_staff if ".view_" in perm else self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin shows an app. Source: django.contrib.auth."""
        return self.is_staff


class Session(models.Model):
    """A signed-in device. The cookie's key is stored as its SHA-256 alone."""

    session_key = models.CharField("hashed key", max_length=64, primary_key=True)
    session_data = models.TextField(editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now, editable=False)
    expire_date = models.DateTimeField("idle until", db_index=True)
    ends_at = models.DateTimeField("ends at the latest", db_index=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering: ClassVar = ["-last_seen_at"]

    def __str__(self) -> str:
        return f"session of {self.user or 'nobody yet'}"

    def live_at(self, now: datetime) -> bool:
        """Whether the session still counts at that time."""
        return self.expire_date > now and self.ends_at > now


class Token(models.Model):
    """A key for programs. Its secret is stored as its SHA-256 alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=16, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def live_at(self, now: datetime) -> bool:
        """Whether the token still counts at that time."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class Invitation(models.Model):
    """A link that lets people sign up. Its code is stored as its SHA-256 alone."""

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    room = models.ForeignKey("chat.Room", models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    uses_left = models.PositiveIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"invitation by {self.invited_by}"

    def live_at(self, now: datetime) -> bool:
        """Whether somebody may still sign up with it."""
        return self.revoked_at is None and self.uses_left > 0 and self.expires_at > now
