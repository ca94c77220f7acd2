"""The sections into which people sort their rooms."""

from typing import ClassVar

from django.db import models

from chat.models.accounts import User


class Section(models.Model):
    """A heading of one person's sidebar; ``place`` orders them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sections")
    name = models.CharField(max_length=80)
    place = models.PositiveIntegerField(default=0)
    collapsed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
