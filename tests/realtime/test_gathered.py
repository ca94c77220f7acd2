"""Those who ask together are answered together, each with their own answer."""

import asyncio
import threading
from typing import Any

import pytest

from chat.pipeline.commit import unavailable
from chat.protocol.errors import ChatError
from chat.realtime import admission, gathered
from chat.realtime.admission import Admission

DEADLINE = 5.0


class Squares:
    """A query that notes which keys came together, and ends when it is let go."""

    def __init__(self, open_from_the_start: bool = True) -> None:
        self.asked: list[list[int]] = []
        self.gate = threading.Event()
        if open_from_the_start:
            self.gate.set()

    def __call__(self, keys: list[int]) -> dict[int, int]:
        self.asked.append(keys)
        assert self.gate.wait(DEADLINE)
        return {key: key * key for key in keys if key >= 0}


async def asked(squares: Squares, count: int) -> None:
    """Waits until so many reads have begun."""
    async with asyncio.timeout(DEADLINE):
        while len(squares.asked) < count:
            await asyncio.sleep(0.005)


async def test_who_asks_together_is_answered_by_one_read() -> None:
    door, squares = Admission(), Squares()
    assert await asyncio.gather(*(door.ask(squares, n) for n in (2, 3, 4))) == [4, 9, 16]
    assert squares.asked == [[2, 3, 4]]
    assert door.waiting == 0


async def test_who_asks_for_what_is_not_there_gets_nothing() -> None:
    assert await Admission().ask(Squares(), -1) is None


async def test_the_same_question_is_read_once_for_all_who_ask_it() -> None:
    door, squares = Admission(), Squares()
    assert await asyncio.gather(*(door.ask(squares, 3) for _ in range(20))) == [9] * 20
    assert squares.asked == [[3]]


async def test_who_asks_while_a_read_runs_is_answered_by_a_later_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathered, "AT_ONCE", 1)
    door, squares = Admission(), Squares(open_from_the_start=False)
    first = asyncio.create_task(door.ask(squares, 1))
    await asked(squares, 1)
    later = [asyncio.create_task(door.ask(squares, n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    squares.gate.set()
    assert await asyncio.gather(first, *later) == [1, 1, 4, 9]
    assert squares.asked == [[1], [1, 2, 3]], "an answer was read before it was asked for"


async def test_one_read_is_bounded_and_the_rest_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "GATHERED", 10)
    door, squares = Admission(), Squares()
    answers = await asyncio.gather(*(door.ask(squares, n) for n in range(25)))
    assert answers == [n * n for n in range(25)]
    assert max(map(len, squares.asked)) == 10


async def test_a_mistake_that_one_brings_is_nobody_elses() -> None:
    def picky(keys: list[int]) -> dict[int, int]:
        if 13 in keys:
            raise ValueError("unlucky")
        return {key: key for key in keys}

    door = Admission()
    answers: list[Any] = await asyncio.gather(
        *(door.ask(picky, n) for n in (12, 13, 14)), return_exceptions=True
    )
    assert (answers[0], answers[2]) == (12, 14)
    assert isinstance(answers[1], ValueError)


async def test_a_database_that_is_away_refuses_everybody_and_then_answers_again() -> None:
    away = True

    def query(keys: list[int]) -> dict[int, int]:
        if away:
            raise unavailable()
        return {key: key for key in keys}

    door = Admission()
    answers = await asyncio.gather(*(door.ask(query, n) for n in (1, 2)), return_exceptions=True)
    assert [getattr(answer, "code", answer) for answer in answers] == ["unavailable"] * 2
    away = False
    assert await door.ask(query, 3) == 3


async def test_who_leaves_while_waiting_takes_nobody_along() -> None:
    door, squares = Admission(), Squares(open_from_the_start=False)
    leaves, stays = (asyncio.create_task(door.ask(squares, 5)) for _ in range(2))
    await asked(squares, 1)
    leaves.cancel()
    squares.gate.set()
    assert await stays == 25
    assert door.waiting == 0


async def test_nobody_waits_for_ever_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "AT_ONCE", 1)
    monkeypatch.setattr(admission, "WAIT_SECONDS", 0.05)
    door, squares = Admission(), Squares(open_from_the_start=False)
    with pytest.raises(ChatError) as refusal:
        await door.ask(squares, 1)
    assert refusal.value.code == "unavailable", "it is the database that lets it wait"
    with pytest.raises(ChatError) as refusal:
        await door.ask(squares, 2)
    assert refusal.value.code == "busy", "its turn has not come"
    squares.gate.set()
    monkeypatch.setattr(admission, "WAIT_SECONDS", DEADLINE)
    assert await door.ask(squares, 7) == 49


async def test_beyond_the_queue_who_asks_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "WAITING", 2)
    door, squares = Admission(), Squares(open_from_the_start=False)
    waiting = [asyncio.create_task(door.ask(squares, n)) for n in (1, 2)]
    await asked(squares, 1)
    with pytest.raises(ChatError) as refusal:
        await door.ask(squares, 3)
    assert refusal.value.code == "busy"
    squares.gate.set()
    assert await asyncio.gather(*waiting) == [1, 4]
