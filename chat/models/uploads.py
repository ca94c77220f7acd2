"""Files that people sent: a row for each; its bytes lie in the data folder."""

from typing import ClassVar

from django.db import models

from chat.models.accounts import User
from chat.models.rooms import Room


class Upload(models.Model):
    """A file, known to the world by its random ``key``. Without a place it waits for a message."""

    key = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="uploads", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+", db_index=False)
    seq = models.BigIntegerField(null=True)  # of the message that carries it
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=64)  # by its content
    size = models.BigIntegerField()  # bytes
    stored = models.BigIntegerField()  # bytes, the thumbnail's included
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes, in hex
    width = models.PositiveIntegerField(null=True)  # pixels of a picture
    height = models.PositiveIntegerField(null=True)
    thumbnail_width = models.PositiveIntegerField(null=True)
    thumbnail_height = models.PositiveIntegerField(null=True)
    #: What it shows, for who cannot see it.
    description = models.CharField(max_length=500, blank=True, default="", db_default="")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(room__isnull=True, seq__isnull=True)
                | models.Q(room__isnull=False, seq__isnull=False),
                name="upload_place_is_whole",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "stored"], name="upload_quota"),  # summed from it alone
            models.Index(
                fields=["room", "seq"],
                condition=models.Q(room__isnull=False),
                name="upload_place",
            ),
            models.Index(
                fields=["at"], condition=models.Q(room__isnull=True), name="upload_unposted"
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"  # its name may be nobody else's concern
