"""Lost, doubled, late and absent publishes cost latency, never a message."""

import copy
import random
import time
from typing import Any

import pytest

from chat.pipeline.commit import commit
from chat.pipeline.publish import Publisher
from chat.protocol.commands import (
    AddMember,
    Command,
    EndMembership,
    OpenDirect,
    PostMessage,
)
from chat.realtime import watch
from tests.cast import Cast
from tests.house import Client, House
from tests.realtime.test_sync import assert_same, change
from tests.replica import Replica, stored_replica

POSTS = 80
WATCHED = 3.0  # seconds: one look of the watch, and a loaded machine


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every process look at the database twenty times a second."""
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(watch, "VIEWERS_EVERY", 1)


class BadLayer:
    """Between a publisher and its layer: drops, doubles and delays what others are told."""

    def __init__(self, publisher: Publisher, seed: int, drop: float = 0.3) -> None:
        self._send = publisher.send
        self._random, self._drop = random.Random(seed), drop
        self._late: list[tuple[str, dict[str, Any]]] = []
        self.dropped = self.doubled = self.delayed = 0
        publisher.send = self.send  # type: ignore[method-assign]

    def send(self, group: str, message: dict[str, Any]) -> None:
        """Do to a publication what a bad network does; let everything else pass."""
        if message["type"] != "publication":
            self._send(group, message)
            return
        fate = self._random.random()
        if fate < self._drop:
            self.dropped += 1
        elif fate < self._drop + 0.2:
            self.doubled += 1
            self._send(group, copy.deepcopy(message))
            self._send(group, message)
        elif fate < self._drop + 0.4:
            self.delayed += 1
            self._late.append((group, message))
        else:
            self._send(group, message)
        if self._late and self._random.random() < 0.5:
            self._send(*self._late.pop(self._random.randrange(len(self._late))))


def lossy(house: House, seed: int, drop: float = 0.3) -> BadLayer:
    """Put a bad layer between the first process and the others."""
    return house.call(BadLayer, house.life.pipeline.publisher, seed, drop)


def following(house: House, client: Client, room: str = "lounge") -> Replica:
    """What a socket's client made of all it was sent."""
    welcome = next(f for f in client.frames if f["type"] == "welcome")
    entry = next(r for r in welcome["rooms"] if r["id"] == house.cast[room])
    replica = stored_replica(house.cast[room])
    replica.messages = {s: m for s, m in replica.messages.items() if s <= entry["seq"]}
    replica.room = {key: entry[key] for key in replica.room}
    replica.follow(client.frames)
    return replica


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.usefixtures("hasty")
def test_a_bad_layer_loses_doubles_and_reorders_nothing(house: House, seed: int) -> None:
    other = house.another_process()
    near, far = house.connect("ann"), house.connect("bob", process=other)
    layer = lossy(house, seed)
    cast, lounge = house.cast, house.cast["lounge"]
    seqs = [cast.post(("mod", "ann")[n % 2], text=str(n)) for n in range(POSTS)]
    for client in (near, far):
        client.heard_up_to(lounge, seqs[-1])
        assert_same(following(house, client), stored_replica(lounge))
    assert min(layer.dropped, layer.doubled, layer.delayed) > 5
    told = [e["seq"] for e in near.events(lounge)]
    assert told == seqs, "the process that committed needs no layer"


@pytest.mark.usefixtures("hasty")
def test_a_dead_layer_costs_latency_alone(house: House) -> None:
    other = house.another_process()
    far = house.connect("bob", process=other)
    layer = lossy(house, 1, drop=1.0)
    for n in range(10):
        seq = house.cast.post("ann", text=str(n))
        far.heard_up_to(house.cast["lounge"], seq)
    assert layer.dropped >= 10
    assert_same(following(house, far), stored_replica(house.cast["lounge"]))


def quiet_commit(cast: Cast, *commands: Command) -> list[Any]:
    """Commit as another process that dies before it tells anybody."""
    return commit(commands, {}).results


def test_what_nobody_published_is_heard_within_a_second(house: House) -> None:
    bob = house.connect("bob")
    post = house.cast.command("ann", PostMessage, room="lounge", text="quietly")
    started = time.monotonic()
    (result,) = quiet_commit(house.cast, post)
    page = bob.wait(lambda f: f["type"] == "room.synced")
    assert time.monotonic() - started < WATCHED
    assert [m["seq"] for m in page["messages"]] == [result.seq]


def test_while_publishes_are_being_lost_the_watch_looks_more_often(house: House) -> None:
    bob, cast, heard = house.connect("bob"), house.cast, []
    for count in range(10):
        post = cast.command("ann", PostMessage, room="lounge", text=f"quietly {count}")
        (result,) = quiet_commit(cast, post)
        bob.heard_up_to(cast["lounge"], result.seq)
        heard.append(time.monotonic())
    assert heard[-1] - heard[0] < 9 * watch.WATCH_SECONDS * 0.6


