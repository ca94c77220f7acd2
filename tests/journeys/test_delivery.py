"""A post is acked and arrives at every member once and in order; nobody else hears it."""

import asyncio

from tests.journeys.site import CROWD, Site
from tests.journeys.stream import online, spread, streaming

ROOMS = 5
POSTS = 150


async def test_every_member_hears_every_post_once_and_in_order(site: Site) -> None:
    members = ("bob", *CROWD)
    rooms = [await site.room(*members) for _ in range(ROOMS)]
    listeners = [site.client(name, first=n) for n, name in enumerate(("ann", *members))]
    outsider = site.client("eve")
    async with online(*listeners, outsider), site.caller("bob") as rest, site.caller("ann") as boss:
        assert len(listeners) == 10
        held = await spread(site, listeners)
        assert len(held) == (2 if site.cluster else 1)
        assert all(room in listener.rooms for room in rooms for listener in listeners)
        writers = [*listeners[2:6], rest, boss]
        async with streaming(site, rooms, writers, listeners) as stream:
            await stream.reach(POSTS)
        assert all(writer.acks for writer in writers)
        assert {ack.room for ack in stream.acks} == set(rooms)
        assert not any(listener.closes or listener.refusals for listener in listeners)
        assert not outsider.shown
        assert not outsider.steps


async def test_a_hundred_posts_sent_without_waiting_keep_their_order(site: Site) -> None:
    room = await site.room("bob")
    ann, bob = site.client("ann"), site.client("bob", first=1)
    async with online(ann, bob):
        acks = await asyncio.gather(*(ann.post(room, f"number {n}") for n in range(100)))
        assert [ack.seq for ack in acks] == sorted({ack.seq for ack in acks})
        await bob.until_at(room, acks[-1].seq)
        heard = [seen.text for seen in bob.shown.values() if seen.room == room]
        assert heard == [f"number {n}" for n in range(100)]


async def test_a_read_after_the_ack_contains_the_post_on_every_process(site: Site) -> None:
    room = await site.room("bob")
    async with online(ann := site.client("ann")), site.caller("bob") as bob:
        for turn in range(12):
            ack = await ann.post(room, f"turn {turn}")
            for at in range(len(site.urls)):
                page = await bob.get(f"/rooms/{room}/messages?limit=1", at=at)
                assert page["messages"][-1]["seq"] == ack.seq
