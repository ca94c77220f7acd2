"""nginx and HAProxy run with the committed configurations: only ports and files are replaced."""

import datetime
import http.client
import ipaddress
import os
import re
import shutil
import ssl
import subprocess
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.server import LOOPBACK, Server, free_port
from tests.services import ROOT, ServerError

DEPLOY = ROOT / "docs" / "deploy"
EXAMPLE_PORTS = ("8001", "8002")  # of the two processes, as the committed files name them
PROBE_SECONDS = 2.0
CONNECTIONS = 8_192  # file descriptors of a balancer under test

NGINX_MAIN = """
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/chat.conf;
}}
"""


def program(name: str) -> str:
    """A server's program; ordinary users do not search the folder where Debian puts them."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise ServerError(f"{name} is missing: apt-get install {name}")
    return found


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for loopback that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "chat under test")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    as_pkcs8 = serialization.PrivateFormat.PKCS8
    chain, secret = folder / "chat.crt", folder / "chat.key"
    chain.write_bytes(made.public_bytes(form))
    secret.write_bytes(key.private_bytes(form, as_pkcs8, serialization.NoEncryption()))
    return chain, secret


def replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The text with words exchanged; a word that is not there would test something else."""
    for old, new in pairs:
        pattern = rf"(?<![\w./]){re.escape(old)}(?![\w.])"
        assert re.search(pattern, text), f"the configuration no longer says {old!r}"
        text = re.sub(pattern, new, text)
    return text


class Balancer(Server):
    """A balancer between people and processes, listening with TLS and without."""

    def __init__(self, processes: Sequence[int]) -> None:
        super().__init__()
        self.plain_port = free_port()
        self.chain, self.key = certificate(self.folder)
        self.processes = list(zip(EXAMPLE_PORTS, map(str, processes), strict=True))
        self.trust = ssl.create_default_context(cafile=str(self.chain))

    @property
    def url(self) -> str:
        """The origin."""
        return f"https://{LOOPBACK}:{self.port}"

    @property
    def plain_url(self) -> str:
        """The same without TLS."""
        return f"http://{LOOPBACK}:{self.plain_port}"

    def answers(self) -> bool:
        """It passes a request on to a process that lives."""
        with (
            suppress(OSError, http.client.HTTPException),
            urllib.request.urlopen(
                f"{self.url}/healthz", timeout=PROBE_SECONDS, context=self.trust
            ) as answer,
        ):
            return bool(answer.status == 200)
        return False

    def addresses(self) -> list[tuple[str, str]]:
        """Where the processes are."""
        return [(f"{LOOPBACK}:{old}", f"{LOOPBACK}:{new}") for old, new in self.processes]


class Nginx(Balancer):
    """nginx with docs/deploy/nginx.conf."""

    name = "nginx"

    def command(self) -> Sequence[str]:
        """The committed file, included from the smallest main file."""
        pairs = [
            *self.addresses(),
            ("listen 80", f"listen {LOOPBACK}:{self.plain_port}"),
            ("listen 443", f"listen {LOOPBACK}:{self.port}"),
            ("/etc/ssl/chat.pem", str(self.chain)),
            ("/etc/ssl/chat.key", str(self.key)),
        ]
        text = (DEPLOY / "nginx.conf").read_text()
        (self.folder / "chat.conf").write_text(replaced(text, pairs))
        user = "user root;" if os.getuid() == 0 else ""  # whose folder it may enter
        main = NGINX_MAIN.format(folder=self.folder, user=user, connections=CONNECTIONS)
        (self.folder / "nginx.conf").write_text(main)
        return [program("nginx"), "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)]

    def check(self) -> str:
        """What nginx says of the configuration; empty when it has nothing to complain about."""
        ended = subprocess.run([*self.command(), "-t"], capture_output=True, text=True, check=False)
        return "\n".join(line for line in ended.stderr.splitlines() if "[" in line)


class HAProxy(Balancer):
    """HAProxy with docs/deploy/haproxy.cfg."""

    name = "haproxy"

    def command(self) -> Sequence[str]:
        """The committed file alone."""
        both = self.folder / "both.pem"
        both.write_bytes(self.chain.read_bytes() + self.key.read_bytes())
        pairs = [
            *self.addresses(),
            ("bind :80", f"bind {LOOPBACK}:{self.plain_port}"),
            ("bind :443", f"bind {LOOPBACK}:{self.port}"),
            ("/etc/haproxy/chat.pem", str(both)),
            ("maxconn 50000", f"maxconn {CONNECTIONS // 4}"),
        ]
        text = (DEPLOY / "haproxy.cfg").read_text()
        (self.folder / "haproxy.cfg").write_text(replaced(text, pairs))
        return [program("haproxy"), "-db", "-f", str(self.folder / "haproxy.cfg")]

    def check(self) -> str:
        """What HAProxy says of the configuration; empty when it has nothing to complain about."""
        ended = subprocess.run([*self.command(), "-c"], capture_output=True, text=True, check=False)
        return "\n".join(
            line for line in ended.stderr.splitlines() if "[WARN" in line or "[ALERT" in line
        )
