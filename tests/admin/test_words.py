"""The administration speaks the reader's language, down to the names of columns."""

import re
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.core.exceptions import FieldDoesNotExist

from chat.admin import site
from chat.admin.words import COLUMNS, RECORDS
from tests.admin.conftest import House, SignIn

GERMAN = {"accept-language": "de"}
PAGES = {records: model.__name__ for model, records in site._registry.items()}


def text_of(client: object, path: str) -> str:
    """What a page says in German, without its markup."""
    page = client.get(path, headers=GERMAN).content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


@pytest.mark.parametrize("records", PAGES, ids=PAGES.values())
def test_every_kind_of_record_and_each_of_its_columns_has_a_name(
    records: "ModelAdmin[Any]",
) -> None:
    assert PAGES[records] in RECORDS
    shown = {*records.list_display, *(records.fields or ())} - {"id"}
    for name in map(str, shown):
        try:
            records.opts.get_field(name)
        except FieldDoesNotExist:
            continue  # a column of the page's own, named where it is written
        assert name in COLUMNS


def test_lists_and_their_operations_are_german(house: House, sign_in: SignIn) -> None:
    text = text_of(sign_in("ann"), "/admin/chat/user/")
    for said in ("Verwaltung", "Konten", "Benutzername", "Leitung", "Moderation", "Sperren"):
        assert said in text
    for forgotten in ("Username", "Owner", "Suspend", "Created at"):
        assert forgotten not in text


def test_what_is_asked_and_answered_is_german(house: House, sign_in: SignIn) -> None:
    client, bob = sign_in("ann"), house.users["bob"].pk
    text = text_of(client, f"/admin/chat/user/do/suspend/?id={bob}")
    assert "Diese Personen sperren?" in text
    assert "Leer heißt: für immer." in text
    path = f"/admin/chat/user/do/suspend/?id={bob}"
    client.post(path, {"id": bob, "reason": "Lärm"}, headers=GERMAN)
    text = text_of(client, f"/admin/chat/user/{bob}/change/")
    assert "Gesperrt; ihre offenen Seiten schließen sich" in text
    assert "gesperrt: Lärm" in text


def test_the_state_of_a_message_is_german(house: House, sign_in: SignIn) -> None:
    message = house.post("bob", "lounge", "hello")
    text = text_of(sign_in("ann"), f"/admin/chat/message/{message.pk}/change/")
    assert "frühere Texte" in text
    assert "Zeichen" in text_of(sign_in("ann"), "/admin/chat/message/")


def test_english_stays_english(house: House, sign_in: SignIn) -> None:
    page = sign_in("ann").get("/admin/chat/user/").content.decode()
    assert "User name" in page
    assert "Suspend" in page
