"""What somebody may not do for a while: who said so, why, and until when."""

from datetime import UTC, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.accounts import User
from chat.models.rooms import Room

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)  # how a column of ends says: until it is lifted


class Sanctions(models.QuerySet["Sanction"]):
    """Sanctions, as they are asked for."""

    def running(self, now: datetime) -> Self:
        """Those that hold at that time; warnings hold nothing and are over as they are said."""
        return self.filter(Q(until=None) | Q(until__gt=now), lifted_at=None).exclude(
            kind=Sanction.Kind.WARNING
        )


class Sanction(models.Model):
    """One act of moderation against a person. The row stays when it is over."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("Warning")  # words alone
        MUTE = "mute", _("Mute")  # reads, and may delete what is theirs; in a room, or everywhere
        BAN = "ban", _("Ban")  # out of a room, which they cannot find any more
        SUSPENSION = "suspension", _("Suspension")  # out of the workspace

    user = models.ForeignKey(User, models.CASCADE, related_name="sanctions", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+")
    #: Nobody stands for the server's own command line.
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # null: until it is lifted
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = Sanctions.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["user", "room"], name="sanction_of")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="ban") | Q(room__isnull=False), name="sanction_ban_has_room"
            ),
            models.CheckConstraint(
                condition=~Q(kind="suspension") | Q(room__isnull=True),
                name="sanction_suspension_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user}"

    def running_at(self, now: datetime) -> bool:
        """Whether it holds at that time."""
        over = self.until is not None and self.until <= now
        return self.kind != self.Kind.WARNING and self.lifted_at is None and not over


class Report(models.Model):
    """A message or a person that somebody brought before the moderators, as it was then."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam")
        ABUSE = "abuse", _("Abuse")  # insults, threats, harassment
        PRIVATE = "private", _("Private")  # says of somebody what is nobody's concern
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken")  # somebody looks into it
        DECIDED = "decided", _("Decided")

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    reporter = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="reports")  # whom it is about
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+")
    seq = models.BigIntegerField(null=True)  # of the message; without one it is about the person
    reason = models.CharField(max_length=8, choices=Reason.choices)
    comment = models.CharField(max_length=500, blank=True)
    #: What was there to see when it was reported; it stays when the message is deleted.
    snapshot = models.JSONField()
    at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)  # of whoever decided, for moderators
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["status", "-id"], name="report_queue"),
            models.Index(fields=["reporter", "at"], name="report_rate"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "seq", "reporter"],
                condition=Q(seq__isnull=False),
                name="report_once",
            ),
            models.CheckConstraint(
                condition=Q(status="decided", decided_at__isnull=False)
                | (~Q(status="decided") & Q(decided_at__isnull=True)),
                name="report_decided_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
