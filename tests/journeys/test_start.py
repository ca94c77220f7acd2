"""The serve command refuses what cannot work, in a sentence."""

import subprocess
import sys
from pathlib import Path

import httpx

from tests.server import LOOPBACK, free_port
from tests.services import ROOT, AppServer, environment, manage

SECONDS = 30.0  # for a command that only refuses


def served(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Runs `manage.py serve` to its end."""
    command = [sys.executable, "manage.py", "serve", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def test_several_workers_without_redis_are_refused(tmp_path: Path) -> None:
    port = free_port()
    ended = served(environment(tmp_path), "--workers", "2", "--port", str(port))
    assert ended.returncode == 1
    assert "REDIS_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    env = environment(tmp_path)
    manage("migrate", env=env)
    with AppServer(env) as chat:
        ended = served(env, "--host", LOOPBACK, "--port", str(chat.port))
        assert ended.returncode == 1
        assert str(chat.port) in ended.stderr
        assert "Traceback" not in ended.stderr
        assert httpx.get(f"{chat.url}/healthz", trust_env=False).status_code == 200
