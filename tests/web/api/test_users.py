"""New accounts, and their roles."""

import pytest

from chat.models import User
from chat.web.api.shapes import Person
from tests.web.api.conftest import Caller, Cast, problem_of


def test_an_admin_makes_an_account(cast: Cast, ann: Caller) -> None:
    made = ann.post("/users", {"username": "tom", "name": "Tom", "password": "correct horse 9"})
    assert made.status_code == 201
    assert Person.model_validate(made.json()).model_dump() == made.json()
    tom = User.objects.get(username="tom")
    assert tom.check_password("correct horse 9")


def test_an_account_without_a_password_cannot_sign_in(ann: Caller) -> None:
    assert ann.post("/users", {"username": "ci", "name": "CI", "kind": "bot"}).status_code == 201
    assert not User.objects.get(username="ci").has_usable_password()


def test_an_admin_gives_a_role_and_others_may_not(cast: Cast, ann: Caller) -> None:
    bob = cast.caller("bob").get("/me").json()["id"]
    for caller in (cast.caller("mod"), cast.caller("ann", "read", "write", "moderate")):
        problem_of(caller("PATCH", f"/users/{bob}", {"role": "moderator"}), 403, "forbidden")
    changed = ann("PATCH", f"/users/{bob}", {"role": "moderator"})
    assert changed.status_code == 200
    assert Person.model_validate(changed.json()).model_dump() == changed.json()
    assert User.objects.get(pk=bob).role == "moderator"
    problem_of(ann("PATCH", "/users/999999", {"role": "member"}), 404, "not_found")
    problem_of(ann("PATCH", f"/users/{bob}", {"role": "king"}), 422, "bad_frame")


@pytest.mark.parametrize("password", ["", "correct horse 9"])
def test_others_may_not_make_accounts(cast: Cast, password: str) -> None:
    body = {"username": "tom", "name": "Tom", "password": password}
    for caller in (cast.caller("bob"), cast.caller("mod"), cast.caller("ann", "read", "write")):
        problem_of(caller.post("/users", body), 403, "forbidden")
    assert not User.objects.filter(username="tom").exists()


@pytest.mark.parametrize("password", ["short", "password123", "tom-the-second"])
def test_a_weak_password_is_refused(ann: Caller, password: str) -> None:
    body = {"username": "tom-the-second", "name": "Tom", "password": password}
    problem_of(ann.post("/users", body), 422, "bad_frame")


def test_an_endless_password_is_refused(ann: Caller) -> None:
    body = {"username": "tom", "name": "Tom", "password": "x" * 257}
    problem_of(ann.post("/users", body), 413, "too_long")


def test_a_taken_name_is_a_conflict(ann: Caller) -> None:
    problem_of(ann.post("/users", {"username": "BOB", "name": "Bob"}), 409, "conflict")
