"""Messages that people keep for themselves."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chat.models.accounts import User
from chat.models.messages import Message
from chat.models.rooms import Room


class Bookmark(models.Model):
    """That somebody keeps a message; whoever leaves its room finds it again on return."""

    user = models.ForeignKey(User, models.CASCADE, related_name="bookmarks", db_index=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="bookmarks")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()  # of the message: a welcome names places and reads no messages
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "message"], name="bookmark_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} keeps {self.room_id}/{self.seq}"
