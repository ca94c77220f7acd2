"""A right that ends closes what stands on it, in every process, with or without a layer."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.models import Session, Token, User
from chat.pipeline import health as pipeline_health
from chat.pipeline.commit import commit
from chat.pipeline.health import health
from chat.protocol.closes import BARRED, SIGNED_OUT, TRY_AGAIN
from chat.protocol.commands import (
    AddMember,
    Command,
    EndOtherSessions,
    EndSession,
    RevokeToken,
    SetPassword,
    SuspendUser,
)
from chat.queries.accounts import hash_key
from chat.realtime import consumer, watch
from tests.house import Client, House, Process

POLLED = 2.5  # seconds: one look of the watch, and a loaded machine


def standing_on(house: House, right: str, process: Process | None) -> tuple[Client, Command, int]:
    """A socket of bob's, the command that ends what it stands on, and the code it closes with."""
    cast = house.cast
    if right == "token":
        pk, secret = cast.token("bob")
        client = house.connect(token=secret, process=process)
        return client, cast.command("ann", RevokeToken, token=pk), SIGNED_OUT
    secret = cast.session("bob")
    client = house.connect(session=secret, process=process)
    commands = {
        "session": cast.command("bob", EndSession, session=hash_key(secret)),
        "others": cast.command("bob", EndOtherSessions, user="bob"),
        "password": cast.command("ann", SetPassword, user="bob", password="md5$salt$hash"),
        "account": cast.command("mod", SuspendUser, user="bob"),
    }
    return client, commands[right], BARRED if right == "account" else SIGNED_OUT


RIGHTS = ["session", "others", "password", "token", "account"]


@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_that_ends_closes_its_sockets_in_every_process_at_once(
    house: House, right: str
) -> None:
    other = house.another_process()
    near, end, code = standing_on(house, right, None)
    headers = near.scope["headers"]
    far = house.connect(headers=headers, process=other)  # type: ignore[arg-type]
    ann, mod = house.connect("ann"), house.connect("mod", process=other)
    started = time.monotonic()
    house.cast.do(end.by, type(end), **end.model_dump(exclude={"by"}))
    assert (near.wait_closed(), far.wait_closed()) == (code, code)
    assert time.monotonic() - started < POLLED
    assert ann.settle()
    assert mod.settle()


@pytest.mark.parametrize("right", ["session", "token", "account"])
def test_a_process_that_only_polls_closes_them_within_a_second(house: House, right: str) -> None:
    client, end, code = standing_on(house, right, None)
    started = time.monotonic()
    assert not getattr(commit([end], {}).results[0], "code", "")
    assert client.wait_closed() == code
    assert time.monotonic() - started < POLLED


def slowed(monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[threading.Event, threading.Event]:
    """Let a read of the consumer's pause after it has read."""
    read, go_on, original = threading.Event(), threading.Event(), getattr(consumer, name)

    def slow(*arguments: Any) -> Any:
        found = original(*arguments)
        read.set()
        go_on.wait(5)
        return found

    monkeypatch.setattr(consumer, name, slow)
    return read, go_on


@pytest.mark.parametrize("right", ["session", "account"])
def test_a_right_that_ends_while_a_socket_is_let_in_lets_it_in_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch, right: str
) -> None:
    secret = house.cast.session("bob")
    commands = {
        "session": house.cast.command("bob", EndSession, session=hash_key(secret)),
        "account": house.cast.command("mod", SuspendUser, user="bob"),
    }
    end = commands[right]
    read, go_on = slowed(monkeypatch, "admit")
    opened: list[Client] = []
    opening = threading.Thread(
        target=lambda: opened.append(house.connect(session=secret, hello=False))
    )
    opening.start()
    assert read.wait(5)
    house.cast.do(end.by, type(end), **end.model_dump(exclude={"by"}))
    house.wait(lambda: bool(house.hub.revoked))
    go_on.set()
    opening.join(5)
    assert opened[0].wait_closed() == (BARRED if right == "account" else SIGNED_OUT)
    house.wait(lambda: not house.hub.sockets())


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the watch look twenty times a second."""
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.05)


def looks(house: House, count: int) -> None:
    """Wait until the watch has looked so many times more."""
    goal = house.life.watch._looks + count
    house.wait(lambda: house.life.watch._looks >= goal)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("end", ["expire_date", "ends_at"])
def test_a_session_that_runs_out_closes_its_sockets(house: House, end: str) -> None:
    soon = timezone.now() + timedelta(seconds=0.4)
    bob = house.connect(session=house.cast.session("bob", **{end: soon}))
    ann = house.connect("ann")
    assert bob.wait_closed() == SIGNED_OUT
    assert timezone.now() >= soon
    assert ann.settle()


@pytest.mark.usefixtures("hasty")
def test_a_token_that_runs_out_closes_its_sockets(house: House) -> None:
    pk, secret = house.cast.token("robo", days=1)
    Token.objects.filter(pk=pk).update(expires_at=timezone.now() + timedelta(seconds=0.4))
    assert house.connect(token=secret).wait_closed() == SIGNED_OUT


@pytest.mark.usefixtures("hasty")
def test_a_session_that_was_used_meanwhile_goes_on(house: House) -> None:
    bob = house.connect(session=house.cast.session("bob"))
    (socket,) = house.hub.sockets()
    now = socket.ends_at = timezone.now()  # as far as its process knows; the database knows better
    looks(house, 3)
    assert bob.settle()
    assert socket.ends_at > now


@pytest.mark.parametrize("lasts", ["gone", "expired", "inactive", "suspended"])
def test_who_may_not_enter_is_told_why_by_the_code(house: House, lasts: str) -> None:
    secret = house.cast.session("bob")
    now = timezone.now()
    if lasts == "gone":
        Session.objects.all().delete()
    elif lasts == "expired":
        Session.objects.update(expire_date=now)
    elif lasts == "inactive":
        User.objects.filter(pk=house.cast["bob"]).update(is_active=False)
    else:
        User.objects.filter(pk=house.cast["bob"]).update(suspended_until=now + timedelta(hours=1))
    code = house.connect(session=secret, hello=False).wait_closed()
    assert code == (SIGNED_OUT if lasts in ("gone", "expired") else BARRED)
    assert not house.hub.sockets()


def test_a_process_that_cannot_confirm_rights_delivers_nothing_until_it_can(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob, lounge = house.connect("ann"), house.connect("bob"), house.cast["lounge"]
    monkeypatch.setattr(pipeline_health, "LEASE_SECONDS", -1.0)
    assert not health.lease_holds()
    mark = len(bob.frames)
    seq = house.cast.post("ann", text="secret")
    house.cast.do("ann", AddMember, room="board", user="bob")
    typing(house, lounge)
    ann.settle()
    bob.nothing_since(mark)
    monkeypatch.setattr(pipeline_health, "LEASE_SECONDS", 5.0)
    for client in (ann, bob):
        client.heard_up_to(lounge, seq)
    told = User.objects.get(username="bob").viewer_seq
    assert told
    house.wait(lambda: house.hub.viewer_seqs[house.cast["bob"]] == told)  # a pong tells bob of it
    typing(house, lounge)
    bob.wait(lambda frame: frame["type"] == "typing")


def typing(house: House, room: int) -> None:
    """Another process lets it be known that somebody writes."""
    message = {"type": "typing", "room": room, "user": house.cast["ann"], "name": "Ann"}
    house.call(house.hub.hear_message, message)


def test_a_process_that_has_never_confirmed_rights_lets_nobody_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.hub, "revoked_seq", None)
    assert house.connect("bob", hello=False).wait_closed() == TRY_AGAIN
