"""The time of every process is the database's."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from chat.models import clock as clocks
from chat.models.clock import APART_SECONDS, Clock

TRUE = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
NEAR = timedelta(seconds=0.1)  # what a busy machine takes between two lines


def test_until_the_database_says_something_the_machine_is_believed() -> None:
    assert abs(Clock().now() - timezone.now()) < NEAR


def test_the_database_is_believed_before_the_machine() -> None:
    clock = Clock()
    clock.hear(TRUE, time.monotonic())
    assert TRUE <= clock.now() < TRUE + NEAR


def test_a_jump_of_the_machine_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    clock.hear(TRUE, time.monotonic())
    monkeypatch.setattr(clocks.timezone, "now", lambda: TRUE + A_DAY)
    assert clock.now() < TRUE + NEAR


def test_the_database_may_be_set_right() -> None:
    clock = Clock()
    for said in (TRUE, TRUE - A_DAY):
        clock.hear(said, time.monotonic())
        assert said <= clock.now() < said + NEAR


def test_what_the_network_may_have_taken_moves_nothing() -> None:
    clock = Clock()
    clock.hear(TRUE, time.monotonic())
    clock.hear(TRUE - timedelta(seconds=APART_SECONDS / 2), time.monotonic())
    assert clock.now() >= TRUE
    clock.hear(TRUE + 3 * A_DAY / 86_400, time.monotonic() - 5.0)
    assert clock.now() < TRUE + NEAR, "an answer that took five seconds may be three off"
