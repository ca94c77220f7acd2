"""An index for the search. It is empty at first: the servers fill it, the newest messages first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Additions alone: a process of the version before goes on writing beside it."""

    dependencies = [("chat", "0004_bookmarks")]

    operations = [
        migrations.CreateModel(
            name="SearchBlock",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchSlice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("block", models.BigIntegerField()),
                ("key", models.BigIntegerField()),
                ("bits", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["block"], name="searchslice_block")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "block"), name="searchslice_once")
                ],
            },
        ),
    ]
