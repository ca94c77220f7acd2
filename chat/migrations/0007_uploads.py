"""Messages carry files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Additions alone: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0006_mentions"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="attachments",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(editable=False, unique=True)),
                ("seq", models.BigIntegerField(null=True)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("stored", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("thumbnail_width", models.PositiveIntegerField(null=True)),
                ("thumbnail_height", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chat.room",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "stored"], name="upload_quota"),
                    models.Index(
                        condition=models.Q(("room__isnull", False)),
                        fields=["room", "seq"],
                        name="upload_place",
                    ),
                    models.Index(
                        condition=models.Q(("room__isnull", True)),
                        fields=["at"],
                        name="upload_unposted",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("room__isnull", True), ("seq__isnull", True)),
                            models.Q(("room__isnull", False), ("seq__isnull", False)),
                            _connector="OR",
                        ),
                        name="upload_place_is_whole",
                    )
                ],
            },
        ),
    ]
