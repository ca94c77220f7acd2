"""The group commit: what queues up while a commit runs becomes the next one."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

import pytest

from chat.models import Message
from chat.pipeline import Outcome, group_commit, perform, perform_sync
from chat.pipeline.commit import commit
from chat.pipeline.publish import Publication
from chat.protocol.commands import Command, EndSession, PostMessage, RevokeToken, SuspendUser
from chat.protocol.errors import ChatError
from tests.cast import Cast
from tests.house import House


class Writer:
    """The one writer of the house: held until it is let go, its commits noted."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commits: list[list[Command]] = []
        self._held = threading.Event()
        self._house = house
        monkeypatch.setattr(group_commit, "commit", self._commit)

    def _commit(self, commands: list[Command], prepared: Any) -> Any:
        self.commits.append(list(commands))
        return commit(commands, prepared)

    @property
    def sizes(self) -> list[int]:
        """How many commands each commit held."""
        return [len(commands) for commands in self.commits]

    def hold(self) -> None:
        """Let the writer commit nothing for now."""
        self._held.clear()
        self.commits.clear()
        writer = self._house.life.pipeline.group_commit._thread
        writer.submit(self._held.wait, 10)

    def go_on(self) -> None:
        """Let it commit again."""
        self._held.set()

    def queued(self, count: int) -> None:
        """Wait until so many commands wait behind the one that is being committed."""
        queue = self._house.life.pipeline.group_commit._queue
        self._house.wait(lambda: len(queue) == count)


