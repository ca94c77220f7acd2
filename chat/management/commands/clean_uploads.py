"""Remove files that nobody posted, and bytes that no record stands for."""

from typing import Any

from chat.actions.uploads import delete_lost_bytes, delete_unposted_uploads
from chat.management.operator import OperatorCommand
from chat.models.clock import clock


class Command(OperatorCommand):
    """`manage.py clean_uploads` prints how many of each it removed; only what is a day old."""

    help = "Remove uploads that no message carries and bytes that no upload stands for."

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean. Source: django.core.management."""
        now, unposted = clock.now(), 0
        while step := delete_unposted_uploads(now):
            unposted += step
        lost = delete_lost_bytes(now)
        self.stdout.write(f"{unposted} unposted uploads and {lost} lost files were removed.")
