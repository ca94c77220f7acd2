"""A message may call everybody in its room, who may is said by the room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Wider than before: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0013_previews"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="callers",
            field=models.CharField(
                choices=[("everybody", "Everybody"), ("moderators", "Moderators")],
                db_default="everybody",
                default="everybody",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="mention",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", True)),
                fields=("message",),
                name="mention_everybody_once",
            ),
        ),
    ]
