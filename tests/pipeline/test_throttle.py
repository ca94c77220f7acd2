"""Token buckets: how fast somebody may write, and when to come back."""

import itertools
from typing import Any
from uuid import uuid4

import pytest

from chat.pipeline import throttle
from chat.pipeline.throttle import Bucket, Throttle
from tests.house import House


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = Bucket(rate=2, burst=4, now=0)
    assert [bucket.take(0) for _ in range(4)] == [0.0] * 4
    assert bucket.take(0) == 0.5
    assert bucket.take(0.25) == 0.25
    assert bucket.take(0.5) == 0.0
    assert bucket.take(0.5) == 0.5
    assert [bucket.take(1_000) for _ in range(4)] == [0.0] * 4
    assert bucket.take(1_000) > 0


def test_one_senders_haste_is_not_anothers() -> None:
    times = itertools.repeat(0.0)
    throttle = Throttle(rate=1, burst=1, clock=lambda: next(times))
    assert throttle.wait(1) is None
    assert throttle.wait(1) == 1.0
    assert throttle.wait(2) is None


def test_only_so_many_senders_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "BUCKETS", 2)
    made = Throttle(rate=1, burst=1, clock=lambda: 0.0)
    for sender in (1, 2, 3, 4):
        made.wait(sender)
    assert list(made._buckets) == [3, 4]


def test_a_socket_that_posts_too_fast_is_told_when_to_come_back(
    house: House, settings: Any
) -> None:
    settings.CHAT_MESSAGE_RATE = 3
    throttle._messages.cache_clear()
    ann, lounge, client_id = house.connect("ann"), house.cast["lounge"], str(uuid4())
    first = ann.post(lounge, "first", client_id)
    answers = [ann.post(lounge, "hi", str(uuid4())) for _ in range(5)]
    assert [a.get("code", "ack") for a in answers] == ["ack"] * 2 + ["rate_limited"] * 3
    assert 0 < answers[-1]["retry_after"] < 10
    repeat = ann.post(lounge, "first", client_id)
    assert (repeat["type"], repeat["seq"]) == ("ack", first["seq"])
    assert house.connect("bob").post(lounge, "hi", str(uuid4()))["type"] == "ack"
