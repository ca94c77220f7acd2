"""`change_role`: gives an account another role."""

import pytest
from django.core.management.base import CommandError

from chat.models import User
from tests.management.conftest import Run


def test_it_gives_any_role(run: Run) -> None:
    run("create_user", "ann")
    for role in ("moderator", "owner"):
        run("change_role", "Ann", role)
        assert User.objects.get().role == role


def test_the_only_owner_stays_one(run: Run) -> None:
    run("create_user", "ann")
    run("change_role", "ann", "owner")
    with pytest.raises(CommandError, match="only owner"):
        run("change_role", "ann", "member")
    assert User.objects.get().role == "owner"


def test_who_is_not_there_is_named(run: Run) -> None:
    with pytest.raises(CommandError, match="no account 'zoe'"):
        run("change_role", "zoe", "member")
