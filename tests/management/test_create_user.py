"""`create_user`: makes an account once and prints its id."""

import pytest
from django.core.management.base import CommandError

from chat.models import User
from tests.management.conftest import Run


def test_it_prints_the_id_alone(run: Run) -> None:
    out = run("create_user", "ann", "--name", "Ann Onymous", "--role", "admin")
    ann = User.objects.get(username="ann")
    assert out == f"{ann.pk}\n"
    assert (ann.name, ann.role, ann.kind) == ("Ann Onymous", "admin", "person")


def test_repeating_it_changes_nothing(run: Run) -> None:
    first = run("create_user", "ann", "--password", "one", "--role", "admin")
    assert run("create_user", "Ann", "--password", "two", "--role", "member") == first
    ann = User.objects.get()
    assert ann.check_password("one")
    assert ann.role == "admin"


def test_a_password_is_stored_hashed(run: Run) -> None:
    run("create_user", "ann", "--password", "correct horse")
    ann = User.objects.get()
    assert "correct horse" not in ann.password
    assert ann.check_password("correct horse")


def test_without_a_password_nobody_signs_in(run: Run) -> None:
    run("create_user", "ann")
    assert not User.objects.get().has_usable_password()


def test_a_bot_is_made(run: Run) -> None:
    run("create_user", "robo", "--bot")
    assert User.objects.get().kind == "bot"


@pytest.mark.parametrize("name", ["", "a b", "x" * 33, "<b>", "everyone", "ünal", "a\0b"])
def test_a_bad_name_is_refused_with_a_sentence(run: Run, name: str) -> None:
    with pytest.raises(CommandError, match=r"user name .*\."):
        run("create_user", name)
    assert not User.objects.exists()


def test_nobody_becomes_owner_this_way(run: Run) -> None:
    with pytest.raises(CommandError):
        run("create_user", "ann", "--role", "owner")
    assert not User.objects.exists()
