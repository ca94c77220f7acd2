"""What mentions somebody is listed in the order in which it reached them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An addition alone: a process of the version before goes on writing beside it."""

    dependencies = [
        ("chat", "0005_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["user", "id"], name="mention_newest"),
        ),
    ]
