"""Messages, their earlier texts and who they mention."""

from typing import ClassVar

from django.db import models

from chat.models.accounts import User
from chat.models.rooms import Room


class Message(models.Model):
    """What somebody said, known by ``(room, seq)``. A deleted one stays as a tombstone."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    changed_seq = models.BigIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="messages")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    text = models.TextField()
    html = models.TextField(editable=False)
    thread = models.BigIntegerField(null=True, blank=True)  # seq of the root message
    #: Of a root message: how many replies it has that were not deleted, and the last of them.
    replies = models.PositiveIntegerField(default=0, editable=False)
    last_reply_seq = models.BigIntegerField(null=True, editable=False)
    last_reply_at = models.DateTimeField(null=True, editable=False)
    repliers = models.JSONField(null=True, editable=False)  # ids of a few, who wrote last first
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    pinned_at = models.DateTimeField(null=True, editable=False)
    pinned_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    #: The files it carries, as the contract writes them, so that no read asks for them.
    attachments = models.JSONField(null=True, editable=False)
    #: What the pages say that it links to, in the same way.
    previews = models.JSONField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "seq"], name="message_place"),
            models.UniqueConstraint(fields=["room", "author", "client_id"], name="message_once"),
            models.CheckConstraint(
                condition=models.Q(changed_seq__gte=models.F("seq")), name="message_changed_after"
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True) | models.Q(text="", html=""),
                name="message_tombstone_is_empty",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["room", "changed_seq"], name="message_changed"),
            models.Index(
                fields=["room", "thread", "seq"],
                condition=models.Q(thread__isnull=False),
                name="message_thread",
            ),
            models.Index(
                fields=["room", "pinned_at"],
                condition=models.Q(pinned_at__isnull=False),
                name="message_pinned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"


class Revision(models.Model):
    """An earlier text of an edited message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="revisions")
    text = models.TextField()
    html = models.TextField(editable=False)
    replaced_at = models.DateTimeField()
    replaced_seq = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["replaced_seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "replaced_seq"], name="revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.message} before {self.replaced_seq}"


class Mention(models.Model):
    """That a message speaks to a member; without one, that it calls everybody who hears it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="mentions", db_index=False
    )
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()  # of the message: mentions beyond a read pointer are counted

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "user"], name="mention_once"),
            models.UniqueConstraint(
                fields=["message"],
                condition=models.Q(user__isnull=True),
                name="mention_everybody_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "room", "seq"], name="mention_unread"),
            models.Index(fields=["user", "id"], name="mention_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.message}"
