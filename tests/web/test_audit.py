"""Signing in and out in the audit log, and tries that failed."""

import json

import pytest
from django.test import Client

from chat.models import AuditEntry
from chat.web.accounts import failures
from tests.web.conftest import PASSWORD, Cast, SignIn, reset_link


def entries(act: str) -> list[AuditEntry]:
    """The entries of an act, the oldest first."""
    return list(AuditEntry.objects.filter(act=act).order_by("number"))


@pytest.fixture(autouse=True)
def _no_failures_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "FAILURES", failures.Failures())


def try_to(login: str, password: str = "wrong") -> None:
    """Try to sign in."""
    Client().post("/accounts/login/", {"login": login, "password": password})


def test_signing_in_and_out_is_noted_once_each(cast: Cast, sign_in: SignIn) -> None:
    bob = cast["bob"].pk
    client = sign_in("bob")
    client.get("/accounts/sessions/")
    (begun,) = entries("session.begun")
    assert (begun.by, begun.person, begun.door) == (bob, bob, "page")
    assert json.loads(begun.details) == {"address": "127.0.0.1"}
    client.post("/accounts/logout/")
    (ended,) = entries("session.ended")
    assert (ended.by, ended.person, ended.door) == (bob, bob, "page")


def test_a_visitor_is_no_sign_in(cast: Cast) -> None:
    Client().get("/accounts/login/")
    assert not entries("session.begun")


def test_a_failed_try_names_the_account_and_not_what_was_typed(cast: Cast) -> None:
    for login in ("bob", "BOB@example.org", "my secret passphrase"):
        try_to(login, "another secret")
    found = entries("session.failed")
    assert [entry.person for entry in found] == [cast["bob"].pk, cast["bob"].pk, None]
    assert {entry.by for entry in found} == {None}
    written = " ".join(str(row) for row in AuditEntry.objects.values_list())
    assert "secret" not in written
    assert "127.0.0.1" in written


def test_who_may_not_enter_fails_also_with_the_right_password(cast: Cast) -> None:
    try_to("robo", PASSWORD)
    (entry,) = entries("session.failed")
    assert entry.person == cast["robo"].pk


def test_a_flood_of_tries_is_counted_and_not_noted_one_by_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "FAILURES_A_MINUTE", 2)
    flood = failures.Failures()
    monkeypatch.setattr(failures, "FAILURES", flood)
    for _ in range(4):
        try_to("nobody")
    assert len(entries("session.failed")) == 2
    flood._bucket._tokens = 1.0  # a while later
    try_to("nobody")
    assert json.loads(entries("session.failed")[-1].details)["unnoted_before"] == 2


def test_a_password_changed_by_a_link_is_noted_for_its_owner(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": "bob@example.org"})
    new = "seven green bicycles"
    client.post(reset_link(), {"password1": new, "password2": new})
    (entry,) = entries("password.changed")
    assert (entry.by, entry.person, entry.door) == (cast["bob"].pk, cast["bob"].pk, "page")
