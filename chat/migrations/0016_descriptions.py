"""Files say what they show."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An addition alone: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0015_moderation"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="description",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
    ]
