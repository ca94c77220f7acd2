"""Who is let in: origins are compared exactly, credentials are never guessed."""

from typing import Any

import pytest

from chat.protocol.closes import SIGNED_OUT
from chat.realtime.entry import Credential, credential_of
from tests.house import House, browser_headers

OURS = ["https://chat.example.org", "https://chat.example.org:8443", "http://intranet:8000"]

ACCEPTED = [
    "https://chat.example.org",
    "https://chat.example.org:443",
    "https://CHAT.example.org",
    "https://chat.example.org:8443",
    "http://intranet:8000",
]
REFUSED = [
    "",
    "null",
    "*",
    "https://",
    "chat.example.org",
    "//chat.example.org",
    "http://chat.example.org",
    "https://chat.example.org:444",
    "https://chat.example.org:80",
    "https://chat.example.org:8442",
    "https://chat.example.org.evil.example",
    "https://evilchat.example.org",
    "https://evil.example/chat.example.org",
    "https://chat.example.org@evil.example",
    "https://evil.example@chat.example.org",
    "https://chat.example.org/",
    "https://chat.example.org/page",
    "https://chat.example.org?x",
    "https://chat.example.org#x",
    "https://sub.chat.example.org",
    "https://example.org",
    "https://chat.example.org:port",
    "https://chat.example.org:99999",
    "https://chat.example.org:-1",
    "https://[::1",
    "http://intranet",
    "https://intranet:8000",
    "ws://intranet:8000",
    "file://",
    "data:text/html,x",
    "chrome-extension://chat.example.org",
    "https://chat.example.org, https://evil.example",
    "https://chat.example.org https://evil.example",
    "https://chat\x00.example.org",
    "https://chаt.example.org",  # a Cyrillic letter
]


@pytest.fixture(autouse=True)
def _ours(settings: Any) -> None:
    settings.CHAT_ORIGINS = OURS
    settings.CHAT_LOOPBACK = False


def scope(origin: str | None, **more: str) -> dict[str, Any]:
    """A handshake with bob's cookie from a page of that origin."""
    headers = browser_headers("secret", origin or "")
    if origin is None:
        headers = headers[1:]
    return {"headers": headers + [(k.encode(), v.encode("latin-1")) for k, v in more.items()]}


@pytest.mark.parametrize("origin", ACCEPTED)
def test_a_page_of_ours_speaks_for_its_visitor(origin: str) -> None:
    assert credential_of(scope(origin)) == Credential(session="secret")


@pytest.mark.parametrize("origin", REFUSED)
def test_a_page_of_anybody_else_speaks_for_nobody(origin: str) -> None:
    assert credential_of(scope(origin)) is None


def test_a_handshake_without_an_origin_needs_a_token() -> None:
    assert credential_of(scope(None)) is None
    assert credential_of(scope(None, authorization="Bearer chat_1")) == Credential(token="chat_1")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://chat.example.org"])
def test_a_token_counts_from_anywhere_and_before_a_cookie(origin: str) -> None:
    for word in ("Bearer", "bearer", "BEARER"):
        found = credential_of(scope(origin, authorization=f"{word} chat_1"))
        assert found == Credential(token="chat_1")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic chat", "chat", "Bearerchat"])
def test_another_authorization_is_none(header: str) -> None:
    assert credential_of(scope("https://evil.example", authorization=header)) is None


@pytest.mark.parametrize(
    "cookie",
    [
        b"session=secret",
        b"a=b; session=secret;c",
        b"session=old; session=secret",
        b"xsession=x;session=secret",
    ],
)
def test_the_last_cookie_of_the_exact_name_counts(cookie: bytes) -> None:
    headers = [(b"origin", OURS[0].encode()), (b"cookie", cookie)]
    assert credential_of({"headers": headers}) == Credential(session="secret")


@pytest.mark.parametrize("cookie", [b"", b"session", b"session=", b"other=x", b"\xff=\xfe", b";=;"])
def test_a_broken_cookie_is_none(cookie: bytes) -> None:
    headers = [(b"origin", OURS[0].encode()), (b"cookie", cookie)]
    assert credential_of({"headers": headers}) is None


@pytest.mark.parametrize("host", ["127.0.0.1:9000", "localhost:9000"])
def test_a_server_for_its_own_machine_accepts_its_own_address_alone(
    settings: Any, host: str
) -> None:
    settings.CHAT_LOOPBACK, settings.CHAT_ORIGINS = True, []
    assert credential_of(scope(f"http://{host}", host=host))
    for origin in ("http://127.0.0.1:9001", "http://evil.example:9000", f"https://{host}", "null"):
        assert credential_of(scope(origin, host=host)) is None
    evil = "evil.example:9000"  # a name that its owner has pointed at this machine
    assert credential_of(scope(f"http://{evil}", host=evil)) is None


@pytest.mark.parametrize(
    "headers",
    [
        [],
        "an unknown session",
        [(b"authorization", b"Bearer chat_wrong")],
        [(b"authorization", b"Bearer \xff\xfe")],
        [(b"authorization", b"Bearer " + b"x" * 100_000)],
    ],
    ids=["nothing", "unknown session", "unknown token", "no text", "endless"],
)
def test_a_stranger_is_accepted_and_closed_so_that_browsers_see_the_code(
    house: House, headers: Any
) -> None:
    if isinstance(headers, str):
        headers = browser_headers("unknown")
    client = house.connect(headers=headers, hello=False)
    assert client.accepted
    assert client.wait_closed() == SIGNED_OUT
    assert not client.frames
    assert not house.hub.sockets()


def test_a_session_of_a_foreign_page_is_closed(house: House) -> None:
    secret = house.cast.session("bob")
    foreign = browser_headers(secret, "https://evil.example")
    assert house.connect(headers=foreign, hello=False).wait_closed() == SIGNED_OUT
    assert house.connect(headers=browser_headers(secret, OURS[0])).settle()
