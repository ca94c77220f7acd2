"""What people want to be reminded of, and when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chat.models.accounts import User
from chat.models.messages import Message
from chat.models.rooms import Room


class Reminder(models.Model):
    """Waits for its time, is told once, and stays until its owner is done with it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reminders", db_index=False)
    key = models.UUIDField()  # its owner's name for it: setting it twice makes one
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, editable=False)  # None: not due yet
    text = models.CharField(max_length=250, blank=True)
    #: Of a message: the message itself and its place, which a welcome names without reading it.
    message = models.ForeignKey(Message, models.CASCADE, related_name="reminders", null=True)
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", null=True, db_index=False)
    seq = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(message=None, room=None, seq=None)
                | Q(message__isnull=False, room__isnull=False, seq__isnull=False),
                name="reminder_place_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(told_at=None), name="reminder_waiting")
        ]

    def __str__(self) -> str:
        return f"a reminder of {self.user}"
