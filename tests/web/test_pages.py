"""The chat page's addresses, and what every answer of the site carries."""

import json
import re
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from structlog.testing import capture_logs

from chat.models import Room
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import AddMember
from chat.protocol.errors import ChatError
from chat.web import pages
from chat.web.accounts import founding
from chat.web.request_log import without_secrets
from chatsite.assets import VERSIONED
from tests.web.conftest import PASSWORD, Cast, SignIn, dump_of_database, text_of

FILLED = {
    "language": "de",
    "digest": "0123456789ab",
    "username": "ann",
    "slug": "lounge",
    "seq": "1",
    "reply": "2",
    "code": "abc",
    "token": "1",
    "invitation": "1",
    "key": "00000000-0000-4000-8000-000000000000",
}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the site's own pages, its variables filled in."""
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        if route.startswith(("admin/", "api/")):
            continue
        if isinstance(part, URLResolver):
            yield from addresses(part, route)
        elif isinstance(part, URLPattern):
            route = re.sub(r"\^?password/reset/key/.*", "password/reset/key/1-abc/", route)
            yield "/" + re.sub(r"<\w+:(\w+)>", lambda found: FILLED[found[1]], route)


OWN = sorted(addresses(get_resolver()))


def test_the_start_leads_to_the_first_room(
    sign_in: SignIn, cast: Cast, rooms: dict[str, str]
) -> None:
    lounge = Room.objects.get(slug="lounge").pk
    assert sign_in("bob").get("/")["Location"] == "/rooms/general"
    perform_sync(AddMember(by=operator(), room=lounge, user=cast["bob"].pk))
    assert sign_in("bob").get("/")["Location"] == "/rooms/lounge"


def test_a_room_opens_for_those_who_see_it(sign_in: SignIn, rooms: dict[str, str]) -> None:
    ann = sign_in("ann")
    for slug in rooms.values():
        assert ann.get(f"/rooms/{slug}").status_code == 200
        assert ann.get(f"/rooms/{slug}/1").status_code == 200


def test_a_room_one_may_not_see_is_like_none(sign_in: SignIn, rooms: dict[str, str]) -> None:
    eve = sign_in("eve")
    assert eve.get("/rooms/lounge").status_code == 200
    absent = eve.get("/rooms/no-such-room")
    assert absent.status_code == 404
    assert "There is nothing here for you" in text_of(absent)
    for slug in (rooms["board"], rooms["direct"]):
        hidden = eve.get(f"/rooms/{slug}")
        assert hidden.status_code == 404
        assert hidden.content == absent.content


def test_the_page_tells_its_scripts_who_and_where(
    sign_in: SignIn, cast: Cast, rooms: dict[str, str]
) -> None:
    page = sign_in("bob").get("/rooms/lounge")
    found = re.search(r'<script id="config" type="application/json">(.*?)</script>', text_of(page))
    assert found
    config = json.loads(found[1])
    assert config["user"] == {
        "id": cast["bob"].pk,
        "username": "bob",
        "name": "Bob",
        "role": "member",
    }
    assert config["workspace"] == {"name": "The House"}
    assert config["urls"]["admin"] is None
    assert config["csrf_cookie"] in page.cookies
    assert sign_in("mod").get("/rooms/lounge").context["page_config"]["urls"]["admin"] == "/admin/"


def test_the_import_map_names_files_that_exist(sign_in: SignIn, rooms: dict[str, str]) -> None:
    page = text_of(sign_in("bob").get("/rooms/lounge"))
    found = re.search(r'<script type="importmap" nonce="[^"]+">(.*?)</script>', page)
    assert found
    imports = json.loads(found[1])["imports"]
    assert imports["lit-html"].endswith("/vendor/lit-html/lit-html.js")
    assert "lit-html/directives/repeat.js" in imports
    for address in imports.values():
        assert finders.find(VERSIONED.sub("", address).removeprefix("/static/")), address


def test_every_page_of_the_site_is_among_those_looked_at() -> None:
    assert {"/", "/rooms/lounge/1", "/setup", "/accounts/login/", "/healthz"} <= set(OWN)
    assert len(OWN) > 20


@pytest.mark.parametrize("path", [*OWN, "/nothing-here", "/api/v1/me", "/admin/"])
@pytest.mark.parametrize("who", ["ann", None])
def test_every_answer_carries_the_headers(
    sign_in: SignIn, rooms: dict[str, str], path: str, who: str | None
) -> None:
    answer = (sign_in(who) if who else Client()).get(path)
    assert answer.status_code < 500
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", OWN)
def test_no_page_holds_scripts_or_styles_of_its_own(
    sign_in: SignIn, rooms: dict[str, str], path: str
) -> None:
    page = text_of(sign_in("ann").get(path))
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or "nonce=" in script or "application/json" in script