@pytest.fixture
def writer(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    """The house's writer."""
    made = Writer(house, monkeypatch)
    yield made
    made.go_on()


def begin(house: House, *commands: Command) -> list[Future[Outcome]]:
    """Perform commands in this order, without waiting for them."""

    async def begun() -> list[asyncio.Task[Outcome]]:
        return [asyncio.create_task(perform(command)) for command in commands]

    tasks = house.run(begun())

    async def result(task: asyncio.Task[Outcome]) -> Outcome:
        return await task

    return [asyncio.run_coroutine_threadsafe(result(task), house.loop) for task in tasks]


def post(cast: Cast, who: str = "ann", text: str = "hi", **more: Any) -> Command:
    """A post in the lounge."""
    return cast.command(who, PostMessage, room="lounge", text=text, **more)


def test_what_arrives_while_a_commit_runs_is_the_next_commit(house: House, writer: Writer) -> None:
    bob = house.connect("bob")
    writer.hold()
    first = begin(house, post(house.cast))
    writer.queued(0)
    house.wait(lambda: not house.life.pipeline.group_commit._wake.is_set())
    others = begin(house, *(post(house.cast, text=str(n)) for n in range(50)))
    writer.queued(50)
    writer.go_on()
    seqs = [future.result(5).seq for future in first + others]
    assert writer.sizes == [1, 50]
    assert seqs == list(range(seqs[0], seqs[0] + 51))
    bob.heard("message.posted", seq=seqs[-1])
    frames = [len(f["events"]) for f in bob.frames if f["type"] == "events"]
    assert frames == [1, 50], "one commit is one publication, and one frame"


def test_an_idle_writer_waits_for_nobody(house: House, writer: Writer) -> None:
    for _ in range(3):
        perform_sync(post(house.cast))
    assert writer.sizes == [1, 1, 1]


def test_after_a_batch_the_writer_waits_for_as_many_again(
    house: House, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "GATHER_SECONDS", 3.0)
    writer.hold()
    first = begin(house, *(post(house.cast) for _ in range(4)))
    writer.go_on()
    assert all(each.result(10) for each in first)
    assert writer.sizes == [4]

    early = begin(house, *(post(house.cast) for _ in range(3)))
    writer.queued(3)
    late = begin(house, post(house.cast))

    assert all(each.result(2) for each in early + late), "all have come: nothing to wait for"
    assert writer.sizes == [4, 4]


def test_who_does_not_come_again_is_not_waited_for(house: House, writer: Writer) -> None:
    writer.hold()
    first = begin(house, *(post(house.cast) for _ in range(4)))
    writer.go_on()
    assert all(each.result(10) for each in first)

    (alone,) = begin(house, post(house.cast))

    assert alone.result(10)
    assert writer.sizes == [4, 1]


def test_after_a_commit_of_one_nobody_waits(
    house: House, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "GATHER_SECONDS", 60.0)

    for _ in range(3):
        house.run(perform(post(house.cast)))

    assert writer.sizes == [1, 1, 1]


def test_a_commit_holds_only_so_much(
    house: House, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "BATCH_COMMANDS", 4)
    writer.hold()
    futures = begin(house, *(post(house.cast, text=str(n)) for n in range(10)))
    writer.go_on()
    assert [f.result(5).seq for f in futures] == sorted(f.result(5).seq for f in futures)
    assert max(writer.sizes) == 4
    assert sum(writer.sizes) == 10


def test_what_takes_rights_away_commits_alone(house: House, writer: Writer) -> None:
    cast = house.cast
    bob, robo = cast.signed_in("bob"), cast.with_token("robo")
    writer.hold()
    futures = begin(
        house,
        post(cast),
        post(cast),
        cast.command("bob", EndSession, session=bob.session),
        cast.command("ann", RevokeToken, token=robo.token),
        post(cast),
        post(cast),
        cast.command("mod", SuspendUser, user="eve"),
    )
    writer.go_on()
    for future in futures:
        future.result(5)
    alone = [[type(c).__name__ for c in commands] for commands in writer.commits]
    for commands in alone:
        assert len(commands) == 1 or set(commands) == {"PostMessage"}
    assert [name for commands in alone for name in commands] == [
        *("PostMessage", "PostMessage", "EndSession", "RevokeToken"),
        *("PostMessage", "PostMessage", "SuspendUser"),
    ]


def test_a_senders_frames_keep_their_order(house: House) -> None:
    """Long texts are rendered in a thread; the short ones behind them still wait their turn."""
    ann = house.connect("ann")
    texts = [("long " * 400 if n % 3 == 0 else "short ") + str(n) for n in range(30)]
    for n, text in enumerate(texts):
        frame = {"type": "message.post", "ref": f"p{n}", "room": house.cast["lounge"]}
        ann.send(frame | {"client_id": str(uuid4()), "text": text})
    acks = [ann.wait(lambda f, n=n: f.get("ref") == f"p{n}") for n in range(30)]
    seqs = [ack["seq"] for ack in acks]
    assert seqs == list(range(seqs[0], seqs[0] + 30))
    assert [f["ref"] for f in ann.frames if f["type"] == "ack"] == [f"p{n}" for n in range(30)]
    stored = Message.objects.filter(room_id=house.cast["lounge"], seq__gte=seqs[0])
    assert list(stored.order_by("seq").values_list("text", flat=True)) == texts


def test_an_ack_comes_before_the_event_and_after_the_commit(house: House, writer: Writer) -> None:
    ann = house.connect("ann")
    writer.hold()
    mark = len(ann.frames)
    frame = {"type": "message.post", "ref": "p", "room": house.cast["lounge"], "text": "hi"}
    ann.send(frame | {"client_id": str(uuid4())})
    house.wait(lambda: bool(house.life.pipeline.group_commit._thread._work_queue.qsize()))
    ann.nothing_since(mark)
    writer.go_on()
    ann.heard("message.posted")
    types = [f["type"] for f in ann.frames[mark:] if f["type"] != "pong"]
    assert types == ["ack", "events"]


def test_a_full_queue_answers_busy(
    house: House, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "QUEUE_COMMANDS", 2)
    ann = house.connect("ann")
    writer.hold()
    first = begin(house, post(house.cast))
    writer.queued(0)
    begin(house, post(house.cast), post(house.cast))
    writer.queued(2)
    answer = ann.post(house.cast["lounge"], "hi", str(uuid4()))
    assert (answer["type"], answer["code"]) == ("error", "busy")
    assert answer["retry_after"] > 0
    writer.go_on()
    assert first[0].result(5).seq
    writer.queued(0)
    assert ann.post(house.cast["lounge"], "hi", str(uuid4()))["type"] == "ack"


def test_nobody_waits_for_a_commit_that_hangs(
    house: House, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(group_commit, "EXPIRY_SECONDS", 0.02)
    begun, waiting = post(house.cast, text="begun"), post(house.cast, text="never begun")
    writer.hold()
    started = time.monotonic()
    hanging = begin(house, begun)
    writer.queued(0)
    queued = begin(house, waiting)
    for future in hanging + queued:
        with pytest.raises(ChatError) as refusal:
            future.result(5)
        assert refusal.value.code == "unavailable"
        assert refusal.value.retry_after
    assert time.monotonic() - started < 3
    monkeypatch.setattr(group_commit, "ANSWER_SECONDS", 5)
    writer.go_on()
    assert perform_sync(begun).repeated, "it was being committed: its client_id settles it"
    assert not perform_sync(waiting).repeated, "what was not begun is not committed later"
    assert Message.objects.count() == 2


def test_a_pipeline_that_stops_commits_and_answers_what_it_has(
    house: House, writer: Writer
) -> None:
    """Also what is being committed at that moment, not only what waits behind it."""
    writer.hold()
    futures = begin(house, post(house.cast))
    writer.queued(0)
    stopping = asyncio.run_coroutine_threadsafe(house.life.pipeline.group_commit.stop(), house.loop)
    house.call(lambda: None)
    writer.go_on()
    assert futures[0].result(5).seq
    stopping.result(5)


def test_a_publication_holds_one_room_or_one_person(house: House, writer: Writer) -> None:
    told: list[Publication] = []
    house.call(house.life.pipeline.publisher.listeners.append, told.append)
    cast = house.cast
    writer.hold()
    begin(house, post(cast))
    writer.queued(0)
    commands = [post(cast), cast.command("bob", PostMessage, room="board", text="@ann @mod")]
    futures = begin(house, *commands, post(cast, text="@bob"))
    writer.queued(3)
    told.clear()
    writer.go_on()
    for future in futures:
        future.result(5)
    house.wait(lambda: len(told) >= 6)
    of = {name: value for value, name in cast.people.items()}
    assert [(len(p.events), p.room or of[p.user]) for p in told[1:]] == [
        (2, cast["lounge"]),
        (1, cast["board"]),
        (1, "ann"),
        (1, "mod"),
        (1, "bob"),
    ]
