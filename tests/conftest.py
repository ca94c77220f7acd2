"""The cast, in a test's own transaction or really committed, and the house it lives in."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.db import connection

from chat.models import AuditEntry
from tests.cast import Cast, make_cast
from tests.house import House

MEMORY = Path("/dev/shm")  # a disk that needs no writing, where there is one


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Keep SQLite's test database in memory, as a file that threads can share."""
    database = configured.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"] or not MEMORY.is_dir():
        yield
        return
    with tempfile.TemporaryDirectory(prefix="chat-tests-", dir=MEMORY) as folder:
        database["TEST"]["NAME"] = str(Path(folder) / Path(database["TEST"]["NAME"]).name)
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptied_between_tests() -> Iterator[None]:
    """Let the tests' own emptying of tables, and nothing else, pass what guards the audit log."""
    vendor = connection.ops.__class__
    flush = vendor.sql_flush

    def emptied(ops: Any, *args: Any, **options: Any) -> list[str]:
        return [*(off := unguarded())[0], *flush(ops, *args, **options), *off[1]]

    vendor.sql_flush = emptied
    yield
    vendor.sql_flush = flush


def unguarded() -> tuple[list[str], list[str]]:
    """Statements that take the guards of the audit log off, and put them back."""
    table = AuditEntry._meta.db_table
    if connection.vendor == "postgresql":
        alter = f"ALTER TABLE {table} {{}} TRIGGER USER"
        return [alter.format("DISABLE")], [alter.format("ENABLE")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        guards = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]


@pytest.fixture
def _unlimited(settings: Any) -> None:
    """People's ids return in each test, their writing speed must not."""
    settings.CHAT_MESSAGE_RATE = 0


@pytest.fixture(autouse=True)
def upload_dir(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for the bytes of uploads."""
    folder = tmp_path / "uploads"
    settings.CHAT_UPLOAD_DIR = str(folder)
    settings.FILE_UPLOAD_TEMP_DIR = folder / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    return folder


@pytest.fixture
def cast(db: None, _unlimited: None) -> Cast:
    """The cast in a transaction that the test leaves behind undone: for one thread alone."""
    return make_cast()


@pytest.fixture
def stored_cast(transactional_db: None, _unlimited: None) -> Cast:
    """The cast really committed, for every thread and connection to see."""
    return make_cast()


@pytest.fixture
def house(stored_cast: Cast, settings: Any) -> Iterator[House]:
    """The realtime door, open: ``house.connect("ann")`` gives a socket."""
    if settings.REDIS_URLS:  # several test processes share one Redis and have the same rooms
        settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"chat-{uuid4()}"
    opened = House(stored_cast)
    opened.start()
    try:
        yield opened
    finally:
        opened.stop()
