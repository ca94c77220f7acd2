"""`seed_demo`: a believable workspace, made once and through the rules."""

import re
import sys
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db.models import F

from chat.management.demo import chitchat
from chat.management.demo.names import name_of
from chat.models import Membership, Mention, Message, Reaction, Revision, Room, User, Workspace
from tests.management.conftest import Run

LOGIN = re.compile(r"^(\w+) +(\S+)  \((\w+)\)$", re.MULTILINE)


def test_the_printed_logins_work(run: Run) -> None:
    logins = LOGIN.findall(run("seed_demo"))
    assert {name for name, _, _ in logins} >= {"ann", "bob", "eve", "mod"}
    for name, password, role in logins:
        user = User.objects.get(username=name)
        assert user.check_password(password)
        assert user.role == role
    assert len({password for _, password, _ in logins}) == len(logins)
    assert not User.objects.get(username="robo").has_usable_password()


def test_there_is_something_of_everything_to_look_at(run: Run) -> None:
    run("seed_demo")
    assert Workspace.objects.get().name
    assert set(Room.objects.values_list("kind", flat=True)) == {"open", "closed", "direct"}
    assert {"lounge", "board"} <= set(Room.objects.values_list("slug", flat=True))
    assert not Membership.objects.filter(room__slug="board", user__username="eve").exists()
    for records in (Reaction, Mention, Revision):
        assert records.objects.exists(), records
    messages = Message.objects.all()
    assert messages.filter(thread__isnull=False).exists()
    assert messages.filter(deleted_at__isnull=False).exists()
    assert messages.filter(html__contains="<pre").exists()
    assert messages.filter(html__contains="href=").exists()
    assert messages.filter(room__kind="direct").exists()


def test_somebody_has_something_unread(run: Run) -> None:
    run("seed_demo")
    assert Membership.objects.filter(read_seq__lt=F("room__seq"), user__username="bob").exists()


def test_a_second_run_adds_nothing(run: Run) -> None:
    run("seed_demo")
    rooms = dict(Room.objects.values_list("slug", "seq"))
    bob = User.objects.get(username="bob").password
    out = run("seed_demo")
    assert "0 new messages" in out
    assert not LOGIN.search(out)
    assert dict(Room.objects.values_list("slug", "seq")) == rooms
    assert User.objects.get(username="bob").password == bob


def test_a_workspace_where_people_work_is_left_alone_unless_forced(run: Run) -> None:
    run("create_user", "somebody")
    with pytest.raises(CommandError, match="--force"):
        run("seed_demo")
    assert User.objects.count() == 1
    assert not Message.objects.exists()
    run("seed_demo", "--force")
    assert Message.objects.exists()


# --- The real messages -------------------------------------------------------------------------


def conversation(start: str, question: str | None, *said: tuple[str, str]) -> dict[str, Any]:
    """A conversation as the dataset writes it."""
    turns = [[{"sender": who, "text": text, "timestamp": start}] for who, text in said]
    return {"start": start, "messages": turns} | ({"prompt": question} if question else {})


SAID = {
    "b": conversation("2018-05-02T00:00:00Z", "Tea?", ("x", "With milk."), ("y", "Never.")),
    "a": conversation("2018-05-01T00:00:00", "Tea?", ("z", "Green."), ("x", "  "), ("z", "Hot.")),
    "c": conversation("2018-05-03T00:00:00Z", None, ("y", "Hello?")),
}


def test_real_conversations_become_rooms_in_their_order(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chitchat, "read", lambda: SAID)
    out = run("seed_demo", "--chitchat")
    assert "3 people in 2 rooms." in out
    assert "5 messages in" in out
    assert "1 are empty" in out
    tea = Message.objects.filter(room__slug="tea").order_by("seq")
    assert [m.text for m in tea] == ["Green.", "Hot.", "With milk.", "Never."]
    assert tea[0].author.username == name_of(0)[0]
    assert Message.objects.get(room__slug="chit-chat").text == "Hello?"
    heads = dict(Room.objects.values_list("slug", "seq"))
    again = run("seed_demo", "--chitchat")
    assert "0 messages in" in again
    assert "5 were there before" in again
    assert dict(Room.objects.values_list("slug", "seq")) == heads


def test_a_missing_package_is_said_in_a_sentence_before_anything_is_made(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "chitchat_dataset", None)
    with pytest.raises(CommandError, match="pip install chitchat-dataset"):
        run("seed_demo", "--chitchat")
    assert not User.objects.exists()


def test_every_sender_gets_a_name_of_their_own() -> None:
    names = {name_of(number)[0] for number in range(chitchat.SENDERS)}
    assert len(names) == chitchat.SENDERS
    assert all(re.fullmatch(r"[a-z.]{3,32}", name) for name in names)
