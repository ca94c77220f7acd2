"""Signing in and out, passwords, profile: who may, who may not, what strangers learn."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from chat.models import Revocation, Session, User
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import LiftSuspension, SuspendUser
from tests.web.conftest import (
    NOON,
    PASSWORD,
    Cast,
    SignIn,
    reset_link,
    session_cookie,
    signed_in,
    text_of,
)

NEW = "seven green bicycles"


@pytest.mark.parametrize("login", ["bob", "BOB", "bob@example.org", "Bob@Example.org"])
def test_people_sign_in_by_name_or_address_in_any_case(sign_in: SignIn, login: str) -> None:
    assert signed_in(sign_in(login))


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    client = sign_in("bob")
    key = session_cookie(client)
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["session"] = key
    assert not signed_in(thief)
    assert not Session.objects.exists()


def test_signing_out_takes_more_than_a_link(sign_in: SignIn) -> None:
    client = sign_in("bob")
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(cast: Cast) -> None:
    answers = []
    for login in ("bob", "nobody"):
        page = text_of(Client().post("/accounts/login/", {"login": login, "password": "wrong"}))
        assert "is not right" in page
        answers.append([line for line in page.splitlines() if "csrf" not in line])
        answers[-1] = [line.replace(login, "…") for line in answers[-1]]
    assert answers[0] == answers[1]


def test_an_unknown_name_costs_a_hash_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert hashed == ["wrong"]


def test_the_sixth_wrong_password_in_a_minute_is_not_even_looked_at(cast: Cast) -> None:
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"login": "bob", "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})
    assert "Too many tries" in text_of(answer)
    assert not Session.objects.exists()


def test_the_twenty_first_try_of_an_address_is_refused(cast: Cast) -> None:
    client = Client()
    codes = [
        client.post("/accounts/login/", {"login": f"n{n}", "password": "wrong"}).status_code
        for n in range(21)
    ]
    assert codes[:20] == [200] * 20
    assert codes[20] == 429


def test_a_suspended_person_reads_why_and_stays_out(cast: Cast, sign_in: SignIn) -> None:
    inside = sign_in("bob")
    until = timezone.now() + timedelta(days=3)
    perform_sync(SuspendUser(by=operator(), user=cast["bob"].pk, until=until, reason="Shouting"))
    assert not signed_in(inside), "a suspension reaches those who are signed in"
    client = Client()
    page = text_of(client.post("/accounts/login/", {"login": "bob", "password": PASSWORD}))
    assert "This account is suspended until" in page
    assert "Shouting" in page
    assert not signed_in(client)
    page = text_of(client.post("/accounts/login/", {"login": "bob", "password": "wrong"}))
    assert "suspended" not in page, "strangers do not learn of it"
    perform_sync(LiftSuspension(by=operator(), user=cast["bob"].pk))
    assert signed_in(sign_in("bob"))


def test_an_account_out_of_use_and_a_bot_stay_out(cast: Cast) -> None:
    User.objects.filter(username="bob").update(is_active=False)
    for name, why in (("bob", "no longer in use"), ("robo", "Bots do not sign in")):
        client = Client()
        page = text_of(client.post("/accounts/login/", {"login": name, "password": PASSWORD}))
        assert why in page
        assert not signed_in(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(cast: Cast, target: str) -> None:
    answer = Client().post(
        "/accounts/login/", {"login": "bob", "password": PASSWORD, "next": target}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(cast: Cast, rooms: dict[str, str]) -> None:
    client = Client()
    answer = client.get("/rooms/lounge/3")
    assert answer["Location"] == "/accounts/login/?next=/rooms/lounge/3"
    assert 'value="/rooms/lounge/3"' in text_of(client.get(answer["Location"]))
    answer = client.post(
        answer["Location"], {"login": "bob", "password": PASSWORD, "next": "/rooms/lounge/3"}
    )
    assert answer["Location"] == "/rooms/lounge/3"


def test_a_changed_password_keeps_this_device_and_ends_the_others(sign_in: SignIn) -> None:
    here, there = sign_in("bob"), sign_in("bob")
    old = session_cookie(here)
    answer = here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    assert answer.status_code == 302, text_of(answer)
    assert signed_in(here)
    assert session_cookie(here) != old, "a change of rights gets a new key"
    assert not signed_in(there)
    assert Revocation.objects.filter(kind="session").count() == 2
    assert signed_in(sign_in("bob", NEW))


def test_a_password_is_not_changed_without_the_old_one(sign_in: SignIn) -> None:
    client = sign_in("bob")
    page = client.post(
        "/accounts/password/change/",
        {"oldpassword": "wrong", "password1": NEW, "password2": NEW},
    )
    assert "not your current password" in text_of(page)
    assert User.objects.get(username="bob").check_password(PASSWORD)


def test_a_session_that_ends_meanwhile_changes_no_password(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("bob")

    def slow(password: str) -> str:
        Session.objects.all().delete()
        return make_password(password)

    monkeypatch.setattr("chat.web.accounts.adapter.make_password", slow)
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    assert answer["Location"].startswith("/accounts/login/")
    assert User.objects.get(username="bob").check_password(PASSWORD)


def test_a_forgotten_password_is_reset_by_the_letter(cast: Cast, sign_in: SignIn) -> None:
    inside = sign_in("bob")
    client = Client()
    answer = client.post("/accounts/password/reset/", {"email": "bob@example.org"})
    assert answer.status_code == 302
    link = reset_link()
    assert "bob" in mail.outbox[0].body
    page = client.get(link)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin", "the link is told to no other site"
    answer = client.post(link, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/accounts/password/reset/key/done/"
    assert not signed_in(inside), "whoever was signed in with the old password is out"
    assert signed_in(sign_in("bob", NEW))
    assert client.get(link).status_code == 404, "the link works once"
    assert client.post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404


def test_the_link_of_a_letter_ages(cast: Cast, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON)
    Client().post("/accounts/password/reset/", {"email": "bob@example.org"})
    link = reset_link()
    assert Client().get(link).status_code == 200
    time_machine.shift(timedelta(hours=2, minutes=1))
    assert Client().get(link).status_code == 404


def test_the_link_of_a_letter_dies_with_the_address_it_went_to(cast: Cast, sign_in: SignIn) -> None:
    Client().post("/accounts/password/reset/", {"email": "bob@example.org"})
    link = reset_link()
    sign_in("bob").post("/accounts/email/", {"email": "new@example.org", "password": PASSWORD})
    assert Client().get(link).status_code == 404
    mail.outbox.clear()
    Client().post("/accounts/password/reset/", {"email": "bob@example.org"})
    assert "no account there" in mail.outbox[0].body


def test_asking_for_a_letter_tells_nobody_who_has_an_account(cast: Cast) -> None:
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in ("bob@example.org", "nobody@example.org")
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [letter.to for letter in mail.outbox] == [["bob@example.org"], ["nobody@example.org"]]


def test_people_change_their_name(sign_in: SignIn) -> None:
    client = sign_in("bob")
    client.post("/accounts/profile/", {"name": "Bobby"})
    assert User.objects.get(username="bob").name == "Bobby"
    assert 'value="Bobby"' in text_of(client.get("/accounts/profile/"))


def test_a_refused_name_is_explained(sign_in: SignIn) -> None:
    page = text_of(sign_in("bob").post("/accounts/profile/", {"name": "a\u202eb"}))
    assert "errorlist" in page
    assert User.objects.get(username="bob").name == "Bob"


def test_an_address_changes_with_the_password_only(sign_in: SignIn) -> None:
    client = sign_in("bob")
    page = text_of(client.post("/accounts/email/", {"email": "b@example.org", "password": "no"}))
    assert "This is not your password" in page
    assert User.objects.get(username="bob").email == "bob@example.org"
    client.post("/accounts/email/", {"email": "B@Example.org", "password": PASSWORD})
    assert User.objects.get(username="bob").email == "b@example.org"


def test_an_address_of_somebody_else_is_refused(sign_in: SignIn) -> None:
    client = sign_in("bob")
    page = client.post("/accounts/email/", {"email": "ann@example.org", "password": PASSWORD})
    assert "belongs to another account" in text_of(page)


def test_names_are_shown_as_text(sign_in: SignIn) -> None:
    client = sign_in("bob")
    User.objects.filter(username="bob").update(name="<script>alert(1)</script>")
    page = text_of(client.get("/accounts/profile/"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
