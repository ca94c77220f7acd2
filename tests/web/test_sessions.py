"""Sessions: hashed, bounded in time, ended everywhere, absent from what is stateless."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from chat.actions.housekeeping import delete_expired_sessions
from chat.models import Invitation, Revocation, Session
from chat.queries.accounts import hash_key
from tests.web.conftest import NOON, Cast, SignIn, dump_of_database, session_cookie, signed_in


def test_the_database_does_not_hold_what_the_cookie_says(sign_in: SignIn) -> None:
    client = sign_in("bob")
    key = session_cookie(client)
    dump = dump_of_database()
    assert hash_key(key).encode() in dump
    assert key.encode() not in dump


def test_a_stored_key_replayed_as_a_cookie_opens_nothing(sign_in: SignIn) -> None:
    stored = Session.objects.get(pk=hash_key(session_cookie(sign_in("bob")))).pk
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stored
    assert not signed_in(thief)


def test_a_session_knows_whose_it_is_and_where_it_came_from(sign_in: SignIn, cast: Cast) -> None:
    sign_in("bob")
    row = Session.objects.get()
    assert (row.user, row.address) == (cast["bob"], "127.0.0.1")
    assert row.agent.startswith("bob's Firefox")


def test_signing_in_gives_a_new_key_and_leaves_one_session(sign_in: SignIn) -> None:
    client = sign_in("bob")
    first = session_cookie(client)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "bob", "password": "correct horse battery"})
    assert session_cookie(client) != first
    assert Session.objects.count() == 1


def test_the_cookie_is_kept_from_scripts_and_other_sites(sign_in: SignIn) -> None:
    cookie = sign_in("bob").cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(("remember", "hours"), [({}, 12), ({"remember": "on"}, 14 * 24)])
def test_an_idle_session_ends(
    sign_in: SignIn, time_machine: TimeMachineFixture, remember: dict[str, str], hours: int
) -> None:
    time_machine.move_to(NOON, tick=False)
    client = sign_in("bob", **remember)
    time_machine.move_to(NOON + timedelta(hours=hours, minutes=-1), tick=False)
    assert signed_in(client), "a visit in time moves the end along"
    time_machine.move_to(NOON + timedelta(hours=2 * hours, minutes=-2), tick=False)
    assert signed_in(client)
    time_machine.shift(timedelta(hours=hours, minutes=1))
    assert not signed_in(client)


def test_a_busy_session_ends_all_the_same_after_thirty_days(
    sign_in: SignIn, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON, tick=False)
    client = sign_in("bob", remember="on")
    for _ in range(29):
        time_machine.shift(timedelta(days=1))
        assert signed_in(client)
    time_machine.shift(timedelta(days=1, minutes=1))
    assert not signed_in(client)


def test_visits_are_written_at_most_once_a_minute(
    sign_in: SignIn, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON, tick=False)
    client = sign_in("bob")
    time_machine.shift(timedelta(seconds=59))
    assert signed_in(client)
    assert Session.objects.get().last_seen_at == NOON
    time_machine.shift(timedelta(seconds=1))
    assert signed_in(client)
    assert Session.objects.get().last_seen_at == NOON + timedelta(seconds=60)


def test_sessions_that_are_over_are_deleted_in_batches(
    sign_in: SignIn, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOON, tick=False)
    for _ in range(3):
        sign_in("bob")
    time_machine.shift(timedelta(hours=13))
    fresh = sign_in("bob")
    assert Session.objects.count() == 4
    assert delete_expired_sessions(timezone.now(), limit=2) == 2
    assert delete_expired_sessions(timezone.now(), limit=2) == 1
    assert delete_expired_sessions(timezone.now(), limit=2) == 0
    assert signed_in(fresh)


def test_old_invitations_and_revocations_are_deleted(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    Invitation.objects.create(code_hash="x", invited_by=cast["ann"], expires_at=NOON)
    Revocation.objects.create(seq=1, at=NOON, kind="user", target="1", code=4403)
    Revocation.objects.create(
        seq=2, at=NOON + timedelta(days=2), kind="user", target="1", code=4403
    )
    assert delete_expired_sessions(NOON + timedelta(days=29)) == 0
    assert delete_expired_sessions(NOON + timedelta(days=31)) == 1
    assert Revocation.objects.get().seq == 2
    assert delete_expired_sessions(NOON + timedelta(days=91)) == 2
    assert not Invitation.objects.exists()


def test_one_device_is_signed_out_from_another(sign_in: SignIn) -> None:
    here, there = sign_in("bob"), sign_in("bob")
    there_hash = hash_key(session_cookie(there))
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("Firefox on Linux") == 2
    here.post("/accounts/sessions/end/", {"session": there_hash})
    assert signed_in(here)
    assert not signed_in(there)
    assert Revocation.objects.filter(kind="session", target=there_hash, code=4401).exists()


def test_all_other_devices_are_signed_out_at_once(sign_in: SignIn) -> None:
    here, *others = sign_in("bob"), sign_in("bob"), sign_in("bob")
    here.post("/accounts/sessions/end-others/")
    assert signed_in(here)
    assert not any(signed_in(other) for other in others)


def test_somebody_elses_session_cannot_be_ended_nor_told_from_none(sign_in: SignIn) -> None:
    bob, eve = sign_in("bob"), sign_in("eve")
    bobs = hash_key(session_cookie(bob))
    refused = eve.post("/accounts/sessions/end/", {"session": bobs})
    assert refused.status_code == 404
    assert signed_in(bob)


def test_signing_out_closes_the_sockets_of_that_session_alone(sign_in: SignIn) -> None:
    here, there = sign_in("bob"), sign_in("bob")
    here_hash = hash_key(session_cookie(here))
    assert here.post("/accounts/logout/").status_code == 302
    assert [row.target for row in Revocation.objects.all()] == [here_hash]
    assert not signed_in(here)
    assert signed_in(there)


def test_a_session_ended_elsewhere_is_not_brought_back_by_a_late_save(sign_in: SignIn) -> None:
    client = sign_in("bob")
    key = session_cookie(client)
    Session.objects.all().delete()
    client.get("/accounts/profile/")
    client.post("/accounts/profile/", {"name": "Bobby"})
    assert not Session.objects.filter(pk=hash_key(key)).exists()


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/nothing", "/healthz", "/readyz"])
def test_what_is_stateless_makes_no_session_and_no_cookie(cast: Cast, path: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.cookies[settings.CSRF_COOKIE_NAME] = "broken"
    answer = client.get(path)
    assert answer.status_code in (200, 401, 404)
    assert not answer.cookies
    assert not Session.objects.exists()


def test_visitors_get_no_session(cast: Cast) -> None:
    client = Client()
    for path in ("/accounts/login/", "/accounts/password/reset/", "/", "/nothing"):
        client.get(path)
    client.post("/accounts/login/", {"login": "bob", "password": "wrong"})
    assert not Session.objects.exists()


def test_letters_wait_in_the_data_folder_where_no_mail_server_is_set() -> None:
    assert Path(settings.EMAIL_FILE_PATH) == Path(settings.DATA_DIR) / "mail"
