"""The systemd units: systemd understands them, and what they run starts, reloads and stops."""

import asyncio
import configparser
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.deploy.balancers import DEPLOY
from tests.journeys.site import in_thread
from tests.server import LOOPBACK, alive, free_port, wait_until
from tests.services import ROOT, AppServer, Redis, environment, manage, run

UNITS = ("chat.service", "chat@.service")
PYTHON = "/srv/chat/.venv/bin/python"  # as the units name it
EXPOSURE = "25"  # of 100 at most, as systemd judges what a broken-into chat could still reach
RELOAD_SECONDS = 120.0  # for two processes, each started and drained
AGAIN_SECONDS = 20.0  # the server gives a reload up when a start takes long on a busy machine
SECONDS = 60.0  # for a script


class Unit:
    """A committed unit file."""

    def __init__(self, name: str, instance: str = "") -> None:
        self.text = (DEPLOY / name).read_text().replace("%i", instance)
        self.read = configparser.RawConfigParser(strict=False)
        self.read.optionxform = str  # type: ignore[assignment,method-assign]
        self.read.read_string(self.text)

    def value(self, name: str) -> str:
        """A value of its service section."""
        return self.read["Service"][name]

    def command(self) -> list[str]:
        """What it starts, with this interpreter in the place of the installed one."""
        words = self.value("ExecStart").split()
        assert words[0] == PYTHON
        return [sys.executable, *words[1:]]


def copied(folder: Path, name: str) -> Path:
    """The unit with folders that exist here, under the name of an instance."""
    place = folder / name.replace("@.", "@8001.")
    text = Unit(name, "8001").text.replace(PYTHON, sys.executable)
    place.write_text(text.replace("WorkingDirectory=/srv/chat", f"WorkingDirectory={ROOT}"))
    return place


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_unit_and_finds_it_closed(name: str, tmp_path: Path) -> None:
    unit = str(copied(tmp_path, name))
    verified = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    words = ["security", "--no-pager", "--offline=true", f"--threshold={EXPOSURE}", unit]
    run(["systemd-analyze", *words], SECONDS)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_waits_for_the_drain_and_starts_again(name: str) -> None:
    unit = Unit(name)
    assert int(unit.value("TimeoutStopSec")) == 30
    assert (unit.value("KillSignal"), unit.value("Restart")) == ("SIGTERM", "always")


def test_a_password_is_named_where_everybody_has_to_replace_it() -> None:
    settings = (DEPLOY / "chat.env.example").read_text()
    assert "CHAT_SECRET_KEY=replace" in settings
    named = {line.partition("=")[0] for line in settings.splitlines() if line[:1].isalpha()}
    explained = (ROOT / "docs" / "operations.md").read_text()
    assert named
    assert {name for name in named if f"| `{name}` |" not in explained} == set()


@pytest.mark.timeout(240)
async def test_a_reload_replaces_every_process_and_fails_no_request(tmp_path: Path) -> None:
    unit, port = Unit("chat.service"), free_port()
    assert unit.value("ExecReload") == "/bin/kill -HUP $MAINPID"
    command = [word.replace("8000", str(port)) for word in unit.command()]
    with Redis() as redis:
        env = environment(tmp_path, redis_url=redis.url)
        manage("migrate", env=env)
        with AppServer(env, port=port, command=command) as chat:
            await in_thread(wait_until, lambda: complete(chat), "both processes")
            before = serving(chat)
            asking = asyncio.create_task(ask(f"{chat.url}/healthz", stop := asyncio.Event()))
            await in_thread(reload, chat, before)
            stop.set()
            answers = await asking
            assert len(answers) > 1
            assert set(answers) == {200}
            assert len(serving(chat)) == 2
            chat.terminate()
            assert await in_thread(chat.exit_code) == 0


def reload(chat: AppServer, before: list[int]) -> None:
    """Asks for new processes, and again where that was given up; returns when all are new."""
    asked = 0.0

    def replaced() -> bool:
        nonlocal asked
        if time.monotonic() - asked > AGAIN_SECONDS:
            asked = time.monotonic()
            os.kill(chat.pid, signal.SIGHUP)
        return not any(map(alive, before))

    wait_until(replaced, "the reload", RELOAD_SECONDS)


def complete(chat: AppServer) -> bool:
    """Whether both processes run, and what multiprocessing keeps for itself has a name already."""
    return len(chat.workers) == 3 and len(serving(chat)) == 2


def serving(chat: AppServer) -> list[int]:
    """The processes that answer requests, without what multiprocessing keeps for itself."""
    return [pid for pid in chat.workers if alive(pid) and b"resource_tracker" not in words_of(pid)]


def words_of(pid: int) -> bytes:
    """The command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def ask(url: str, stop: asyncio.Event) -> list[int]:
    """Asks again and again, each time on a new connection; the status codes of the answers."""
    answers = []
    while not stop.is_set():
        async with httpx.AsyncClient(trust_env=False) as http:
            answers.append((await http.get(url)).status_code)
        await asyncio.sleep(0.02)
    return answers


@contextmanager
def systemctl(folder: Path, servers: dict[str, AppServer]) -> Iterator[list[str]]:
    """A stand-in for systemctl in a folder of programs; yields what it was asked for."""
    asked: list[str] = []

    class Restarts(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            verb, _, unit = self.path.strip("/").partition("/")
            asked.append(f"{verb} {unit}")
            servers[unit].restart()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listener = ThreadingHTTPServer((LOOPBACK, 0), Restarts)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    url = f"http://{LOOPBACK}:{listener.server_port}"
    program = folder / "systemctl"
    program.write_text(f'#!/bin/bash\ncurl --silent --fail "{url}/$1/$2"\n')
    program.chmod(0o755)
    try:
        yield asked
    finally:
        listener.shutdown()
        listener.server_close()


@pytest.mark.timeout(240)
def test_the_script_restarts_one_after_the_other(tmp_path: Path) -> None:
    with Redis() as redis:
        env = environment(tmp_path, redis_url=redis.url, chat_workers="2")
        manage("migrate", env=env)
        ports = [free_port(), free_port()]
        commands = [Unit("chat@.service", str(port)).command() for port in ports]
        first, second = (
            AppServer(env, port=port, command=command)
            for port, command in zip(ports, commands, strict=True)
        )
        servers = {f"chat@{server.port}": server for server in (first, second)}
        with first, second, systemctl(tmp_path, servers) as asked:
            before = {server.pid for server in servers.values()}
            said = script(tmp_path, *map(str, ports))
            assert said.returncode == 0, said.stderr
            assert asked == [f"restart {name}" for name in servers]
            assert all(server.answers() for server in servers.values())
            assert not before & {server.pid for server in servers.values()}


def test_the_script_stops_at_the_first_that_does_not_get_ready(tmp_path: Path) -> None:
    (tmp_path / "systemctl").write_text("#!/bin/bash\n")
    (tmp_path / "systemctl").chmod(0o755)
    ports = [str(free_port()), str(free_port())]
    said = script(tmp_path, *ports)
    assert said.returncode == 1
    assert f"chat@{ports[0]} does not get ready" in said.stderr
    assert ports[1] not in said.stdout


def script(programs: Path, *ports: str) -> subprocess.CompletedProcess[str]:
    """Runs the committed script with the stand-in before the real program, and little patience."""
    env = {"PATH": f"{programs}:/usr/bin:/bin", "READY_SECONDS": "3", "SEEN_SECONDS": "0"}
    command = [str(DEPLOY / "rolling-restart.sh"), *ports]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )
