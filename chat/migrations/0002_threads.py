"""Threads are followed and read; a root knows its last replies and counts no deleted ones."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max

REPLIERS = 3
ROOTS_AT_ONCE = 500  # rows in memory

_FOLLOW = """
INSERT INTO chat_follow (user_id, room_id, thread, read_seq)
SELECT m.user_id, w.room_id, w.thread, r.seq FROM (
  SELECT room_id, thread, author_id FROM chat_message WHERE thread IS NOT NULL
  UNION
  SELECT room_id, seq, author_id FROM chat_message WHERE thread IS NULL AND replies > 0
) AS w
JOIN chat_membership m ON m.room_id = w.room_id AND m.user_id = w.author_id
JOIN chat_room r ON r.id = w.room_id
"""


def count_replies(apps: Any, schema_editor: Any) -> None:
    """Count the replies of each root again, and note the last ones."""
    messages = apps.get_model("chat", "Message").objects
    for root in messages.filter(replies__gt=0).defer("text", "html").iterator(ROOTS_AT_ONCE):
        left = messages.filter(room_id=root.room_id, thread=root.seq, deleted_at=None)
        last = left.order_by("-seq").values_list("seq", "at").first()
        people = left.values_list("author_id").annotate(last=Max("seq")).order_by("-last")
        messages.filter(pk=root.pk).update(
            replies=left.count(),
            last_reply_seq=last[0] if last else None,
            last_reply_at=last[1] if last else None,
            repliers=[author for author, _ in people[:REPLIERS]] or None,
        )


def follow_own(apps: Any, schema_editor: Any) -> None:
    """Let everybody follow the threads they began or wrote in, read up to now."""
    schema_editor.execute(_FOLLOW)


class Migration(migrations.Migration):
    """Additions alone: a process of the version before goes on writing beside it."""

    dependencies = [("chat", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="last_reply_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="last_reply_seq",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="repliers",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("thread", models.BigIntegerField()),
                ("read_seq", models.BigIntegerField(default=0)),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "room", "thread"), name="follow_once")
                ],
            },
        ),
        migrations.RunPython(count_replies, migrations.RunPython.noop),
        migrations.RunPython(follow_own, migrations.RunPython.noop),
    ]
