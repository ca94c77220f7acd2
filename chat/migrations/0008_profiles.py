"""What people say of themselves, beside their accounts; who changed is numbered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0007_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("seq", models.BigIntegerField(db_index=True, default=0, editable=False)),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="what I do")),
                ("pronouns", models.CharField(blank=True, max_length=40)),
                ("time_zone", models.CharField(blank=True, max_length=64)),
                ("status_emoji", models.CharField(blank=True, max_length=64)),
                ("status_text", models.CharField(blank=True, max_length=100)),
                ("status_until", models.DateTimeField(blank=True, null=True)),
                ("quiet_until", models.DateTimeField(blank=True, null=True)),
                ("quiet_hours", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["user"],
            },
        ),
        migrations.AddField(
            model_name="workspace",
            name="people_seq",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