@pytest.mark.parametrize("path", [p for p in OWN if p.startswith("/accounts/") or p == "/setup"])
def test_pages_about_oneself_stay_out_of_caches(sign_in: SignIn, path: str) -> None:
    answer = sign_in("ann").get(path)
    if answer.status_code == 200 and "reset" not in path and "inactive" not in path:
        assert "no-store" in answer["Cache-Control"]


def test_a_form_from_another_site_changes_nothing(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})
    assert answer.status_code == 403
    assert "The form was too old" in text_of(answer)


def test_a_page_that_breaks_still_looks_designed(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("bob")
    client.raise_request_exception = False

    def broken(viewer: object) -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "first_room_slug", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "on our side" in text_of(answer)
    assert "secret detail" not in text_of(answer)
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_database_that_does_not_answer_is_said_to(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("bob")
    client.raise_request_exception = False

    def silent() -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(founding, "deserted", silent)
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "does not answer" in text_of(answer)


def test_a_refusal_says_what_and_when(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("bob")

    def refused(viewer: object) -> str:
        raise ChatError("busy", "The server has too much to do.", 2.5)

    monkeypatch.setattr(pages, "first_room_slug", refused)
    answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert "too much to do" in text_of(answer)


def test_a_foreign_host_is_refused() -> None:
    answer: HttpResponse = Client(headers={"host": "evil.example"}).get("/healthz")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/join/abc-_1", "/join/…"),
        ("/setup?code=abc&x=1", "/setup?code=…&x=1"),
        ("/accounts/password/reset/key/1-abc-def/", "/accounts/password/reset/key/…/"),
        ("/accounts/login/?next=/join/abc", "/accounts/login/?next=/join/…"),
        ("/rooms/lounge/3", "/rooms/lounge/3"),
    ],
)
def test_the_log_keeps_no_link_that_opens_something(path: str, logged: str) -> None:
    assert without_secrets(path) == logged


def test_the_log_names_the_address_the_server_saw() -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        Client(REMOTE_ADDR="10.0.0.9").get("/healthz", headers={"x-forwarded-for": "1.2.3.4"})
    assert lines
    assert {line["ip"] for line in lines} == {"10.0.0.9"}


def test_production_settings_are_as_strict_as_their_origins() -> None:
    assert site.SESSION_COOKIE_HTTPONLY
    assert site.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("post", "/accounts/sessions/end/", {"session": "a\x00b"}),
        ("post", "/accounts/sessions/end/", {"session": "f" * 64}),
        ("post", "/accounts/sessions/end/", {}),
        ("post", f"/accounts/tokens/{2**70}/revoke/", {}),
        ("post", f"/accounts/invitations/{2**70}/revoke/", {}),
        ("post", "/accounts/profile/", {"name": "a\x00b"}),
        ("post", "/accounts/profile/", {"name": "x" * 100_000}),
        ("post", "/accounts/email/", {"email": "x" * 10_000, "password": "\x00"}),
        ("post", "/accounts/tokens/", {"name": "\x00", "scopes": ["\x00"], "days": "1e9"}),
        ("post", "/accounts/invitations/", {"uses": "-1", "days": "x", "room": str(2**70)}),
        ("get", f"/rooms/general/{2**70}", {}),
        ("get", "/rooms/g%00", {}),
        ("get", "/join/%00", {}),
        ("get", "/accounts/password/reset/key/zzzzzzzzzzzzz-abc/", {}),
        ("get", "/accounts/password/reset/key/zzzzzzzzzzzzzzzzzz-abc/", {}),
        ("get", "/accounts/login/", {"next": "\x00"}),
        ("put", "/accounts/login/", {}),
        ("delete", "/", {}),
    ],
)
def test_nonsense_is_answered_and_changes_nothing(
    sign_in: SignIn, method: str, path: str, sent: dict[str, object]
) -> None:
    client = sign_in("ann")
    before = dump_of_database()
    assert getattr(client, method)(path, sent).status_code < 500
    assert dump_of_database() == before


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["\x00", "x" * 100_000, "'; --", "é@é", "a@b@c", " bob "])
def test_nonsense_names_sign_nobody_in(login: str, cast: Cast) -> None:
    answer = Client().post("/accounts/login/", {"login": login, "password": "x" * 100_000})
    assert answer.status_code == 200
