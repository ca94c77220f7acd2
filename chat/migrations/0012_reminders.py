"""People are reminded of messages and of their own words."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Additions alone: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0011_muting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("due_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                ("text", models.CharField(blank=True, max_length=250)),
                ("seq", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="chat.message",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chat.room",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at", None)),
                        fields=["due_at"],
                        name="reminder_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="reminder_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("message", None), ("room", None), ("seq", None)),
                            models.Q(
                                ("message__isnull", False),
                                ("room__isnull", False),
                                ("seq__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reminder_place_whole",
                    ),
                ],
            },
        ),
    ]
