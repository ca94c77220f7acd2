"""Whatever a link says and whatever answers to it, nobody inside is ever connected to."""

import asyncio
import gzip
import socket
from contextlib import suppress

import httpcore
import pytest

from chat.delivery import client as bounds
from chat.delivery.client import PAGE_BYTES, REDIRECTS, Client
from chat.delivery.connecting import dial, resolve
from chat.delivery.refusal import Refusal
from tests.delivery.vectors import CLOSED, LOCATIONS, URLS
from tests.delivery.web import HOME, PUBLIC, Unending, Web, moved, page

TITLE = page(b"<title>A page</title>")


async def test_no_address_name_or_redirect_reaches_a_canary(
    web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    await web.touch_canary()
    assert web.canary_accepts == 1, "there is something to touch"
    web.canary_accepts = 0
    web.answers = [moved("http://127.0.0.1/")]  # whoever gets there is led inside
    web.names = {
        "page.example": [[PUBLIC]],
        "inside.example": [["127.0.0.1"]],
        "mixed.example": [[PUBLIC, "10.0.0.1"]],
    }
    tried = [await _refused(web, url) for url in URLS]
    for address in CLOSED:
        web.names["named.example"] = [[address]]
        tried.append(await _refused(web, "http://named.example/"))
    for location in LOCATIONS:
        web.answers = [moved(location)]
        tried.append(await _refused(web, HOME))
    web.names["turning.example"] = [[PUBLIC], ["127.0.0.1"]]
    web.answers = [moved("http://turning.example/again"), TITLE]
    tried.append(await _refused(web, "http://turning.example/"))
    assert {address for address, _ in web.dialled[1:]} == {PUBLIC}
    assert {port for _, port in web.dialled[1:]} <= {80, 443}
    with capsys.disabled():
        print(  # noqa: T201
            f"\nconnections accepted by canaries: {web.canary_accepts} of {len(tried)} vectors"
        )
    assert web.canary_accepts == 0


async def _refused(web: Web, url: str) -> str:
    with pytest.raises(Refusal):
        raise AssertionError(f"{url!r} was fetched: {await web.client.fetch(url)}")
    return url


async def test_the_systems_own_resolver_and_network_reach_nobody_inside_either() -> None:
    accepted: list[int] = []

    async def canary(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.append(writer.get_extra_info("sockname")[1])
        writer.close()

    servers = []
    for host, port in (("127.0.0.1", 0), ("127.0.0.1", 80), ("::1", 80), ("127.0.0.1", 443)):
        with suppress(OSError):  # low ports need a right, and may be taken
            servers.append(await asyncio.start_server(canary, host, port))
    stream = await dial("127.0.0.1", servers[0].sockets[0].getsockname()[1], 1.0)
    await stream.aclose()
    async with asyncio.timeout(5):
        while not accepted:
            await asyncio.sleep(0)  # the canary's turn
    client = Client()
    for url in URLS:
        if "example" in url:
            continue  # names are looked up in the world outside
        with pytest.raises(Refusal):
            await client.fetch(url)
    assert len(accepted) == 1
    for server in servers:
        server.close()


async def test_the_systems_resolver_takes_many_a_dress_for_the_machine_itself() -> None:
    """Says why the names are checked before they are looked up, and the answers after it."""
    for dress in ("127.1", "2130706433", "0x7f.1", "017700000001", "localhost"):
        assert "127.0.0.1" in await resolve(dress, 80)


async def test_a_connection_goes_to_the_address_that_was_checked(web: Web) -> None:
    web.names["page.example"] = [[PUBLIC], ["127.0.0.1"]]
    web.answers = [TITLE]
    await web.client.fetch("http://page.example/")
    assert web.resolved == ["page.example"]
    assert web.dialled == [(PUBLIC, 80)]


async def test_nothing_but_the_request_is_told(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://ann:secret@127.0.0.1:6379")
    web.names["page.example"] = [[PUBLIC]]
    web.answers = [page(b"", "Set-Cookie: a=b", "Location: /on", status="302 Found"), TITLE]
    await web.client.fetch("http://page.example/at?q=1#part")
    first, second = (request.decode().lower().split("\r\n") for request in web.requests)
    assert (first[0], second[0]) == ("get /at?q=1 http/1.1", "get /on http/1.1")
    assert "host: page.example" in first
    sent = {line.partition(":")[0] for line in first[1:] + second[1:] if line}
    assert sent == {
        *("host", "accept", "accept-encoding", "accept-language", "connection", "user-agent")
    }


async def test_tls_speaks_to_the_name_and_believes_nobody_unvouched_for(web: Web) -> None:
    web.names["page.example"] = [[PUBLIC]]
    web.answers = [TITLE]
    with pytest.raises(Refusal, match="ConnectError"):
        await web.client.fetch("https://page.example/")
    assert web.dialled == [(PUBLIC, 443)]
    assert (web.greeted, web.requests) == (["page.example"], [])


async def test_a_redirect_is_followed_three_times(web: Web) -> None:
    web.answers = [*[moved(f"/{step}") for step in range(REDIRECTS)], TITLE]
    assert b"A page" in (await web.client.fetch(HOME)).body
    web.answers = [moved("/on")]
    with pytest.raises(Refusal, match="leads on too often"):
        await web.client.fetch(HOME)


async def test_a_bomb_is_read_no_further_than_a_page_may_go(web: Web) -> None:
    bomb = gzip.compress(bytes(64 * PAGE_BYTES))
    web.answers = [page(bomb, "Content-Encoding: gzip")]
    assert len((await web.client.fetch(HOME)).body) == PAGE_BYTES


async def test_compressed_nothing_has_an_end(web: Web) -> None:
    beginning = page(gzip.compress(b"")[:10], "Content-Encoding: gzip")
    web.answers = [Unending(beginning, b"\x00\x00\x00\xff\xff" * 10_000)]  # blocks of nothing
    assert (await web.client.fetch(HOME)).body == b""


async def test_an_endless_page_is_read_no_further_than_a_page_may_go(web: Web) -> None:
    web.answers = [Unending(page(b""), b"a" * 65_536)]
    assert len((await web.client.fetch(HOME)).body) == PAGE_BYTES


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\n", page(b"<title>")])
async def test_what_dribbles_is_left_after_a_while(
    web: Web, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr(bounds, "FETCH_SECONDS", 0.3)
    web.answers = [Unending(beginning)]
    with pytest.raises(Refusal, match="takes too long"):
        await web.client.fetch(HOME)


async def test_a_name_server_that_says_nothing_is_not_waited_for(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "FETCH_SECONDS", 0.1)

    async def silent(host: str, port: int) -> list[str]:
        await asyncio.get_running_loop().create_future()
        raise AssertionError("nobody answers")

    with pytest.raises(Refusal, match="takes too long"):
        await Client(silent).fetch("http://page.example/")


async def test_a_page_in_crumbs_is_refused(web: Web) -> None:
    crumbs = b"1\r\na\r\n" * 10_000
    web.answers = [page(crumbs, "Transfer-Encoding: chunked")]
    with pytest.raises(Refusal, match="crumbs"):
        await web.client.fetch(HOME)


@pytest.mark.parametrize(
    "answer",
    [
        page(b"{}", "Content-Type: application/json"),
        page(b"GIF89a", "Content-Type: image/gif"),
        page(b"<svg/>", "Content-Type: image/svg+xml"),
        page(b"a", "Content-Type: text/html2"),
        b"HTTP/1.1 200 OK\r\n\r\n<title>a</title>",
        page(b"<title>a</title>", status="404 Not Found"),
        page(b"<title>a</title>", status="500 Oh"),
        page(b"", status="302 Found"),
        page(b"a", "Content-Encoding: br"),
        page(b"a", "Content-Encoding: gzip, gzip"),
        page(b"plain text", "Content-Encoding: gzip"),
        page(b"a", "Location: \xff\xfe", status="302 Found"),
        page(b"a", f"X-Long: {'a' * 200_000}"),
        page(b"a", "Content-Length: 1", "Content-Length: 2"),
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"-ERR unknown command 'GET'\r\n",
        b"\x00\x01\x02",
        b"",
    ],
    ids=range(18),
)
async def test_what_is_no_page_is_refused(web: Web, answer: bytes) -> None:
    web.answers = [answer]
    with pytest.raises(Refusal):
        await web.client.fetch(HOME)


async def test_the_next_address_is_tried_where_one_does_not_answer(web: Web) -> None:
    async def dial_second(address: str, port: int, seconds: float) -> httpcore.AsyncNetworkStream:
        if address != PUBLIC:
            with socket.socket() as taken:  # bound and not listening: nobody answers there
                taken.bind(("127.0.0.1", 0))
                return await dial("127.0.0.1", taken.getsockname()[1], seconds)
        return await web._dial(address, port, seconds)

    web.names["page.example"] = [["93.184.215.13", PUBLIC]]
    web.answers = [TITLE]
    client = Client(web._resolve, dial_second)
    assert b"A page" in (await client.fetch("http://page.example/")).body
