"""A right that ends, ends in every process: sockets close, calls are refused, others stay."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import httpx
import pytest

from tests.clients import Client, Refused
from tests.journeys.browser import Browser
from tests.journeys.site import Site, in_thread
from tests.journeys.stream import online, spread

BOUND_SECONDS = 1.0  # until every process has acted, when a server did it
ALONE_SECONDS = 5.0  # the same, when a management process did it and Redis is away
SOCKETS = 4  # of the person concerned; each process holds some

CLUSTERS = pytest.mark.parametrize(
    "installation", ["cluster-uvicorn", "cluster-daphne"], indirect=True
)


async def all_close(clients: Sequence[Client], code: int, bound: float) -> None:
    """Asserts that every client is closed with the code within the bound from now."""
    began = time.monotonic()
    for client in clients:
        await client.until(lambda c=client: bool(c.closes), "the close", bound + 2)
    assert {client.closes[0] for client in clients} == {code}
    assert time.monotonic() - began <= bound


async def status(site: Site, secret: str, at: int = 0) -> int:
    """What GET /me answers to a token."""
    async with httpx.AsyncClient(trust_env=False) as http:
        url = f"{site.urls[at % len(site.urls)]}/api/v1/me"
        return (await http.get(url, headers={"Authorization": f"Bearer {secret}"})).status_code


def sockets(site: Site, secret: str) -> list[Client]:
    """Several sockets of one token, spread over the servers."""
    return [Client(site.socket_urls, token=secret, first=n) for n in range(SOCKETS)]


async def test_a_token_revoked_on_its_page_closes_its_sockets_and_no_others(site: Site) -> None:
    name = site.take_spare()
    made = site.management.act("token", user=site.users[name], scopes=["read", "write"])
    doomed = sockets(site, made["secret"])
    others = [site.client(name, first=1), site.client("bob"), site.client("bob", first=1)]
    async with online(*doomed, *others), Browser(site.urls) as browser:
        await spread(site, doomed, at_least=1)
        await browser.sign_in(name)
        assert str(made["id"]) in await browser.token_ids()
        answer = await browser.send(f"/accounts/tokens/{made['id']}/revoke/")
        assert answer.status_code == 302, answer.text
        assert await status(site, made["secret"], at=1) == 401
        await all_close(doomed, 4401, BOUND_SECONDS)
        assert await status(site, site.tokens[name]) == 200
        await asyncio.gather(*(client.ask("ping") for client in others))
        assert not any(client.closes for client in others)


async def test_signing_out_closes_that_sessions_sockets_in_every_process(site: Site) -> None:
    name = site.take_spare()
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(Browser(site.urls)) for _ in range(2)]
        await here.sign_in(name)
        await there.sign_in(name, at=1)
        mine, others = await opened(site, here), await opened(site, there)
        await stack.enter_async_context(online(*mine, *others))
        await spread(site, mine, at_least=1)
        answer = await here.send("/accounts/logout/", at=1)
        assert answer.status_code == 302, answer.text
        await all_close(mine, 4401, BOUND_SECONDS)
        assert (await here.call("GET", "/me")).status_code == 401
        await asyncio.gather(*(client.ask("ping") for client in others))
        assert not any(client.closes for client in others)
        assert await there.signed_in()


async def opened(site: Site, browser: Browser) -> list[Client]:
    """Sockets of a browser, one for each process at least; each from its server's origin."""
    pairs = list(zip(site.socket_urls, site.urls, strict=True)) * (SOCKETS // len(site.urls))
    return [Client([ws], cookie=browser.cookie, origin=origin) for ws, origin in pairs]


async def test_signing_out_all_others_leaves_only_this_device(site: Site) -> None:
    name = site.take_spare()
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(Browser(site.urls)) for _ in range(2)]
        await here.sign_in(name)
        await there.sign_in(name, at=1)
        mine, others = await opened(site, here), await opened(site, there)
        await stack.enter_async_context(online(*mine, *others))
        answer = await here.send("/accounts/sessions/end-others/")
        assert answer.status_code == 302, answer.text
        await all_close(others, 4401, BOUND_SECONDS)
        assert not await there.signed_in()
        await asyncio.gather(*(client.ask("ping") for client in mine))
        assert not any(client.closes for client in mine)


