"""Who follows which thread, and how far they have read it."""

from typing import ClassVar

from django.db import models

from chat.models.accounts import User
from chat.models.rooms import Room


class Follow(models.Model):
    """That somebody follows a thread; the row is gone as soon as they do not."""

    user = models.ForeignKey(User, models.CASCADE, related_name="follows", db_index=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    thread = models.BigIntegerField()  # seq of the root message
    read_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "room", "thread"], name="follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in the thread {self.room}/{self.thread}"
