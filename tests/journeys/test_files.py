"""Files through servers that run: taken in, given to who may see them, nothing left of the rest."""

import asyncio
import os
from pathlib import Path

import httpx
import pytest

from tests import samples
from tests.clients import Caller
from tests.journeys.site import Site
from tests.server import LOOPBACK, wait_until
from tests.web.api.sending import left_behind

DECLARED_BYTES = 8_000_000  # of a body, most of which never comes
SENT_BYTES = 2_000_000  # more than the server and the form's parser keep in memory


def folder_of(site: Site) -> Path:
    """Where the installation keeps its files."""
    return Path(site.env["CHAT_DATA_DIR"]) / "uploads"


async def fetched(site: Site, name: str, key: str, at: int = 0) -> httpx.Response:
    """Ask for a file as somebody, of one of the servers."""
    headers = {"Authorization": f"Bearer {site.tokens[name]}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as http:
        return await http.get(f"{site.urls[at % len(site.urls)]}/files/{key}")


async def posted(caller: Caller, room: int, content: bytes) -> str:
    """Send a file, post it, and return its id."""
    sent = await caller.call("POST", "/uploads", files={"file": ("a.txt", content)})
    assert sent.status_code == 201, sent.text
    body = {"text": "", "attachments": [sent.json()["id"]]}
    told = await caller.call("POST", f"/rooms/{room}/messages", json=body)
    assert told.status_code == 201, told.text
    return str(sent.json()["id"])


async def test_members_alone_fetch_what_was_sent_and_only_as_long_as_they_are(site: Site) -> None:
    room = await site.room("bob", "member1")
    content = os.urandom(600_000) + samples.HTML
    async with site.caller("bob") as bob, site.caller("ann") as ann:
        key = await posted(bob, room, content)
        for at in range(2):
            got = await fetched(site, "member1", key, at)
            assert (got.status_code, got.content) == (200, content)
            assert got.headers["content-disposition"].startswith("attachment")
            refused = await fetched(site, "eve", key, at)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        path = f"/rooms/{room}/members/{site.users['member1']}"
        assert (await ann.call("DELETE", path)).status_code == 204
        assert (await fetched(site, "member1", key, 1)).status_code == 404


async def test_a_connection_that_is_cut_midway_leaves_nothing(site: Site) -> None:
    await site.room("bob")
    before = left_behind(folder_of(site))
    recorded = site.query("SELECT count(*) FROM chat_upload")
    port = site.servers[0].port
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    head = (
        f"POST /api/v1/uploads HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\n"
        f"Authorization: Bearer {site.tokens['bob']}\r\nContent-Length: {DECLARED_BYTES}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    )
    writer.write(head.encode() + bytes(SENT_BYTES))
    await writer.drain()
    writer.transport.abort()
    async with site.caller("bob") as bob:  # the server goes on, and so does bob
        key = (await bob.call("POST", "/uploads", files={"file": ("b.txt", b"whole")})).json()["id"]
        assert (await bob.call("DELETE", f"/uploads/{key}")).status_code == 204
    await asyncio.to_thread(
        wait_until, lambda: left_behind(folder_of(site)) == before, "the half file to be gone", 10
    )
    assert site.query("SELECT count(*) FROM chat_upload") == recorded


async def test_a_file_that_may_not_be_sent_is_refused_before_it_comes(site: Site) -> None:
    if not site.uvicorn:
        pytest.skip("daphne reads a body whole before it asks anybody")
    reader, writer = await asyncio.open_connection(LOOPBACK, site.servers[0].port)
    head = f"POST /api/v1/uploads HTTP/1.1\r\nHost: {LOOPBACK}:{site.servers[0].port}\r\n"
    writer.write(f"{head}Content-Length: {DECLARED_BYTES}\r\n\r\n".encode())
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    assert b" 401 " in status
