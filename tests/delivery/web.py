"""A small web of our own on loopback: a page behind a public address, canaries everywhere else."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chat.delivery.client import Client
from chat.delivery.connecting import dial

PUBLIC = "93.184.215.14"  # the one address that leads to the page
HOME = f"http://{PUBLIC}/"


@dataclass(frozen=True)
class Unending:
    """An answer that goes on for ever with the same again, or with nothing."""

    beginning: bytes
    more: bytes = b""


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return a whole answer, of the type of a page unless a header says otherwise."""
    if not any(header.lower().startswith("content-type") for header in headers):
        headers = ("Content-Type: text/html; charset=utf-8", *headers)
    head = "\r\n".join((f"HTTP/1.1 {status}", *headers, "Connection: close"))
    return head.encode() + b"\r\n\r\n" + body


def moved(location: str) -> bytes:
    """Return an answer that leads on."""
    return page(b"", f"Location: {location}", status="302 Found")


def self_signed(folder: Path, name: str) -> ssl.SSLContext:
    """Return what a server shows that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        certificate.public_bytes(pem)
        + key.private_bytes(pem, private, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


class Web:
    """What answers at the public address, who was asked for, and what touched a canary."""

    def __init__(self) -> None:
        self.answers: list[bytes | Unending] = []  # of the page, in order; the last one stays
        self.requests: list[bytes] = []  # heads of what it was asked
        self.names: dict[str, list[list[str]]] = {}  # name -> its answers in order; the last stays
        self.resolved: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.greeted: list[str | None] = []  # names that TLS was asked for
        self.canary_accepts = 0
        self.client = Client(self._resolve, self._dial)
        self._over = asyncio.Event()
        self._servers: list[asyncio.Server] = []

    async def start(self, folder: Path) -> None:
        """Listen on three ports of loopback."""
        tls = self_signed(folder, "page.example")
        tls.sni_callback = lambda _, name, __: self.greeted.append(name)
        for serve, context in ((self._page, None), (self._page, tls), (self._canary, None)):
            server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
            self._servers.append(server)
        self._ports = [server.sockets[0].getsockname()[1] for server in self._servers]

    async def stop(self) -> None:
        """Let go of those who still wait for something."""
        for server in self._servers:
            server.close()
        self._over.set()

    async def touch_canary(self) -> None:
        """Connect to a canary as anybody might."""
        stream = await self._dial("127.0.0.1", 80, 1.0)
        await stream.aclose()

    async def _resolve(self, host: str, port: int) -> list[str]:
        """Answer for a name, or an address for itself: what the system's resolver does."""
        self.resolved.append(host)
        answers = self.names.get(host, [[host]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def _dial(self, address: str, port: int, seconds: float) -> httpcore.AsyncNetworkStream:
        """Reach the page at its address, and a canary at every other."""
        self.dialled.append((address, port))
        listener = self._ports[{80: 0, 443: 1}[port] if address == PUBLIC else 2]
        return await dial("127.0.0.1", listener, seconds)

    async def _canary(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.canary_accepts += 1
        writer.close()

    async def _page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            writer.write(answer if isinstance(answer, bytes) else answer.beginning)
            while isinstance(answer, Unending) and not self._over.is_set():
                writer.write(answer.more)
                await writer.drain()
                if not answer.more:
                    await self._over.wait()
        writer.close()
