"""Previews: who may, who may not, what the others hear, and which links are looked at."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.actions import previews
from chat.actions.housekeeping import delete_expired_sessions
from chat.actions.previews import LEASE_SECONDS, TRIES, keep_cards, take_due
from chat.models import PageCard, PreviewDue
from chat.pipeline.perform import commit_batch
from chat.protocol.actors import operator
from chat.protocol.commands import (
    ArchiveRoom,
    DeleteMessage,
    EditMessage,
    PostMessage,
    RemovePreview,
    ShowPreviews,
)
from chat.protocol.commands.previews import Preview
from chat.queries.previews import known_cards
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

URL = "https://page.example/"
CARD = {"url": URL, "title": "A page", "description": "About it", "site": "Pages"}


def posted(cast: Cast, text: str = URL, room: str = "lounge", by: str = "bob") -> dict[str, Any]:
    """Post a message and return its place."""
    return {"room": room, "seq": cast.post(by, room, text)}


def show(cast: Cast, place: dict[str, Any], *urls: str) -> Any:
    """Let the server show a preview of each link."""
    cards = [Preview(**(CARD | {"url": url})) for url in urls]
    return cast.do("operator", ShowPreviews, looked_at=list(urls), previews=cards, **place)


def due() -> list[list[str]]:
    """The links that are to be looked at, by message."""
    return list(PreviewDue.objects.order_by("pk").values_list("urls", flat=True))


@rule(ShowPreviews, "may")
def test_the_server_shows_what_a_link_leads_to(cast: Cast) -> None:
    place = posted(cast)
    first = show(cast, place, URL)
    assert first.result["message"]["previews"] == [CARD]
    assert (first.result["message"]["edited_at"], due()) == (None, [])
    assert show(cast, place, URL).repeated


@rule(ShowPreviews, "may_not")
def test_nobody_else_says_what_a_link_leads_to(cast: Cast) -> None:
    place = posted(cast, room="board") | {"looked_at": [], "previews": []}
    for name in ("ann", "bob", "mod", "eve"):
        refused("forbidden", cast, name, ShowPreviews, **place)
    refused("not_found", cast, "operator", ShowPreviews, **(place | {"room": ABSENT}))


@rule(RemovePreview, "may")
@pytest.mark.parametrize("name", ["bob", "mod", "ann"])
def test_its_author_and_who_may_delete_the_message_take_a_preview_off(
    cast: Cast, name: str
) -> None:
    other = "https://other.example/"
    place = posted(cast, f"{URL} {other}")
    show(cast, place, URL, other)
    cast.do("ann", ArchiveRoom, room="lounge")
    gone = cast.do(name, RemovePreview, url=URL, **place)
    assert [card["url"] for card in gone.result["message"]["previews"]] == [other]
    again = cast.do(name, RemovePreview, url=URL, **place)
    assert (again.repeated, again.seq) == (True, gone.seq)


@rule(RemovePreview, "may_not")
def test_nobody_else_takes_a_preview_off(cast: Cast) -> None:
    place, board = posted(cast), posted(cast, room="board")
    direct, anns = posted(cast, room="direct"), posted(cast, by="ann")
    for where in (place, board, direct, anns):
        show(cast, where, URL)
    refused("forbidden", cast, "robo", RemovePreview, url=URL, **place)
    refused("forbidden", cast, "eve", RemovePreview, url=URL, **place)
    refused("forbidden", cast, "mod", RemovePreview, url=URL, **anns)
    hidden(cast, "eve", RemovePreview, url=URL, **board)
    hidden(cast, "mod", RemovePreview, url=URL, **direct)
    refused("not_found", cast, "bob", RemovePreview, room="lounge", seq=ABSENT, url=URL)
    reader = cast.with_token("bob", "read")
    refused("forbidden", cast, reader, RemovePreview, url=URL, **place)


@rule(ShowPreviews, "heard")
@rule(RemovePreview, "heard")
def test_the_room_alone_hears_of_its_previews(house: House) -> None:
    place = posted(house.cast, room="board")
    listening = Listening(house)
    shown = [Preview(**CARD)]
    for by, kind, fields, told, previews_told in (
        ("operator", ShowPreviews, {"looked_at": [URL], "previews": shown}, "added", [CARD]),
        ("bob", RemovePreview, {"url": URL}, "removed", []),
    ):
        outcome = listening.do(by, kind, **fields, **place)
        event = listening.all_hear(f"preview.{told}", outcome, "ann", "bob", "mod")
        assert event["message"]["previews"] == previews_told
        listening.none_hear("eve")
    listening.do("bob", RemovePreview, url=URL, **place)
    listening.none_hear("ann", "bob", "mod", "eve")


def test_the_first_links_of_a_message_are_looked_at(cast: Cast, settings: Any) -> None:
    cast.post("bob", text="no link, and `https://code.example`")
    cast.post("bob", text=f"{settings.CHAT_ORIGINS[0]}/rooms/lounge/1")
    cast.post("bob", text=f"https://page.example/{'a' * 2_000}")
    cast.post(operator(cast["bob"]), text=URL)
    assert due() == []
    cast.post("bob", text=" ".join(f"https://page.example/{n}" for n in range(5)))
    assert due() == [[f"https://page.example/{n}" for n in range(3)]]


def test_no_link_is_looked_at_where_it_is_switched_off(cast: Cast, settings: Any) -> None:
    settings.CHAT_LINK_PREVIEWS = False
    place = posted(cast)
    cast.do("bob", EditMessage, text="https://other.example/", **place)
    assert due() == []


def test_a_commit_notes_the_links_of_all_its_messages(cast: Cast) -> None:
    commit_batch(
        [cast.command("bob", PostMessage, room="lounge", text=f"{URL}{n}") for n in range(3)]
    )
    assert due() == [[f"{URL}{n}"] for n in range(3)]


def test_an_edit_keeps_what_it_keeps_and_has_the_new_links_looked_at(cast: Cast) -> None:
    place = posted(cast, f"{URL}1 {URL}2")
    show(cast, place, f"{URL}1", f"{URL}2")
    text = f"{URL}3 then {URL}2"
    edited = cast.do("bob", EditMessage, text=text, **place).result["message"]
    assert [card["url"] for card in edited["previews"]] == [f"{URL}2"]
    assert due() == [[f"{URL}3"]]
    shown = show(cast, place, f"{URL}3").result["message"]["previews"]
    assert [card["url"] for card in shown] == [f"{URL}3", f"{URL}2"]


def test_an_edit_meanwhile_leaves_what_was_not_looked_at(cast: Cast) -> None:
    place = posted(cast, f"{URL}1 {URL}2")
    cast.do("bob", EditMessage, text=f"{URL}2 {URL}3", **place)
    assert due() == [[f"{URL}2", f"{URL}3"]]
    shown = show(cast, place, f"{URL}1", f"{URL}2").result["message"]["previews"]
    assert [card["url"] for card in shown] == [f"{URL}2"]
    assert due() == [[f"{URL}3"]]


def test_a_preview_that_was_taken_off_does_not_come_back_with_an_edit(cast: Cast) -> None:
    place = posted(cast)
    show(cast, place, URL)
    cast.do("bob", RemovePreview, url=URL, **place)
    edited = cast.do("bob", EditMessage, text=f"look: {URL}", **place)
    assert (edited.result["message"]["previews"], due()) == ([], [])


def test_a_deleted_message_has_no_previews_and_gets_none(cast: Cast) -> None:
    place, waiting = posted(cast), posted(cast)
    show(cast, place, URL)
    for each in (place, waiting):
        assert cast.do("bob", DeleteMessage, **each).result["message"]["previews"] == []
    assert due() == []
    assert show(cast, waiting, URL).repeated
    assert cast.message(**waiting).previews is None
    refused("not_found", cast, "bob", RemovePreview, url=URL, **place)


def test_whoever_takes_links_on_has_them_for_a_while(cast: Cast) -> None:
    posted(cast)
    now = timezone.now()
    assert [row.urls for row in take_due(now, 9)] == [[URL]]
    assert take_due(now, 9) == []
    for _ in range(TRIES - 1):
        now += timedelta(seconds=LEASE_SECONDS)
        assert [row.urls for row in take_due(now, 9)] == [[URL]]
    assert take_due(now + timedelta(seconds=LEASE_SECONDS), 9) == []
    assert due() == []


def test_what_pages_say_is_kept_for_a_while_without_their_addresses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "CARDS_KEPT", 1)
    now = timezone.now()
    keep_cards({URL: CARD, f"{URL}silent": None}, now)
    keep_cards({URL: CARD | {"title": "Newer"}}, now)
    later = now + timedelta(minutes=previews.SILENCE_MINUTES)
    assert known_cards([URL, f"{URL}silent", f"{URL}other"], now).keys() == {URL, f"{URL}silent"}
    assert known_cards([URL, f"{URL}silent"], later) == {URL: CARD | {"title": "Newer"}}
    assert URL not in str(list(PageCard.objects.values_list("digest")))
    posted(cast)
    keep_cards({f"{URL}more": CARD}, later)
    delete_expired_sessions(now + timedelta(hours=2))
    assert (PageCard.objects.count(), due()) == (1, [])
