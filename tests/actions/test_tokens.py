"""Tokens: who may make and revoke them, who may not, what the others hear."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.actions import tokens
from chat.models import Revocation, Token
from chat.protocol.closes import SIGNED_OUT
from chat.protocol.commands import CreateToken, CreateUser, PostMessage, RevokeToken
from chat.queries.accounts import hash_key
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, refused
from tests.house import House


def fields(user: str, *scopes: str, **more: Any) -> dict[str, Any]:
    """The fields of a new token."""
    key = {"key_hash": hash_key("secret"), "hint": "chat_1234"}
    return {"user": user, "name": "Script", "scopes": list(scopes or ("read",))} | key | more


@rule(CreateToken, "may")
@pytest.mark.parametrize(("by", "user"), [("bob", "bob"), ("ann", "robo"), ("operator", "ann")])
def test_one_makes_tokens_for_oneself_or_for_those_below(cast: Cast, by: str, user: str) -> None:
    made = cast.do(by, CreateToken, **fields(user, "write", "read", "read", days=3))
    token = Token.objects.get(pk=made.result["token"])
    assert (token.user_id, token.scopes) == (cast[user], ["read", "write"])
    assert token.live_at(timezone.now())
    assert not token.live_at(timezone.now() + timedelta(days=3))


@rule(CreateToken, "may_not")
def test_nobody_makes_a_token_for_an_equal_or_a_higher_one(cast: Cast) -> None:
    made = cast.do("ann", CreateUser, username="ada", role="admin").result["user"]
    cast.people["ada"] = made["id"]
    for by, user in (("bob", "eve"), ("mod", "robo"), ("ada", "ann"), ("bob", ABSENT)):
        refused("not_found", cast, by, CreateToken, **fields(user))


@rule(CreateToken, "may_not")
def test_a_token_gives_no_more_than_it_has(cast: Cast) -> None:
    writer = cast.with_token("ann", "read", "write")
    refused("forbidden", cast, writer, CreateToken, **fields("ann", "admin"))
    assert cast.do(writer, CreateToken, **fields("ann", "write")).result["token"]
    reader = cast.with_token("ann", "read")
    refused("forbidden", cast, reader, CreateToken, **fields("ann", "read", key_hash="other"))


@rule(CreateToken, "may_not")
def test_a_token_has_a_scope_and_a_name_and_few_siblings(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused("bad_frame", cast, "bob", CreateToken, **(fields("bob") | {"scopes": []}))
    refused("bad_frame", cast, "bob", CreateToken, **fields("bob", name=" "))
    monkeypatch.setattr(tokens, "TOKENS_PER_USER", 1)
    first, _ = cast.token("bob")
    refused("forbidden", cast, "bob", CreateToken, **fields("bob"))
    cast.do("bob", RevokeToken, token=first)
    assert cast.do("bob", CreateToken, **fields("bob")).result["token"]


@rule(CreateToken, "heard")
def test_nobody_hears_of_a_token(house: House) -> None:
    people = Listening(house)
    people.do("bob", CreateToken, **fields("bob"))
    people.none_hear("ann", "bob", "mod", "eve")


@rule(RevokeToken, "may")
@pytest.mark.parametrize("by", ["robo", "ann", "operator"])
def test_a_revoked_token_carries_nothing_more(cast: Cast, by: str) -> None:
    robo = cast.with_token("robo")
    assert cast.post(robo)
    cast.do(by, RevokeToken, token=robo.token)
    refused("unauthenticated", cast, robo, PostMessage, room="lounge", text="hi")
    revocation = Revocation.objects.get()
    assert (revocation.kind, revocation.target) == ("token", str(robo.token))
    assert cast.do(by, RevokeToken, token=robo.token).repeated
    assert Revocation.objects.count() == 1


@rule(RevokeToken, "may_not")
def test_anothers_token_is_as_absent(cast: Cast) -> None:
    anns, bobs = cast.with_token("ann"), cast.with_token("bob")
    for by, token in (("bob", anns.token), ("mod", bobs.token), ("eve", ABSENT)):
        refused("not_found", cast, by, RevokeToken, token=token)
    reader = cast.with_token("bob", "read")
    refused("forbidden", cast, reader, RevokeToken, token=bobs.token)


@rule(RevokeToken, "may_not")
def test_a_token_speaks_for_its_owner_alone_and_while_it_lasts(cast: Cast) -> None:
    robo = cast.with_token("robo")
    stolen = replace(robo, user=cast["bob"])
    refused("unauthenticated", cast, stolen, RevokeToken, token=robo.token)
    Token.objects.update(expires_at=timezone.now())
    refused("unauthenticated", cast, robo, RevokeToken, token=robo.token)


@rule(RevokeToken, "heard")
def test_the_sockets_of_a_revoked_token_close_and_nobody_else_hears(house: House) -> None:
    people = Listening(house)
    pk, secret = house.cast.token("bob")
    program = house.connect(token=secret)
    people.do("bob", RevokeToken, token=pk)
    assert program.wait_closed() == SIGNED_OUT
    people.none_hear("ann", "bob", "mod", "eve")
    assert house.connect(token=secret, hello=False).wait_closed() == SIGNED_OUT
