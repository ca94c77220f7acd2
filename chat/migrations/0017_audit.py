"""The audit log, and what keeps the database itself from changing it."""

from typing import Any

from django.db import migrations, models

#: Also what stops REPLACE on SQLite, which deletes without asking a trigger of deletions.
SQLITE = [
    """
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON chat_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END
    """,
    """
    CREATE TRIGGER audit_undeleted BEFORE DELETE ON chat_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END
    """,
    """
    CREATE TRIGGER audit_next BEFORE INSERT ON chat_auditentry
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM chat_auditentry)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE FUNCTION audit_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM chat_auditentry) THEN
            RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE ON chat_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_untruncated BEFORE TRUNCATE ON chat_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_next BEFORE INSERT ON chat_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_next()
    """,
]
POSTGRESQL_BACK = ["DROP FUNCTION audit_refuse() CASCADE", "DROP FUNCTION audit_next() CASCADE"]


def guard(apps: Any, schema_editor: Any) -> None:
    """Make the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Drop what does not go with the table."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL_BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Additions alone: a process of the version before goes on writing beside it."""

    dependencies = [("chat", "0016_descriptions")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("by", models.BigIntegerField(null=True)),
                ("door", models.CharField(max_length=8)),
                ("act", models.CharField(max_length=32)),
                ("person", models.BigIntegerField(null=True)),
                ("room", models.BigIntegerField(null=True)),
                ("thing", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("details", models.TextField()),
                ("seal", models.CharField(editable=False, max_length=64)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(fields=["by", "-number"], name="audit_by"),
                    models.Index(fields=["person", "-number"], name="audit_of"),
                    models.Index(fields=["room", "-number"], name="audit_in"),
                    models.Index(fields=["act", "-number"], name="audit_act"),
                ],
            },
        ),
        migrations.RunPython(guard, unguard, elidable=False),
    ]
