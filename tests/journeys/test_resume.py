"""Whoever comes back, by whatever process, hears exactly what they missed."""

import asyncio
import time
from typing import Any

import pytest

from tests.checker import inversions, skips
from tests.clients import Caller, Client
from tests.journeys.site import Site
from tests.journeys.stream import online

PAGE = 200


async def change(writer: Client, room: int, count: int) -> None:
    """Makes so many changes: mostly posts, now and then an edit, a deletion, a reaction."""
    first = (await writer.post(room, "the first")).seq
    seqs = [first]
    done = 1
    while done < count:
        posts = min(8, count - done)
        acks = await asyncio.gather(*(writer.post(room, f"post {done + n}") for n in range(posts)))
        seqs += [ack.seq for ack in acks]
        done += posts
        for kind, fields in (
            ("message.edit", {"seq": first, "text": f"edited at {done}"}),
            ("message.delete", {"seq": seqs.pop()}),
            ("reaction.add", {"seq": seqs[-1], "emoji": "👍"}),
        ):
            if done < count:
                await writer.ask(kind, room=room, **fields)
                done += 1


async def everything(reader: Caller, room: int) -> dict[int, Any]:
    """A room as REST tells it."""
    found: dict[int, Any] = {}
    after = 0
    while True:
        page = await reader.get(f"/rooms/{room}/messages?after={after}&limit={PAGE}")
        found |= {message["seq"]: message for message in page["messages"]}
        if not page["has_after"]:
            return found
        after = page["messages"][-1]["seq"]


#: So long a sync may still bring what is posted: a process that was starved for some seconds
#: makes its connection to the layer anew, and reads what it misses from the database meanwhile.
LIVE_WITHIN_SECONDS = 8.0


async def posts_until_live(writer: Client, reader: Client, room: int) -> None:
    """Posts until the reader is told of one as it happens."""
    deadline = time.monotonic() + LIVE_WITHIN_SECONDS
    while time.monotonic() < deadline:
        after = await writer.post(room, "live again")
        await reader.until_at(room, after.seq)
        if reader.shown[room, after.seq].live:
            return
    raise AssertionError(f"nothing was live within {LIVE_WITHIN_SECONDS:.0f} s")


@pytest.mark.parametrize("missed", [1, 39, 41, 500])
async def test_who_was_away_catches_up_with_every_change(site: Site, missed: int) -> None:
    room = await site.room("bob")
    ann, bob = site.client("ann", first=1), site.client("bob")
    async with online(ann, bob), site.caller("ann", first=1) as reader:
        await change(ann, room, 12)
        before = (await ann.post(room, "before")).seq
        await bob.until_at(room, before)
        bob.cut()
        await change(ann, room, missed)
        head = site.heads([room])[room]
        assert head == before + missed
        bob.restore()
        await bob.until_at(room, head)
        assert bob.connects == 2
        await posts_until_live(ann, bob, room)
        stored = await everything(reader, room)
        assert len(stored) == len(site.rows([room])) > 10
        assert any(message["deleted"] for message in stored.values())
        assert any(message["edited_at"] for message in stored.values())
        assert bob.state[room] == stored == ann.state[room]
        assert not inversions(bob.steps)
        assert not skips(bob.steps)
        assert not bob.repeats


async def test_a_useless_cursor_is_answered_with_a_reset(site: Site) -> None:
    room = await site.room("bob")
    async with online(bob := site.client("bob")), site.caller("bob") as rest:
        head = (await bob.post(room, "here")).seq
        await bob.until_at(room, head)
        epoch = bob.cursors[room][0]
        useless = {"another epoch": ("nowhere", 1), "the future": (epoch, head + 1000)}
        for what, (lineage, seq) in useless.items():
            cursor = {"epoch": lineage, "seq": seq}
            answer = await bob.ask("sync", room=room, cursor=cursor)
            assert answer["type"] == "room.reset", what
            assert (answer["epoch"], answer["seq"]) == (epoch, head)
            path = f"/rooms/{room}/changes?epoch={lineage}&cursor={seq}"
            assert (await rest.get(path))["type"] == "room.reset"
        for what, cursor in useless.items():
            bob.told.clear()
            bob.cursors[room] = cursor
            bob.cut()
            bob.restore()
            await bob.until(lambda: any(f["type"] == "room.reset" for f in bob.told), what)
            await bob.welcomed()
            assert bob.cursors[room] == (epoch, head)
            head = (await bob.post(room, f"on after {what}")).seq
            await bob.until_at(room, head)
            assert bob.shown[room, head].live


async def test_a_second_hello_starts_over_on_the_same_socket(site: Site) -> None:
    room = await site.room("bob")
    async with online(ann := site.client("ann"), bob := site.client("bob", first=1)):
        for turn in range(5):
            posts = asyncio.gather(*(ann.post(room, f"{turn}/{n}") for n in range(10)))
            await bob.hello()
            await posts
        await bob.until_at(room, site.heads([room])[room])
        heard = [seen for seen in bob.shown.values() if seen.room == room]
        assert len(heard) == 50
        assert not inversions(bob.steps)
        assert not skips(bob.steps)
        assert not bob.repeats
