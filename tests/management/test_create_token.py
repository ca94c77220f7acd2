"""`create_token`: prints a working secret, alone and once, and keeps only its hash."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from chat.models import Token
from chat.queries.credentials import holder_of_token
from tests.management.conftest import Run

TOKEN = re.compile(r"chat_[0-9a-f]{48}")


def test_it_prints_the_token_alone(run: Run) -> None:
    run("create_user", "ann")
    out = run("create_token", "Ann")
    assert TOKEN.fullmatch(out.removesuffix("\n"))


def test_the_token_stands_for_its_user_and_scopes(run: Run) -> None:
    ann = int(run("create_user", "ann"))
    holder = holder_of_token(run("create_token", "ann", "--scope", "read,admin").strip())
    assert holder is not None
    assert holder.actor.user == ann
    assert holder.actor.scopes == {"read", "admin"}


def test_the_secret_is_kept_nowhere(run: Run) -> None:
    run("create_user", "ann")
    secret = run("create_token", "ann", "--days", "3", "--name", "backup").strip()
    token = Token.objects.get()
    assert token.name == "backup"
    assert token.expires_at is not None
    assert token.hint == secret[:9]
    for field in Token._meta.concrete_fields:
        assert secret not in str(getattr(token, field.attname))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nobody",), "Nobody here is called 'nobody'."),
        (("ann", "--scope", "root"), "'root' is no scope"),
        (("ann", "--scope", "read,,root"), "'root' is no scope"),
        (("ann", "--scope", " , "), "A token needs a scope"),
        (("ann", "--days", "0"), "days: "),
        (("ann", "--days", "-1"), "days: "),
        (("ann", "--days", "99999999"), "days: "),
        (("ann", "--name", "two\nlines"), "one line"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    run: Run, words: tuple[str, ...], sentence: str
) -> None:
    run("create_user", "ann")
    with pytest.raises(CommandError, match=re.escape(sentence)):
        run("create_token", *words)
    assert not Token.objects.exists()


def test_at_a_shell_it_prints_one_word_and_fails_with_one_sentence(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "CHAT_DATA_DIR": str(tmp_path)}

    def shell(*words: str) -> subprocess.CompletedProcess[str]:
        manage = [sys.executable, "manage.py", *words]
        return subprocess.run(
            manage,
            cwd=settings.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )

    assert shell("migrate", "--verbosity", "0").returncode == 0
    assert shell("create_user", "ann").stdout == "1\n"
    made = shell("create_token", "ann")
    assert TOKEN.fullmatch(made.stdout.removesuffix("\n"))
    assert made.stderr == ""
    refused = shell("create_token", "eve")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "CommandError: Nobody here is called 'eve'.\n"
