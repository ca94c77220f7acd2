"""The first visit: the code opens the set-up once, and nothing else does."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from chat.models import Room, Session, User, Workspace
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import CreateUser
from chat.queries.setup import setup_address, setup_code
from tests.web.conftest import PASSWORD, Cast, signed_in, text_of

ANN = {
    "workspace": "The House",
    "name": "Ann",
    "username": "ann",
    "email": "Ann@Example.org",
    "password": PASSWORD,
}


def found(client: Client, **changes: str) -> str:
    """Send the form; returns where it leads, or nothing."""
    answer = client.post("/setup", ANN | {"code": setup_code()} | changes)
    return answer.headers.get("Location", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/rooms/general", "/accounts/login/", "/accounts/profile/", "/join/abc", "/admin/"],
)
def test_before_the_founding_every_page_leads_to_the_set_up(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"] == "/setup"


@pytest.mark.django_db
def test_the_set_up_says_where_the_code_is() -> None:
    page = Client().get("/setup")
    assert page.status_code == 200
    assert "The server prints an address" in text_of(page)
    assert setup_code() not in text_of(page)


@pytest.mark.django_db
def test_the_printed_address_leads_to_the_form() -> None:
    address = setup_address("http://127.0.0.1:8000/")
    assert address == f"http://127.0.0.1:8000/setup?code={setup_code()}"
    page = Client().get(address.removeprefix("http://127.0.0.1:8000"))
    assert "Name of the workspace" in text_of(page)


@pytest.mark.django_db
def test_the_founder_is_signed_in_owns_the_workspace_and_lands_in_its_room() -> None:
    client = Client()
    assert found(client) == "/"
    ann = User.objects.get()
    assert (ann.username, ann.role, ann.email) == ("ann", "owner", "ann@example.org")
    assert ann.check_password(PASSWORD)
    assert Workspace.objects.get().name == "The House"
    assert signed_in(client)
    assert client.get("/")["Location"] == "/rooms/general"
    page = client.get("/rooms/general")
    assert page.status_code == 200
    assert page.context["page_config"]["user"]["role"] == "owner"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "wrong", "ä" * 24, "A" * 10_000])
def test_a_wrong_code_makes_nothing(code: str) -> None:
    client = Client()
    assert client.get("/setup", {"code": "wrong"}).status_code == 403
    assert "does not fit" in text_of(client.get("/setup", {"code": "wrong"}))
    assert found(client, code=code) == ""
    assert not User.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_code_works_once() -> None:
    assert found(Client()) == "/"
    late = Client()
    assert late.get("/setup", {"code": setup_code()}).status_code == 410
    assert found(late, username="eve", email="eve@example.org") == ""
    assert User.objects.count() == 1
    assert not signed_in(late)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "short"),
        ("password", "password123"),
        ("username", "a b"),
        ("username", "x" * 33),
        ("name", "a\u202eb"),
        ("workspace", ""),
        ("email", "nowhere"),
    ],
)
def test_what_is_wrong_in_the_form_is_explained_and_nothing_made(field: str, value: str) -> None:
    answer = Client().post("/setup", ANN | {"code": setup_code(), field: value})
    assert answer.status_code == 200
    page = text_of(answer)
    assert 'class="error' in page
    assert PASSWORD not in page
    assert not User.objects.exists()


def test_the_code_depends_on_the_secret_key(settings) -> None:  # noqa: ANN001
    first = setup_code()
    assert len(first) == 24
    settings.SECRET_KEY = "another" * 8
    assert setup_code() != first


@pytest.mark.django_db
def test_an_operator_may_make_accounts_before_the_founding() -> None:
    hashed = make_password(PASSWORD)
    perform_sync(CreateUser(by=operator(), username="bob", name="Bob", password=hashed))
    client = Client()
    assert client.get("/accounts/login/").status_code == 200
    client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})
    assert signed_in(client)
    assert client.post("/accounts/logout/").status_code == 302
    assert not signed_in(client)
    assert found(Client()) == "/", "the owner may still come"


def test_somebody_in_no_room_gets_the_page_all_the_same(sign_in, cast: Cast) -> None:  # noqa: ANN001
    Room.objects.all().delete()
    assert sign_in("bob").get("/").status_code == 200
