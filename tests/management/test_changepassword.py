"""Changing a password at the command line."""

import getpass
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management.base import CommandError
from django.test import Client

from chat.models import Revocation, Session, User
from tests.management.conftest import Run

GOOD = "a harbour in the morning"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is typed at the prompts, in order."""
    words: list[str] = []
    monkeypatch.setattr(getpass, "getpass", lambda _: words.pop(0))
    yield words
    assert not words


def test_a_new_password_ends_every_session(run: Run, typed: list[str], client: Client) -> None:
    run("create_user", "ann", "--password", "the old one it was")
    ann = User.objects.get(username="ann")
    client.force_login(ann, backend="chat.web.authentication.AccountBackend")
    assert Session.objects.filter(user=ann).exists()
    typed += [GOOD, GOOD]
    run("changepassword", "ann")
    ann.refresh_from_db()
    assert check_password(GOOD, ann.password)
    assert not Session.objects.filter(user=ann).exists()
    assert Revocation.objects.filter(kind="session").count() == 1


@pytest.mark.parametrize("words", [[GOOD, "another"], ["short", "short"]])
def test_a_bad_password_changes_nothing(run: Run, typed: list[str], words: list[str]) -> None:
    run("create_user", "ann", "--password", "the old one it was")
    typed += words
    with pytest.raises(CommandError):
        run("changepassword", "ann")
    assert check_password("the old one it was", User.objects.get(username="ann").password)


def test_an_unknown_name_is_refused(run: Run) -> None:
    with pytest.raises(CommandError):
        run("changepassword", "nobody")
