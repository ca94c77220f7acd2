"""Starts uvicorn the way this product needs it: bounded, polite, and rid of dead peers."""

import os
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from django.conf import settings
from django.core.management.base import CommandError

from chat.management.polite import Server, Supervisor
from chat.management.websocket import Http, WebSocket
from chat.queries.setup import founded, setup_address

APPLICATION = "chatsite.asgi:application"

USER_TIMEOUT_MS = 30_000  # a peer that acknowledges nothing for so long is gone
UNSENT_BYTES = 131_072  # of one connection in the kernel; who reads too little is noticed by them
BACKLOG = 4_096  # connections waiting to be accepted while a herd comes back
FRAME_BYTES_MAX = 1_048_576  # beyond it the server closes (1009); up to it a frame is answered
PING_SECONDS = 20.0  # between the protocol's own pings, and for their answers
# From SIGTERM to exit it takes 25 at the latest: up to 7 to answer what is under way and to close
# the sockets, then these for their connections to end. Only who does not read uses them up.
CONNECTIONS_END_SECONDS = 16
# An idle connection; longer than balancers keep one, for what they send as we close it is lost.
KEEP_ALIVE_SECONDS = 30
START_SECONDS = 30  # for a worker to answer the supervisor; a busy machine starts slowly
CONNECTIONS = 20_000  # of one process; more are answered 503


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start: where to listen, how many processes, and where to say so."""

    host: str
    port: int
    workers: int
    say: Callable[[str], object]


def listening(host: str, port: int) -> socket.socket:
    """Return a listening socket whose connections notice dead peers. Raises ``CommandError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
    try:
        listener.bind((host, port))
    except OSError as trouble:
        listener.close()
        where = f"{host}, port {port}"
        raise CommandError(f"Cannot listen on {where}: {trouble.strerror}.") from trouble
    listener.listen(BACKLOG)
    listener.set_inheritable(True)
    return listener


def config(launch: Launch) -> uvicorn.Config:
    """Return uvicorn's configuration; each choice is a measured one."""
    return uvicorn.Config(
        APPLICATION,
        host=launch.host,
        port=launch.port,
        workers=launch.workers,
        loop="uvloop",
        http=Http,
        ws=WebSocket,
        ws_max_size=FRAME_BYTES_MAX,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=CONNECTIONS_END_SECONDS,
        timeout_worker_healthcheck=START_SECONDS,
        limit_concurrency=CONNECTIONS,
        backlog=BACKLOG,
        forwarded_allow_ips=settings.CHAT_PROXIES,
        server_header=False,
        access_log=False,
        log_config=None,
        lifespan="on",
    )


def run(launch: Launch) -> None:
    """Listen, say where, and serve until told to stop."""
    listener = listening(launch.host, launch.port)
    port = listener.getsockname()[1]
    launch.say(address_line(f"http://{launch.host}:{port}"))
    # Uvicorn raises SIGTERM again once it has drained; a drained server ended well: code 0.
    signal.signal(signal.SIGTERM, lambda *_: None)
    if launch.workers == 1:
        Server(config(launch)).run(sockets=[listener])
        return
    # Each worker counts for itself; a scrape of any of them adds up all.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="chat-metrics-")
    Supervisor(config(launch), sockets=[listener]).run()


def address_line(base: str) -> str:
    """Return the line that says where to go: for a new workspace, with its one-time code."""
    return f"Open {base if founded() else setup_address(base)}"
