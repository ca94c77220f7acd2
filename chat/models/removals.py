"""That all of a person's messages of a period are being removed, and how far that is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.accounts import User
from chat.models.rooms import Room


class Removal(models.Model):
    """One removal of many messages, carried out a few at a time. The row stays when it is over."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")  # by a moderator
        LAPSED = "lapsed", _("Lapsed")  # whoever asked for it may no longer remove these messages

    user = models.ForeignKey(User, models.CASCADE, related_name="removals", db_index=False)
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+")
    #: Nobody stands for the server's own command line.
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    operator = models.BooleanField(default=False)  # an account that is gone is not the server
    door = models.CharField(max_length=8)  # by which it was asked for, as the audit log names it
    reason = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()
    since = models.DateTimeField()  # the period, its ends included
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    removed = models.PositiveIntegerField(default=0)  # messages
    reached = models.BigIntegerField(default=0, editable=False)  # id of a message: done up to it
    due_at = models.DateTimeField(editable=False)  # when a process may take it on
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["user"], name="removal_of"),
            models.Index(fields=["due_at"], condition=Q(state="running"), name="removal_waiting"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="removal_ended_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(since__lte=models.F("until")), name="removal_period_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"
