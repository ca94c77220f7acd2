"""Whatever a client sends is answered in words, stores nothing, and closes nothing."""

import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.clients import Caller, Client, Refused
from tests.journeys.browser import Browser
from tests.journeys.site import Site, in_thread
from tests.journeys.stream import online

FRAME_BYTES = 65_536  # the largest frame that is read
UUID = "7d3c2f10-55aa-4f0e-8a55-0c9b1f5f0001"


def post(room: int, /, **fields: Any) -> dict[str, Any]:
    """A frame that would post, but for the given fields."""
    whole = {"type": "message.post", "ref": "r", "room": room, "client_id": UUID, "text": "hi"}
    return whole | fields


def bad_frames(room: int) -> dict[str, tuple[str | bytes, set[str]]]:
    """Frames by what is wrong with them, with the codes that may answer them."""
    bad, head = {"bad_frame"}, json.dumps(post(room))[:-1]
    return {
        "64 KiB and one byte": (sized(room, FRAME_BYTES + 1), {"too_long"}),
        "200 KiB": (sized(room, 204_800), {"too_long"}),
        "a depth bomb": (head + ',"thread":' + "[" * 30_000 + "]" * 30_000 + "}", bad),
        "a depth bomb that never ends": ("[" * 60_000, bad),
        "a lone surrogate": (head.replace('"hi"', '"\\ud800"') + "}", bad),
        "NUL": (json.dumps(post(room, text="a\0b")), bad),
        "an empty text": (json.dumps(post(room, text=" ")), bad),
        "a text that is too long": (json.dumps(post(room, text="x" * 8_001)), {"too_long"}),
        "a huge number": (head.replace(f'"room": {room}', f'"room": {"9" * 5_000}') + "}", bad),
        "an exponent": (head.replace(f'"room": {room}', '"room": 1e400') + "}", bad),
        "a big room": (json.dumps(post(2**63)), bad),
        "a float room": (json.dumps(post(room, room=float(room))), bad),
        "a negative room": (json.dumps(post(-1)), bad),
        "a room that is a string": (json.dumps(post(room, room=str(room))), bad),
        "a room that is true": (json.dumps(post(room, room=True)), bad),
        "a text that is a list": (json.dumps(post(room, text=["hi"])), bad),
        "a client_id that is none": (json.dumps(post(room, client_id="one")), bad),
        "a field too many": (json.dumps(post(room, extra=1)), bad),
        "somebody else's name": (json.dumps(post(room, by={"user": 1})), bad),
        "NaN": (head + ',"thread":NaN}', bad),
        "no JSON": ("hello", bad),
        "an empty frame": ("", bad),
        "a list": ("[]", bad),
        "a number": ("1", bad),
        "no type": (json.dumps({"ref": "r"}), bad),
        "a type that is a list": (json.dumps({"type": [], "ref": "r"}), bad),
        "an unknown type": (json.dumps({"type": "message.sing", "ref": "r"}), bad),
        "a type with a NUL": (json.dumps({"type": "ping\0", "ref": "r"}), bad),
        "no ref": (json.dumps(post(room, ref=None)), bad),
        "a ref that is a number": (json.dumps(post(room, ref=1)), bad),
        "a long ref": (json.dumps(post(room, ref="r" * 65)), bad),
        "a binary frame": (json.dumps(post(room)).encode(), bad),
        "cursors of no rooms": (
            json.dumps({"type": "hello", "ref": "r", "cursors": {"x": 1}}),
            bad,
        ),
        "an absent room": (json.dumps(post(999_999)), {"not_found"}),
        "an absent message": (
            json.dumps({"type": "message.edit", "ref": "r", "room": room, "seq": 99, "text": "x"}),
            {"not_found"},
        ),
    }


def sized(room: int, size: int) -> str:
    """A frame of exactly so many bytes."""
    empty = len(json.dumps(post(room, text="")))
    return json.dumps(post(room, text="x" * (size - empty)))


async def test_bad_frames_are_refused_in_words_and_close_nothing(site: Site) -> None:
    room = await site.room("bob")
    async with online(bob := site.client("bob"), ann := site.client("ann")):
        frames = bad_frames(room)
        for what, (frame, codes) in frames.items():
            bob.told.clear()
            await bob.send(frame)
            await bob.until(lambda: bool(errors(bob)), f"the answer to {what}", 5)
            (error,) = errors(bob)
            assert error["code"] in codes, (what, error)
            assert len(error["message"]) > 10, what
            await bob.ask("ping")
        assert len(frames) > 30
        assert not bob.closes
        assert site.rows([room]) == []
        ack = await bob.post(room, "still here")
        await ann.until_at(room, ack.seq)
        assert [seen.text for seen in ann.shown.values() if seen.room == room] == ["still here"]


