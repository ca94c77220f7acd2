"""Rooms and who is in them."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.accounts import User
from chat.models.workspace import new_epoch


class Room(models.Model):
    """A place to talk. ``seq`` numbers its lasting changes, one step each."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")  # everyone in the workspace may find, read and join it
        CLOSED = "closed", _("Closed")  # found by its members alone
        DIRECT = "direct", _("Direct")  # the conversation of a fixed set of people

    class Callers(models.TextChoices):
        EVERYBODY = "everybody"
        MODERATORS = "moderators"  # those who lead the room

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=80, blank=True)  # empty for direct rooms
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OPEN)
    topic = models.CharField(max_length=250, blank=True)
    #: Who may call many at once, with @room and @here.
    callers = models.CharField(
        max_length=10,
        choices=Callers.choices,
        default=Callers.EVERYBODY,
        db_default=Callers.EVERYBODY,
    )
    #: The ids of a direct room's people, sorted and joined: one room per set of people.
    direct_key = models.CharField(max_length=200, unique=True, null=True, editable=False)
    epoch = models.CharField(max_length=16, default=new_epoch, editable=False)
    seq = models.BigIntegerField(default=0, editable=False)
    changed_seq = models.BigIntegerField(default=0, editable=False)  # of the room's own settings
    pins = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="direct", direct_key__isnull=False)
                | (~models.Q(kind="direct") & models.Q(direct_key__isnull=True)),
                name="room_direct_has_key",
            ),
            models.CheckConstraint(
                condition=models.Q(changed_seq__lte=models.F("seq")), name="room_changed_in_past"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug


class Membership(models.Model):
    """That somebody belongs to a room; the row is gone as soon as they do not."""

    class Level(models.TextChoices):
        EVERYTHING = "everything", _("Everything")
        MENTIONS = "mentions", _("Mentions")
        NOTHING = "nothing", _("Nothing")

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MODERATOR = "moderator", _("Moderator")
        MEMBER = "member", _("Member")

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.MENTIONS)
    #: Until then nothing is told, whatever the level; it ends by itself.
    muted_until = models.DateTimeField(null=True)
    read_seq = models.BigIntegerField(default=0)
    #: Where the room stands in its member's sidebar: at the top, or in a section of their own.
    favourite = models.BooleanField(default=False, db_default=False)
    section = models.ForeignKey(
        "chat.Section", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    joined_seq = models.BigIntegerField(default=0, editable=False)
    silenced_until = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "user"], name="membership_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["section"],
                condition=models.Q(section__isnull=False),
                name="membership_section",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.room}"