async def test_a_suspension_in_the_admin_closes_everything_of_that_person(site: Site) -> None:
    name = site.take_spare()
    async with AsyncExitStack() as stack:
        theirs = await stack.enter_async_context(Browser(site.urls))
        await theirs.sign_in(name, at=1)
        doomed = [*sockets(site, site.tokens[name]), *await opened(site, theirs)]
        others = [site.client("bob"), site.client("bob", first=1)]
        await stack.enter_async_context(online(*doomed, *others))
        await spread(site, doomed, at_least=1)
        mod = await stack.enter_async_context(Browser(site.urls))
        await mod.sign_in("mod")
        answer = await mod.send("/admin/chat/user/do/suspend/", id=site.users[name], reason="noise")
        assert answer.status_code == 302, answer.text
        await all_close(doomed, 4403, BOUND_SECONDS)
        assert await status(site, site.tokens[name], at=1) in (401, 403)
        assert not await theirs.signed_in()
        await doomed[0].until(lambda: len(doomed[0].closes) > 1, "the refusal")
        assert set(doomed[0].closes) == {4403}
        await asyncio.gather(*(client.ask("ping") for client in others))
        assert not any(client.closes for client in others)


async def test_a_member_removed_by_rest_hears_no_more_of_the_room(site: Site) -> None:
    name = site.take_spare()
    room = await site.room("bob", name)
    removed, bob = sockets(site, site.tokens[name]), site.client("bob")
    async with online(*removed, bob), site.caller("ann", first=1) as ann:
        await spread(site, removed, at_least=1)
        first = await bob.post(room, "before")
        for client in removed:
            await client.until_at(room, first.seq)
        answer = await ann.call("DELETE", f"/rooms/{room}/members/{site.users[name]}")
        assert answer.status_code == 204
        for client in removed:
            await client.until(lambda c=client: room not in c.rooms, "room.closed", BOUND_SECONDS)
        after = await bob.post(room, "after")
        await bob.until_at(room, after.seq)
        for client in removed:  # whatever was on its way has arrived before this answer
            await client.ask("ping")
            assert (room, first.seq) in client.shown
            assert (room, after.seq) not in client.shown
            with pytest.raises(Refused) as refusal:
                await client.ask("sync", room=room, cursor={"epoch": "", "seq": 0})
            assert refusal.value.code == "not_found"
            with pytest.raises(Refused) as refusal:
                await client.post(room, "let me in")
            assert refusal.value.code == "not_found"
        assert not any(client.closes for client in removed)


@CLUSTERS
async def test_a_management_process_revokes_while_redis_is_away(site: Site) -> None:
    assert site.redis is not None
    name, barred, left = site.take_spare(), site.take_spare(), site.take_spare()
    room = await site.room("bob", left)
    made = site.management.act("token", user=site.users[name], scopes=["read", "write"])
    doomed, suspended = sockets(site, made["secret"]), sockets(site, site.tokens[barred])
    removed, others = sockets(site, site.tokens[left]), [site.client("bob", first=1)]
    async with online(*doomed, *suspended, *removed, *others):
        await asyncio.gather(*(spread(site, s, 1) for s in (doomed, suspended, removed)))
        await in_thread(site.redis.stop)
        site.management.act("revoke_token", token=made["id"])
        site.management.act("suspend", user=site.users[barred])
        site.management.act("end_membership", room=room, user=site.users[left])
        assert await status(site, made["secret"]) == 401
        await all_close(doomed, 4401, ALONE_SECONDS)
        await all_close(suspended, 4403, ALONE_SECONDS)
        after = await others[0].post(room, "after")
        await others[0].until_at(room, after.seq)
        for client in removed:
            await client.ask("ping")
            assert (room, after.seq) not in client.shown
        assert not any(client.closes for client in (*removed, *others))