def errors(client: Client) -> list[dict[str, Any]]:
    """The error frames a client was sent since they were last looked at."""
    return [frame for frame in client.told if frame["type"] == "error"]


@pytest.mark.parametrize(
    "what",
    [
        "nothing",
        "wrong token",
        "no origin",
        "foreign",
        "null",
        "port",
        "scheme",
        "suffix",
        "broken",
    ],
)
async def test_who_comes_without_a_good_credential_is_closed_with_4401(
    site: Site, what: str
) -> None:
    origins = {
        "no origin": None,
        "foreign": "http://evil.example",
        "null": "null",
        "port": "http://127.0.0.1:1",
        "scheme": site.urls[0].replace("http:", "https:"),
        "suffix": site.urls[0].replace("127.0.0.1", "127.0.0.1.evil.example"),
        "broken": "http://[::1",
    }
    async with Browser(site.urls) as browser:
        if what in origins:
            cookie = await session_of_bob(site, browser)
            client = Client(site.socket_urls, cookie=cookie, origin=origins[what])
        else:
            token = "chat_wrong" if what == "wrong token" else None
            client = Client(site.socket_urls, token=token, origin=site.urls[0])
        assert await refusal(client) in ({4401, 400} if what == "broken" else {4401})


async def refusal(client: Client) -> int:
    """How a socket is refused: by a close code, or by the status of a broken handshake."""
    try:
        socket = await client.open()
    except InvalidStatus as refused:
        return refused.response.status_code
    await socket.wait_closed()
    return socket.close_code or 0


_sessions: dict[str, str] = {}  # by installation: signing in costs a hash


async def session_of_bob(site: Site, browser: Browser) -> str:
    """A cookie that is good, as a socket from the right origin shows."""
    if site.mode not in _sessions:
        await browser.sign_in("bob")
        _sessions[site.mode] = browser.cookie
        good = Client([site.socket_urls[0]], cookie=browser.cookie, origin=site.urls[0])
        async with online(good):
            assert good.user == site.users["bob"]
    return _sessions[site.mode]


async def test_an_expired_token_is_no_credential(site: Site) -> None:
    made = site.management.act("token", user=site.users["bob"], scopes=["read"], days=1)
    async with online(client := Client(site.socket_urls, token=made["secret"])):
        assert client.user == site.users["bob"]
    past = "2020-01-01 00:00:00+00" if site.cluster else "2020-01-01 00:00:00"
    site.query("UPDATE chat_token SET expires_at = ? WHERE id = ?", past, made["id"])
    socket = await Client(site.socket_urls, token=made["secret"]).open()
    await socket.wait_closed()
    assert socket.close_code == 4401


async def test_a_token_without_the_scope_is_forbidden(site: Site) -> None:
    room = await site.room("bob")
    made = site.management.act("token", user=site.users["bob"], scopes=["read"])
    async with (
        online(reader := Client(site.socket_urls, token=made["secret"])),
        Caller(site.urls, made["secret"]) as rest,
    ):
        with pytest.raises(Refused) as refusal:
            await reader.post(room, "may I?")
        assert refusal.value.code == "forbidden"
        with pytest.raises(Refused) as refusal:
            await reader.ask("typing", room=room)
        assert refusal.value.code == "forbidden"
        answer = await rest.call("POST", f"/rooms/{room}/messages", json={"text": "may I?"})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        await reader.ask("ping")
        assert not reader.closes
        assert site.rows([room]) == []


@pytest.mark.parametrize("installation", ["cluster-uvicorn", "cluster-daphne"], indirect=True)
async def test_reads_and_calls_without_a_database_are_unavailable(site: Site) -> None:
    assert site.postgresql is not None
    room = await site.room("bob")
    async with online(bob := site.client("bob")), site.caller("bob") as rest:
        await in_thread(site.postgresql.stop)
        cursor = {"epoch": "", "seq": 0}
        asked = (
            bob.ask("hello"),
            bob.ask("sync", room=room, cursor=cursor),
            bob.ask("message.post", room=room, client_id=UUID, text="hi"),
        )
        called = (
            rest.call("GET", "/me"),
            rest.call("GET", f"/rooms/{room}/messages"),
            rest.call("POST", f"/rooms/{room}/messages", json={"text": "hi"}),
        )
        refused, answers = await asyncio.gather(
            asyncio.gather(*asked, return_exceptions=True), asyncio.gather(*called)
        )
        for error in refused:
            assert isinstance(error, Refused)
            assert error.code == "unavailable"
            assert error.retry_after
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert float(answer.headers["retry-after"]) > 0
        await bob.ask("ping")
        assert not bob.closes
