"""Pins: set from a message's menu, in everybody's head of the room, and a way back to them."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def panel(person: Person) -> Locator:
    """The list of what is pinned."""
    return person.page.get_by_role("complementary", name="Pinned", exact=True)


def count(person: Person, words: str) -> Locator:
    """The button in the head of the room that says how many pins there are."""
    return person.page.get_by_role("button", name=words, exact=True)


def test_what_a_leader_pins_everyone_finds(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seqs = [here.say("bob", room, text) for text in ("The key is under the mat", "Other")]
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.menu(ann.sees("The key is under the mat"), "Pin to the room")
    expect(bob.at(seqs[0])).to_contain_text("Pinned")
    count(bob, "1 pinned message").click()
    card = panel(bob).get_by_role("link")
    expect(card).to_contain_text("The key is under the mat")
    expect(card).to_contain_text("Pinned by Ann")
    expect(panel(bob).get_by_role("button", name="Take the pin off")).to_have_count(0)
    here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seqs[1]}/pin")
    expect(panel(bob).get_by_role("link")).to_have_count(2)
    expect(panel(bob).get_by_role("link").first).to_contain_text("Other")
    panel(bob).get_by_role("link").last.click()
    expect(bob.at(seqs[0])).to_have_class(re.compile("target"))


def test_a_pin_is_taken_off_where_it_is_listed(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    for text in ("First", "Second"):
        seq = here.say("bob", room, text)
        here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/pin")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    count(ann, "2 pinned messages").click()
    first = panel(ann).get_by_role("listitem").filter(has_text="First")
    first.hover()
    first.get_by_role("button", name="Take the pin off").click()
    expect(panel(ann).get_by_role("listitem")).to_have_count(1)
    expect(count(bob, "1 pinned message")).to_be_visible()
    here.call("bob", "DELETE", f"/rooms/{room.id}/messages/{seq}")
    expect(panel(ann)).to_contain_text("Nothing is pinned here.")
    expect(bob.page.locator(".counted")).to_have_count(0)
    ann.page.keyboard.press("Escape")
    expect(panel(ann)).to_have_count(0)


def test_a_member_who_does_not_lead_is_offered_no_pin(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    here.say("bob", room, "Mine")
    bob = enter("bob").open(room)
    bob.tool(bob.sees("Mine"), "More").click()
    expect(bob.page.get_by_role("menuitem", name="Delete")).to_be_visible()
    expect(bob.page.get_by_role("menuitem", name="Pin to the room")).to_have_count(0)


def test_on_a_phone_the_list_gives_way_to_what_was_chosen(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    root = here.say("bob", room, "A root")
    reply = here.say("ann", room, "The answer", thread=root)
    for seq in (reply, root):
        here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/pin")
    ann = enter("ann", **PHONE).open(room)
    count(ann, "2 pinned messages").click()
    panel(ann).get_by_role("link", name=re.compile("A root")).click()
    expect(panel(ann)).to_have_count(0)
    expect(ann.at(root)).to_be_in_viewport()
    count(ann, "2 pinned messages").click()
    panel(ann).get_by_role("link", name=re.compile("The answer")).click()
    expect(ann.page.locator(f"#reply-{reply}")).to_be_in_viewport()


def test_a_pin_set_while_one_was_away_is_there_on_return(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "Kept")
    bob = enter("bob").open(room)
    here.server.stop()
    expect(bob.page.locator(".connection.online .lamp")).to_have_count(0)
    here.server.start()
    here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/pin")
    bob.online()
    count(bob, "1 pinned message").click()
    expect(panel(bob).get_by_role("link")).to_contain_text("Kept")
