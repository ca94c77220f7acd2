"""People choose the language of their pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An addition alone: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0009_sections"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
    ]
