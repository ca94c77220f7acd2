"""Other servers that fan out, measured by the same load in the same run: Node, nothing stored."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.driver import Load
from tests.bench.machine import SERVER_CORE, cpu_seconds, on_core
from tests.bench.posting import require_all
from tests.server import LOOPBACK, Server
from tests.services import Redis

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parents[2] / "var" / "bench" / "peers"
FILES = ("package.json", "package-lock.json", "socketio.js", "ws.js")
INSTALL_SECONDS = 120.0
ROOM = 1


class Absent(Exception):  # noqa: N818  (it is a reason, not an accident)
    """A peer cannot be measured here; says why."""


class Peer(Server):
    """One Node process, kept to the server's core."""

    name = "peer"

    def __init__(self, script: str, *arguments: str) -> None:
        super().__init__()
        self._script, self._arguments = script, arguments

    def command(self) -> list[str]:
        """Node on the script, where its packages were installed."""
        script = str(INSTALLED / f"{self._script}.js")
        return on_core(SERVER_CORE, ["node", script, str(self.port), *self._arguments])

    def answers(self) -> bool:
        """It accepts connections."""
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, self.port)) == 0


@dataclass
class Running:
    """A peer with its load."""

    server: Peer
    load: Load
    speaks: str

    def connect(self, sockets: int) -> None:
        """Open sockets; all of them, or it is an error."""
        path = "/socket.io/?EIO=4&transport=websocket" if self.speaks == "socket.io" else "/"
        url = f"ws://{LOOPBACK}:{self.server.port}{path}"
        wanted = [{"session": "", "room": ROOM}] * sockets
        answer = self.load.ask("connect", url=url, sockets=wanted, speaks=self.speaks)
        if answer["opened"] != sockets:
            raise AssertionError(f"{answer['opened']} of {sockets} opened: {answer['failed']}")

    def posted(self, posts: int, in_flight: int) -> tuple[dict[str, Any], float]:
        """Keep posts in flight until all were heard; the answer and the server's CPU seconds."""
        before = cpu_seconds(self.server.pid)
        answer = self.load.ask("post", posts=posts, in_flight=in_flight)
        require_all(answer, posts)
        return answer, cpu_seconds(self.server.pid) - before


@contextmanager
def peer(name: str) -> Iterator[Running]:
    """Start a peer; raises Absent where it cannot be had."""
    install()
    with ExitStack() as stack:
        arguments = [stack.enter_context(Redis()).url] if name == "socketio" else []
        server = stack.enter_context(Peer(name, *arguments))
        load = stack.enter_context(Load())
        yield Running(server, load, "socket.io" if name == "socketio" else "chat")


def install() -> None:
    """Install the locked packages once; raises Absent without Node or registry."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Absent(f"{program} is not installed")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    stamp, lock = INSTALLED / "installed", (HERE / "package-lock.json").read_text()
    for name in FILES:
        shutil.copyfile(HERE / name, INSTALLED / name)
    if stamp.exists() and stamp.read_text() == lock:
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(
            command, cwd=INSTALLED, check=True, capture_output=True, timeout=INSTALL_SECONDS
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        raise Absent("its packages could not be fetched") from failure
    stamp.write_text(lock)
