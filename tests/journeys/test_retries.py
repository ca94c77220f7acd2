"""A client_id is good for one message for ever, by whatever way and process it is repeated."""

import asyncio
import uuid

import pytest

from tests.clients import Refused
from tests.journeys.site import Site
from tests.journeys.stream import online, spread

TRIES = 20


async def test_a_repeat_by_any_way_and_process_is_answered_with_the_first_seq(site: Site) -> None:
    room, client_id = await site.room("bob"), str(uuid.uuid4())
    sockets = [site.client("bob", first=n) for n in range(4)]
    async with online(*sockets), site.caller("bob") as rest:
        await spread(site, sockets, at_least=1)
        first = await sockets[0].post(room, "once", client_id)
        seqs = [(await socket.post(room, "once", client_id)).seq for socket in sockets]
        seqs += [(await rest.post(room, "once", client_id)).seq for _ in range(4)]
        assert seqs == [first.seq] * 8
        assert rest.answers == [200] * 4
        assert len([row for row in site.rows([room]) if row.client_id == client_id]) == 1


async def test_a_client_id_with_another_text_is_a_conflict(site: Site) -> None:
    room, client_id = await site.room("bob"), str(uuid.uuid4())
    sockets = [site.client("bob", first=n) for n in range(4)]
    async with online(*sockets), site.caller("bob") as rest:
        await spread(site, sockets, at_least=1)
        await sockets[0].post(room, "once", client_id)
        for socket in sockets:
            with pytest.raises(Refused) as refusal:
                await socket.post(room, "twice", client_id)
            assert refusal.value.code == "conflict"
        for at in range(4):
            body = {"text": "twice", "client_id": client_id}
            answer = await rest.call("POST", f"/rooms/{room}/messages", at=at, json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert [row.text for row in site.rows([room])] == ["once"]


async def test_twenty_identical_sends_at_once_make_one_message(site: Site) -> None:
    room, client_id = await site.room("bob"), str(uuid.uuid4())
    sockets = [site.client("bob", first=n) for n in range(4)]
    ann = site.client("ann")
    async with online(ann, *sockets), site.caller("bob") as rest:
        await spread(site, sockets, at_least=1)
        senders = [*sockets, rest] * (TRIES // 5)
        acks = await asyncio.gather(*(s.post(room, "all at once", client_id) for s in senders))
        assert len(acks) == TRIES
        assert len({ack.seq for ack in acks}) == 1
        assert len(site.rows([room])) == 1
        after = await ann.post(room, "after")
        await ann.until_at(room, after.seq)
        heard = [seen.text for seen in ann.shown.values() if seen.room == room]
        assert heard == ["all at once", "after"]
        assert not ann.repeats


async def test_a_repeat_is_answered_even_where_a_new_post_is_refused(site: Site) -> None:
    room, client_id = await site.room("bob"), str(uuid.uuid4())
    async with online(bob := site.client("bob")), site.caller("ann") as ann:
        first = await bob.post(room, "in time", client_id)
        assert (await ann.call("PATCH", f"/rooms/{room}", json={"archived": True})).is_success
        with pytest.raises(Refused) as refusal:
            await bob.post(room, "too late")
        assert refusal.value.code == "archived"
        assert (await bob.post(room, "in time", client_id)).seq == first.seq
