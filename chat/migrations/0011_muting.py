"""People mute a room for a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An addition alone: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0010_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="muted_until",
            field=models.DateTimeField(null=True),
        ),
    ]
