"""PostgreSQL may go away: posts fail in time and explicitly, none is lost, sockets stay."""

import asyncio
import time

import httpx
import pytest

from tests.journeys.site import CROWD, Site, in_thread
from tests.journeys.stream import online, spread, streaming

POSTS = 30  # before and after
ANSWER_SECONDS = 5.0  # within which every post is answered, whatever the database does
DRAIN_SECONDS = 5.0  # until what waited is acked once the database is back

CLUSTERS = pytest.mark.parametrize(
    "installation", ["cluster-uvicorn", "cluster-daphne"], indirect=True
)


@CLUSTERS
async def test_a_database_outage_loses_nothing_and_closes_nothing(site: Site) -> None:
    assert site.postgresql is not None
    members = ("bob", *CROWD[:5])
    rooms = [await site.room(*members) for _ in range(2)]
    clients = [site.client(name, first=n) for n, name in enumerate(members)]
    writers = clients[:3]
    async with online(*clients), site.caller("ann") as rest:
        await spread(site, clients)
        async with streaming(site, rooms, [*writers, rest], clients) as stream:
            await stream.reach(POSTS)
            await in_thread(site.postgresql.stop)
            for writer in writers:
                await writer.until(lambda w=writer: bool(w.refusals), "a refusal")
            acked = len(stream.acks)
            assert not await ready(site)
            await in_thread(site.postgresql.start)
            back = time.monotonic()
            await stream.reach(POSTS)
            assert time.monotonic() - back < DRAIN_SECONDS
        assert len(stream.acks) > acked >= POSTS
        refusals = [refusal for writer in writers for refusal in writer.refusals]
        assert {refusal["code"] for refusal in refusals} == {"unavailable"}
        assert all(refusal["retry_after"] > 0 for refusal in refusals)
        assert max(wait for writer in writers for wait in writer.waits) < ANSWER_SECONDS
        assert not any(client.closes for client in clients)
        assert set(rest.answers) <= {200, 201, 503}
        assert 503 in rest.answers


async def ready(site: Site) -> bool:
    """Whether the first server calls itself ready."""
    async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as http:
        return (await http.get(f"{site.urls[0]}/readyz")).status_code == 200


@CLUSTERS
async def test_a_crash_of_the_database_in_mid_stream_loses_nothing(site: Site) -> None:
    assert site.postgresql is not None
    rooms = [await site.room("bob", *CROWD[:3])]
    clients = [site.client(name, first=n) for n, name in enumerate(("bob", *CROWD[:3]))]
    async with online(*clients):
        async with streaming(site, rooms, clients, clients) as stream:
            await stream.reach(POSTS)
            await in_thread(site.postgresql.kill)
            await in_thread(site.postgresql.start)
            await stream.reach(POSTS)
        assert len(stream.acks) >= 2 * POSTS
        assert not any(client.closes for client in clients)


@CLUSTERS
async def test_a_silent_database_answers_posts_in_time(site: Site) -> None:
    assert site.postgresql is not None
    room = await site.room("bob")
    async with online(bob := site.client("bob")):
        site.postgresql.pause()
        try:
            posting = asyncio.create_task(bob.post(room, "patience"))
            await bob.until(lambda: bool(bob.refusals), "a refusal", ANSWER_SECONDS + 2)
            assert bob.waits[0] < ANSWER_SECONDS
            assert bob.refusals[0]["code"] == "unavailable"
        finally:
            site.postgresql.resume()
        ack = await posting
        assert [row.text for row in site.rows([room])] == ["patience"]
        await bob.until_at(room, ack.seq)
        assert not bob.closes
