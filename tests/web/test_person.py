"""The address that a mention leads to."""

import pytest
from django.test import Client

from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import CreateUser

pytestmark = pytest.mark.django_db


def make(username: str) -> User:
    """Return a new member."""
    made = perform_sync(CreateUser(by=operator(), username=username))
    return User.objects.get(pk=made.result["user"]["id"])


def test_a_mention_opens_the_page_at_the_conversation_with_that_person(client: Client) -> None:
    ann, bob = make("ann"), make("bob")
    client.force_login(ann, backend="chat.web.authentication.AccountBackend")
    answer = client.get("/people/bob")
    assert answer.status_code == 200
    assert answer.context["page_config"]["person"] == bob.pk


def test_nobody_is_found_under_an_unknown_name(client: Client) -> None:
    client.force_login(make("ann"), backend="chat.web.authentication.AccountBackend")
    assert client.get("/people/nobody").status_code == 404


def test_the_signed_out_are_sent_to_sign_in(client: Client) -> None:
    make("ann")
    answer = client.get("/people/ann")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
