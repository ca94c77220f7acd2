"""Previews: cards below a message that come while one reads, load nothing, and can be removed."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.previews import BARE, PAGE, cards, linked


def test_a_card_comes_while_one_reads_and_its_author_removes_it(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob", "eve")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    seq = linked(here, "bob", room, PAGE, BARE)
    for person in (ann, bob):
        expect(cards(person, seq)).to_have_count(2)
    first = cards(ann, seq).first
    expect(first.get_by_role("link", name=PAGE["title"])).to_have_attribute("href", PAGE["url"])
    expect(first).to_contain_text("Harbour of Ebbing · harbour.example")
    expect(first).to_contain_text("closed on Sundays")
    expect(ann.at(seq).locator(".edited")).to_have_count(0)
    cards(bob, seq).first.hover()
    bob.page.get_by_role("button", name=f"Remove the preview of {PAGE['title']}").click()
    for person in (ann, bob):
        expect(cards(person, seq)).to_have_count(1)


def test_nobody_else_is_offered_to_remove_a_card(here: Installation, enter: Enter) -> None:
    room = here.room("bob", "eve")
    seq = linked(here, "bob", room, PAGE)
    eve = enter("eve").open(room)
    expect(cards(eve, seq)).to_have_count(1)
    expect(cards(eve, seq).get_by_role("button")).to_have_count(0)


def test_a_card_is_there_on_a_fresh_page_and_gone_with_its_message(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    seq = linked(here, "bob", room, PAGE)
    ann = enter("ann").open(room)
    expect(cards(ann, seq)).to_have_count(1)
    here.call("bob", "DELETE", f"/rooms/{room.id}/messages/{seq}")
    expect(cards(ann, seq)).to_have_count(0)


def test_markup_in_a_card_stays_what_it_is(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    evil = "<img src=x onerror=alert(1)>"
    seq = linked(here, "bob", room, {**BARE, "title": evil, "description": evil, "site": evil})
    ann = enter("ann").open(room)
    expect(cards(ann, seq)).to_contain_text(evil)
    expect(cards(ann, seq).locator("img")).to_have_count(0)


def test_the_end_stays_in_sight_when_a_card_comes(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    here.fill(room, 60)
    ann = enter("ann").open(room)
    seq = here.say("bob", room, f"Look: {PAGE['url']}")
    expect(ann.at(seq)).to_be_in_viewport(ratio=1)
    here.management.act("show_previews", room=room.id, seq=seq, previews=[PAGE])
    expect(cards(ann, seq)).to_be_in_viewport(ratio=1)
