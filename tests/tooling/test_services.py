"""The servers under test really start, can be killed, paused and restarted, and leave nothing."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.server import alive, children
from tests.services import (
    AppServer,
    PostgreSQL,
    Redis,
    ServerError,
    environment,
    free_port,
    wait_until,
)


@pytest.fixture(scope="module")
def database() -> Iterator[PostgreSQL]:
    with PostgreSQL() as started:
        yield started


@pytest.fixture(scope="module")
def store() -> Iterator[Redis]:
    with Redis() as started:
        yield started


def stand_in(folder: Path) -> AppServer:
    """A web server in the chat's place that answers /readyz with 200."""
    (folder / "readyz").write_text("ok")
    command = [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"]
    return AppServer(environment(folder), command=[*command, "--directory", str(folder)])


def test_a_free_port_can_be_listened_on_and_two_differ() -> None:
    ports = {free_port() for _ in range(20)}
    assert len(ports) > 1
    assert all(20_000 <= port < 32_000 for port in ports)


@pytest.mark.postgresql
def test_what_postgresql_committed_survives_a_kill(database: PostgreSQL) -> None:
    url = database.create("survives")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
        backends = children(database.pid)
        assert backends
        first, port = database.pid, database.port
        database.kill()
    assert not any(map(alive, [first, *backends]))
    database.start()
    assert database.port == port
    assert database.pid != first
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT text FROM note").fetchone() == ("kept",)


@pytest.mark.postgresql
def test_postgresql_waits_for_the_disk_unless_told_otherwise(database: PostgreSQL) -> None:
    with psycopg.connect(database.url()) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    with PostgreSQL(fsync=False) as quick, psycopg.connect(quick.url()) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


@pytest.mark.redis
def test_a_restarted_redis_has_forgotten_everything(store: Redis) -> None:
    with redis.Redis.from_url(store.url, decode_responses=True) as client:
        client.set("room", "lounge")
        assert client.get("room") == "lounge"
        store.restart()
        assert client.get("room") is None


@pytest.mark.redis
def test_a_paused_redis_is_silent_until_it_goes_on(store: Redis) -> None:
    patience = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
    with redis.Redis.from_url(store.url, retry=None, **patience) as client:
        assert client.ping()
        store.pause()
        try:
            with pytest.raises(redis.exceptions.TimeoutError):
                client.ping()
        finally:
            store.resume()
        wait_until(store.answers, "the answer of a resumed Redis")


def test_a_chat_server_is_there_until_it_is_stopped_and_leaves_no_folder(tmp_path: Path) -> None:
    with stand_in(tmp_path) as chat:
        assert chat.answers()
        chat.kill()
        assert not chat.running
        assert chat.exit_code() == -signal.SIGKILL
        chat.start()
        assert chat.answers()
        pid, folder = chat.pid, chat.folder
    assert not alive(pid)
    assert not folder.exists()


def test_a_server_that_ends_at_once_shows_the_end_of_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such room')"]
    with pytest.raises(ServerError, match="no such room"):
        AppServer(environment(tmp_path), command=command).__enter__()


def test_only_the_named_configuration_reaches_a_chat_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_DEBUG", "1")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere")
    env = environment(tmp_path, redis_url="redis://127.0.0.1:1", chat_message_rate="0")
    assert env["CHAT_DATA_DIR"] == str(tmp_path)
    assert env["REDIS_URL"] == "redis://127.0.0.1:1"
    assert env["CHAT_MESSAGE_RATE"] == "0"
    assert env["PATH"] == os.environ["PATH"]
    assert not {"CHAT_DEBUG", "DATABASE_URL"} & set(env)
