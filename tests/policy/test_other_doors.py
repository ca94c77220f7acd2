"""Pages, operations of the administration, commands and events: each named, each tried."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chat.admin import site
from chat.management import commands
from chat.models import User, Workspace
from chat.protocol.actors import RANKS
from chat.protocol.events import ROOM_KINDS, VIEWER_KINDS
from chat.protocol.policy.doors import EVENTS, OPERATIONS, ORDERS, PAGES, RECORDS, Audience
from tests.cast import Cast

LOGIN = "/accounts/login/"
PARTS = {
    "slug": "lounge",
    "seq": 1,
    "reply": 2,
    "username": "bob",
    "key": UUID(int=1),
    "code": "none",
    "token": 1,
    "invitation": 1,
    "language": "de",
    "digest": "0",
}
RESET = {"uidb36": "1", "key": "none-none"}
LEAST = {"moderators": RANKS["moderator"], "admins": RANKS["admin"]}


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every address outside the API and the administration, which have rows of their own."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace is None:
            yield from addresses(pattern.url_patterns)


def path_of(name: str) -> str:
    """An address by its name, with something in each of its parts."""
    found = next(p for p in addresses(get_resolver().url_patterns) if p.name == name)
    wanted = found.pattern.regex.groupindex if name.endswith("from_key") else None
    parts = RESET if wanted else PARTS
    return reverse(name, kwargs={k: parts[k] for k in found.pattern.converters or wanted or ()})


def test_every_page_is_in_the_policy() -> None:
    assert {pattern.name for pattern in addresses(get_resolver().url_patterns)} == set(PAGES)


def test_every_record_and_operation_of_the_administration_is_in_the_policy() -> None:
    kinds = {str(model._meta.model_name): records for model, records in site._registry.items()}
    assert set(kinds) == set(RECORDS)
    offered = {f"{k}/{o.name}": o.rank for k, r in kinds.items() for o in r.operations}
    assert offered == {name: LEAST[audience] for name, audience in OPERATIONS.items()}


def test_every_command_and_every_event_is_in_the_policy() -> None:
    files = {file.stem for file in Path(next(iter(commands.__path__))).glob("*.py")}
    assert files - {"__init__"} == set(ORDERS)
    assert set(EVENTS) == set(ROOM_KINDS) | set(VIEWER_KINDS)


def client_of(cast: Cast, name: str | None) -> Client:
    """Somebody's browser, or a visitor's."""
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    if name is not None:
        client.force_login(User.objects.get(pk=cast[name]))
    return client


def turned_away(client: Client, path: str) -> bool:
    """Whether a page asks somebody to sign in, or says that it is not for them."""
    answer = client.get(path)
    asked = answer.status_code == 302 and answer["Location"].startswith((LOGIN, "/admin/login/"))
    return asked or answer.status_code in (401, 403)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_its_audience(cast: Cast, name: str) -> None:
    path = path_of(name)
    Workspace.objects.update(open_sign_up=True)  # or nobody signs up without an invitation
    User.objects.update(password=make_password("a password"))  # to be asked for once more
    assert turned_away(client_of(cast, "bob"), path) == (PAGES[name] == "moderators")
    assert not turned_away(client_of(cast, "mod"), path)
    if PAGES[name] == "everyone":
        assert not turned_away(client_of(cast, None), path)
    else:
        assert client_of(cast, None).get(path).status_code != 200


ADMIN = [(f"{kind}/", audience) for kind, audience in RECORDS.items()]
ADMIN += [
    ("{}/do/{}/?id=0".format(*name.split("/")), audience) for name, audience in OPERATIONS.items()
]


@pytest.mark.parametrize(("path", "audience"), ADMIN)
def test_the_administration_opens_for_its_audience(
    cast: Cast, path: str, audience: Audience
) -> None:
    address = f"/admin/chat/{path}"
    for name, rank in ((None, -1), ("bob", 0), ("mod", RANKS["moderator"]), ("ann", 3)):
        away = turned_away(client_of(cast, name), address)
        assert away == (rank < LEAST[audience]), (name, address)
