"""Any call may go to any process at any time; nothing that matters lives in one of them."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.clients import Caller, Client
from tests.journeys.browser import Browser
from tests.journeys.site import Site, in_thread
from tests.journeys.stream import online
from tests.server import wait_until

CALLS = ("/me", "/users", "/rooms", "/rooms/{room}", "/rooms/{room}/members")
CALLS += (
    "/rooms/{room}/messages",
    "/rooms/{room}/changes?epoch={epoch}&cursor=0",
    "/search?q=words",
)
CLEANING_SECONDS = 10.0  # after a start, until expired sessions are gone

RESTARTED = pytest.mark.parametrize(
    "installation", ["embedded-uvicorn", "cluster-uvicorn", "cluster-daphne"], indirect=True
)


async def restart(site: Site) -> None:
    """Ends every process and starts fresh ones."""
    for server in site.servers:
        await in_thread(server.restart)


async def answers(caller: Caller, room: int, epoch: str, at: int) -> list[object]:
    """What every reading call answers at one server."""
    return [await caller.get(call.format(room=room, epoch=epoch), at=at) for call in CALLS]


async def test_signed_in_at_one_process_is_signed_in_at_all(site: Site) -> None:
    room = await site.room("bob")
    async with Browser(site.urls) as browser:
        await browser.sign_in("bob", at=0)
        for at in (1, 0, 1):
            assert await browser.signed_in(at)
            body = {"text": f"at {at}"}
            answer = await browser.call("POST", f"/rooms/{room}/messages", at, json=body)
            assert answer.status_code == 201, answer.text
            page = await browser.call("GET", f"/rooms/{room}/messages?limit=1", at + 1)
            assert page.json()["messages"][0]["text"] == f"at {at}"
            url = site.socket_urls[at % len(site.urls)]
            origin = site.urls[at % len(site.urls)]
            async with online(socket := Client([url], cookie=browser.cookie, origin=origin)):
                assert socket.user == site.users["bob"]
                assert room in socket.rooms
        answer = await browser.send("/accounts/logout/", at=1)
        assert answer.status_code == 302
        assert not await browser.signed_in(at=0)


@RESTARTED
async def test_a_fresh_process_gives_the_same_answers_and_keeps_people_signed_in(
    site: Site,
) -> None:
    room = await site.room("bob")
    async with site.caller("bob") as bob, Browser(site.urls) as browser:
        for n in range(5):
            await bob.post(room, f"words {n}")
        epoch = (await bob.get(f"/rooms/{room}"))["epoch"]
        before = await answers(bob, room, epoch, at=0)
        assert await answers(bob, room, epoch, at=1) == before
        assert len(before) == len(CALLS)
        await browser.sign_in("bob", at=1)
        session = browser.session
        await restart(site)
        assert await answers(bob, room, epoch, at=0) == before
        assert await answers(bob, room, epoch, at=1) == before
        assert await browser.signed_in()
        assert browser.session == session


async def test_api_calls_set_no_cookie_and_make_no_session(site: Site) -> None:
    room = await site.room("bob")
    async with site.caller("bob") as bob, Browser(site.urls) as browser:
        await browser.sign_in("bob")
        count = "SELECT count(*) FROM chat_session"
        before = site.query(count)
        assert before[0][0] >= 1
        epoch = (await bob.get(f"/rooms/{room}"))["epoch"]
        calls = [call.format(room=room, epoch=epoch) for call in CALLS]
        seen = [await bob.call("GET", call) for call in calls]
        seen += [await browser.call("GET", call) for call in calls]
        body = {"text": "hi"}
        seen.append(await bob.call("POST", f"/rooms/{room}/messages", json=body))
        seen.append(await browser.call("POST", f"/rooms/{room}/messages", json=body))
        assert all(answer.is_success for answer in seen)
        seen.append(await bob.call("GET", "/rooms/999999"))
        async with Caller(site.urls, "chat_wrong") as nobody:
            seen.append(await nobody.call("GET", "/me"))
        assert [answer.status_code for answer in seen[-2:]] == [404, 401]
        assert not [answer for answer in seen if "set-cookie" in answer.headers]
        assert site.query(count) == before


@RESTARTED
async def test_idle_sessions_end_and_are_cleaned_up(site: Site) -> None:
    async with Browser(site.urls) as idle, Browser(site.urls) as busy:
        await idle.sign_in("eve")
        await busy.sign_in("bob")
        old = datetime.now(UTC) - timedelta(minutes=1)
        eve, bob = site.users["eve"], site.users["bob"]
        rows = "SELECT count(*) FROM chat_session WHERE user_id = ?"
        assert site.query(rows, eve)[0][0] == 1
        assert site.query(rows, bob)[0][0] >= 1
        site.query(
            "UPDATE chat_session SET expire_date = ? WHERE user_id = ?",
            old if site.cluster else str(old.replace(tzinfo=None)),
            eve,
        )
        for at in (0, 1):
            assert (await idle.call("GET", "/me", at)).status_code == 401
            assert not await idle.signed_in(at)
        refused = Client([site.socket_urls[0]], cookie=idle.cookie, origin=site.urls[0])
        socket = await refused.open()
        await socket.wait_closed()
        assert socket.close_code == 4401
        began = time.monotonic()
        await in_thread(site.servers[0].restart)
        await in_thread(
            wait_until,
            lambda: site.query(rows, eve)[0][0] == 0,
            "the cleaning",
            CLEANING_SECONDS,
        )
        assert time.monotonic() - began < 60
        assert await busy.signed_in()
