"""A server process under test: started until it answers, killed, paused, restarted, stopped."""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

LOOPBACK = "127.0.0.1"
START_SECONDS = 30.0  # two busy cores start PostgreSQL in three, the chat in five
STOP_SECONDS = 15.0  # the chat drains its sockets; longer is a fault
POLL_SECONDS = 0.02  # how often a condition is looked at while waiting for it
PORTS = range(20_000, 32_000)  # never given to outgoing connections: a restart finds its port free
PORTS_TRIED = 200  # far more than a machine under test has taken
LOG_TAIL_LINES = 60  # enough for a traceback with its cause


class ServerError(AssertionError):
    """A server or command did not do what was asked; the message ends with its last output."""


def free_port() -> int:
    """A loopback port that nobody listens on and that no outgoing connection will take."""
    for port in random.sample(PORTS, PORTS_TRIED):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port
    raise ServerError(f"no free port among {PORTS_TRIED} tried")


def wait_until(condition: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Returns once the condition holds; raises ServerError, naming `what`, at the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise ServerError(f"{what} did not happen within {seconds:g} s")
        time.sleep(POLL_SECONDS)


def children(pid: int) -> list[int]:
    """The process ids directly below a process; empty when it is gone."""
    with suppress(OSError):
        listed = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
        return [int(child) for child in " ".join(listed).split()]
    return []


def family(pid: int) -> list[int]:
    """A process and everything below it, parents first."""
    return [pid, *(below for child in children(pid) for below in family(child))]


def alive(pid: int) -> bool:
    """Whether a process still does anything; one that only waits to be buried does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def send(pids: Sequence[int], number: signal.Signals) -> None:
    """Signals processes; those that ended meanwhile are passed over."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


class Server:
    """A process in a temporary folder that listens on one loopback port."""

    name = "server"
    polite_signal = signal.SIGTERM

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"chat-{self.name}-"))
        self.log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> Sequence[str]:
        """What to run."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server does its work now; asked until it says so."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """Further arguments for Popen."""
        return {}

    @property
    def pid(self) -> int:
        """The process that was started; its workers are below it."""
        if self._process is None:
            raise ServerError(f"{self.name} was not started")
        return self._process.pid

    @property
    def workers(self) -> list[int]:
        """The process ids directly below it."""
        return children(self.pid)

    @property
    def running(self) -> bool:
        """Whether the started process still exists."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Starts the process without waiting until it answers."""
        if self.running:
            raise ServerError(f"{self.name} is already running")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.options(),
            )

    def start(self) -> None:
        """Starts the process and returns when it answers; raises with the end of its log if not."""
        self.launch()
        try:
            wait_until(lambda: not self.running or self.answers(), f"{self.name}'s first answer")
        except ServerError as failure:
            self.kill()
            raise ServerError(f"{failure}\n{self.tail()}") from failure
        if not self.running:
            raise ServerError(f"{self.name} ended with code {self.exit_code()}\n{self.tail()}")

    def exit_code(self) -> int:
        """Waits for the process to end; negative when a signal ended it."""
        if self._process is None:
            raise ServerError(f"{self.name} was not started")
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as late:
            raise ServerError(f"{self.name} still runs after {STOP_SECONDS} s") from late

    def terminate(self) -> None:
        """Asks the server to end, and returns at once."""
        send([self.pid], self.polite_signal)

    def kill(self) -> None:
        """Ends the server and all its workers without a chance to tidy up."""
        if self._process is None:
            return
        doomed = family(self.pid) if self.running else []
        send(doomed, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)
        wait_until(lambda: not any(map(alive, doomed)), f"the end of {self.name}'s workers")

    def stop(self) -> None:
        """Ends the server politely, by force when that takes too long."""
        if not self.running:
            return
        self.resume()
        self.terminate()
        try:
            self.exit_code()
        except ServerError:
            self.kill()
            raise

    def restart(self) -> None:
        """Stops it if it runs and starts it again: same port, same folder."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freezes the server and its workers: connections stay open and nothing answers."""
        send(family(self.pid), signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a paused server go on."""
        send(family(self.pid), signal.SIGCONT)

    def tail(self, lines: int = LOG_TAIL_LINES) -> str:
        """The last lines of the log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
