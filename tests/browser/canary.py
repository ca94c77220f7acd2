"""A listener that nobody may ever ask for anything: every name in the world leads a browser here."""

import socket
import threading
from contextlib import suppress
from typing import Self

from tests.server import LOOPBACK

OWN = (
    "*.googleapis.com",
    "*.google.com",
    "*.gstatic.com",
    "*.gvt1.com",
)  # whom Chromium asks by itself
HEARD_BYTES = 2_000  # of each request: enough to know who asked for what
WAIT_SECONDS = 1.0  # for a request to follow its connection


class Canary:
    """Takes every connection, keeps what it says and closes it; `heard` should stay empty."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def rule(self) -> str:
        """Chromium's argument that leads every other host and port here, and itself nowhere."""
        nowhere = [f"MAP {host} ~NOTFOUND" for host in OWN]
        rules = [*nowhere, f"MAP * {LOOPBACK}:{self.port}", f"EXCLUDE {LOOPBACK}"]
        return f"--host-resolver-rules={', '.join(rules)}"

    def _listen(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                asker, _ = self._listener.accept()
                with asker, suppress(OSError):
                    asker.settimeout(WAIT_SECONDS)
                    self.heard.append(asker.recv(HEARD_BYTES).decode("ascii", "replace"))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
