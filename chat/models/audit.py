"""What was done with power: by whom, to whom, where and why, in rows that are only ever added."""

import hashlib
import hmac
import json
from datetime import UTC
from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One act, sealed together with all before it.

    The database refuses to change or delete a row, or to number one otherwise than next. A
    migration that changes this table makes its triggers anew. People and rooms are plain
    numbers: an entry outlives what it tells of.
    """

    number = models.BigIntegerField(primary_key=True)  # dense, in commit order
    at = models.DateTimeField(db_index=True)
    by = models.BigIntegerField(null=True)  # null: the server's command line, or nobody known
    door = models.CharField(max_length=8)  # socket, rest, page, admin or command
    act = models.CharField(max_length=32)
    person = models.BigIntegerField(null=True)  # whom it was done to
    room = models.BigIntegerField(null=True)
    thing = models.CharField(max_length=64, blank=True)  # what else it is about, like "token 7"
    reason = models.CharField(max_length=500, blank=True)
    details = models.TextField()  # JSON, kept as it was sealed
    seal = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        verbose_name_plural = "audit entries"
        indexes: ClassVar = [
            models.Index(fields=["by", "-number"], name="audit_by"),
            models.Index(fields=["person", "-number"], name="audit_of"),
            models.Index(fields=["room", "-number"], name="audit_in"),
            models.Index(fields=["act", "-number"], name="audit_act"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.act}"

    def sealed(self, previous: str, key: str) -> str:
        """Return the seal this row must have after a row with that seal: a keyed hash of both."""
        secret = hashlib.sha256(b"audit log\0" + key.encode()).digest()
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        row = (
            *(previous, self.number, at, self.by, self.door, self.act, self.person, self.room),
            *(self.thing, self.reason, self.details),
        )
        written = json.dumps(row, ensure_ascii=True, separators=(",", ":"))
        return hmac.new(secret, written.encode(), hashlib.sha256).hexdigest()
