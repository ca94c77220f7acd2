"""What is still to be read of links, and what pages said of themselves lately."""

from hashlib import sha256
from typing import ClassVar

from django.db import models

from chat.models.rooms import Room


class PreviewDue(models.Model):
    """That links of a message are to be looked at; whoever takes it on moves ``due_at`` on."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()  # of the message
    urls = models.JSONField()
    at = models.DateTimeField()  # since when
    due_at = models.DateTimeField()  # when to look, or when to look again if nothing came of it
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "seq"], name="previewdue_once")
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="previewdue_next")]

    def __str__(self) -> str:
        return f"links of {self.room_id}/{self.seq}"


class PageCard(models.Model):
    """What a page said of itself, or that it said nothing: kept so that it is not asked again.

    Its address is kept as a digest alone: it is part of what somebody wrote.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    card = models.JSONField(null=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"card {self.digest[:8]}"


def digest_of(url: str) -> str:
    """Return what a page's card is kept under."""
    return sha256(url.encode()).hexdigest()