@pytest.mark.usefixtures("hasty")
def test_a_gap_before_a_publish_is_filled_at_once_and_told_once(house: House) -> None:
    bob, cast = house.connect("bob"), house.cast
    (quiet,) = quiet_commit(cast, cast.command("ann", PostMessage, room="lounge", text="quietly"))
    loud = cast.post("ann", text="loud")
    bob.heard_up_to(cast["lounge"], loud)
    assert loud == quiet.seq + 1
    after = cast.post("ann", text="after")
    bob.heard("message.posted", cast["lounge"], seq=after)
    assert_same(following(house, bob), stored_replica(cast["lounge"]))


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("count", [1, 41, 450])
def test_a_long_gap_comes_in_pages_and_life_goes_on(house: House, count: int) -> None:
    bob, cast = house.connect("bob"), house.cast
    change(cast, cast.post("ann", text="known"), count)
    head = cast.post("ann", text="live")
    bob.heard_up_to(cast["lounge"], head)
    assert_same(following(house, bob), stored_replica(cast["lounge"]))


def ahead(client: Client) -> int:
    """Wait for a pong ahead of what a socket was told of its person; return its number."""
    known = max([f["seq"] for f in client.viewer_events()] + [client.frames[0]["viewer_seq"]])
    pong = client.wait(lambda f: f["type"] == "pong" and f["viewer_seq"] > known)
    return int(pong["viewer_seq"])


@pytest.mark.usefixtures("hasty")
def test_whoever_was_removed_unheard_is_told_nothing_more(house: House) -> None:
    ann, bob, cast = house.connect("ann"), house.connect("bob"), house.cast
    quiet_commit(
        cast,
        cast.command("ann", EndMembership, room="board", user="bob"),
        cast.command("ann", PostMessage, room="board", text="secret"),
    )
    seq = cast.post("ann", "board", "secret too")
    ann.heard_up_to(cast["board"], seq)
    bob.settle()
    assert ahead(bob) == cast.user("bob").viewer_seq
    assert "secret" not in str(bob.frames)
    assert cast["board"] not in {room["id"] for room in bob.hello()["rooms"]}


@pytest.mark.usefixtures("hasty")
def test_viewer_events_that_were_lost_are_healed_by_hello(house: House) -> None:
    eve, cast = house.connect("eve"), house.cast
    quiet_commit(cast, cast.command("ann", AddMember, room="board", user="eve"))
    moved = ahead(eve)
    assert moved == cast.user("eve").viewer_seq
    welcome = eve.hello()
    assert [room["id"] for room in welcome["rooms"]] == [cast["board"]]
    assert welcome["viewer_seq"] == moved
    assert eve.settle()["viewer_seq"] == moved
    seq = cast.post("ann", "board", "welcome")
    assert eve.heard("message.posted", cast["board"])["seq"] == seq


def test_another_process_tells_people_of_their_own_news(house: House) -> None:
    other = house.another_process()
    eve = house.connect("eve", process=other)
    outcome = house.cast.do("ann", OpenDirect, users=["eve"])
    opened = eve.told("room.opened")
    assert opened["seq"] == house.cast.user("eve").viewer_seq
    post = house.cast.do("ann", PostMessage, room=outcome.room, text="psst")
    eve.heard_up_to(outcome.room or 0, post.seq or 0)
    assert "psst" in str(eve.frames)


def test_two_processes_tell_the_same_story(house: House) -> None:
    other = house.another_process()
    near, far = house.connect("bob"), house.connect("bob", process=other)
    known = house.cast.post("ann", text="known")
    far.heard_up_to(house.cast["lounge"], known)
    for name, text in (("ann", "one"), ("mod", "two @bob"), ("bob", "three")):
        seq = house.cast.post(name, text=text, thread=known)
    for client in (near, far):
        client.heard_up_to(house.cast["lounge"], seq)
        client.told("mention")
    assert_same(following(house, near), stored_replica(house.cast["lounge"]))
    assert_same(following(house, far), stored_replica(house.cast["lounge"]))


@pytest.mark.usefixtures("hasty")
def test_what_was_lost_is_encoded_once_for_all_who_lack_it(house: House) -> None:
    people = [house.connect(name) for name in ("ann", "bob")]
    for one in people:
        one.stop_reading()
    house.cast.post("ann", text="what both are sent and do not take")
    command = house.cast.command("ann", PostMessage, room="lounge", text="lost")
    commit([command], {})

    def waiting() -> list[str]:
        boxes = [socket.outbox for socket in house.hub.sockets()]
        return [text for box in boxes for text in box._waiting if '"text":"lost"' in text]

    house.wait(lambda: len(waiting()) == 2, WATCHED)
    first, second = house.call(waiting)
    assert first is second
    for one in people:
        one.go_on_reading()
        one.heard_up_to(house.cast["lounge"], house.cast.room("lounge").seq)
