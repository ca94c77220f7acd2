"""What people say of themselves, and when they are not to be disturbed."""

from typing import ClassVar

from django.db import models

from chat.models.accounts import User


class Profile(models.Model):
    """A row of its own beside the account, which every commit reads. None: nothing was said yet."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="profile")
    #: The workspace's ``people_seq`` of the last change of this person, name and role included.
    seq = models.BigIntegerField(default=0, db_index=True, editable=False)
    title = models.CharField("what I do", max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)  # an IANA name; empty: not said
    status_emoji = models.CharField(max_length=64, blank=True)  # empty: no status
    status_text = models.CharField(max_length=100, blank=True)
    status_until = models.DateTimeField(null=True, blank=True)  # None: until it is changed
    quiet_until = models.DateTimeField(null=True, blank=True)  # "do not disturb"
    #: ``{"day", "begins", "ends"}`` each, as the contract writes them.
    quiet_hours = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["user"]

    def __str__(self) -> str:
        return f"profile of {self.user}"
