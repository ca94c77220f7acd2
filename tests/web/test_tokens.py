"""One's own API tokens in the page: shown once, stored hashed, revoked at once."""

import re

from django.test import Client

from chat.models import Token
from chat.queries.accounts import hash_key
from tests.web.conftest import PASSWORD, SignIn, text_of

WANTED = {"name": "nightly export", "scopes": ["read"], "days": 30, "password": PASSWORD}


def make_token(client: Client) -> str:
    """Make a token in the page; returns its secret."""
    page = text_of(client.post("/accounts/tokens/", WANTED))
    found = re.search(r'value="(chat_[0-9a-f]+)"', page)
    assert found, page
    return found[1]


def call(secret: str) -> int:
    """The status of a call with a token."""
    return Client().get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_shown_once_and_stored_hashed(sign_in: SignIn) -> None:
    client = sign_in("bob")
    secret = make_token(client)
    row = Token.objects.get()
    assert row.key_hash == hash_key(secret)
    assert row.scopes == ["read"]
    assert secret.startswith(row.hint)
    page = text_of(client.get("/accounts/tokens/"))
    assert "nightly export" in page
    assert secret not in page


def test_a_token_works_until_it_is_revoked(sign_in: SignIn) -> None:
    client = sign_in("bob")
    secret = make_token(client)
    assert call(secret) == 200
    client.post(f"/accounts/tokens/{Token.objects.get().pk}/revoke/")
    assert call(secret) == 401
    assert "nightly export" not in text_of(client.get("/accounts/tokens/"))


def test_a_token_takes_the_password(sign_in: SignIn) -> None:
    page = text_of(sign_in("bob").post("/accounts/tokens/", WANTED | {"password": "wrong"}))
    assert "not your password" in page
    assert not Token.objects.exists()


def test_a_token_needs_a_scope_that_exists(sign_in: SignIn) -> None:
    client = sign_in("bob")
    for scopes in ([], ["everything"]):
        answer = client.post("/accounts/tokens/", WANTED | {"scopes": scopes})
        assert answer.status_code == 200
        assert 'class="error"' in text_of(answer)
    assert not Token.objects.exists()


def test_somebody_elses_token_is_neither_seen_nor_revoked(sign_in: SignIn) -> None:
    secret = make_token(sign_in("bob"))
    eve = sign_in("eve")
    assert "nightly export" not in text_of(eve.get("/accounts/tokens/"))
    assert eve.post(f"/accounts/tokens/{Token.objects.get().pk}/revoke/").status_code == 404
    assert call(secret) == 200
