"""What one keeps: from a message's menu, on all devices, in one place, for nobody else."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def card(person: Person, text: str) -> Locator:
    """An entry of the place that lists what one keeps."""
    return person.page.locator(".card-list li", has_text=text)


def test_what_is_kept_on_one_device_is_marked_and_listed_on_the_other(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    seq = here.say("ann", room, "The long recipe")
    here.fill(room, 80)
    bob, phone = enter("bob").open(room, seq), enter("bob", **PHONE).go("/saved").online()
    bob.menu(bob.sees("The long recipe"), "Save for later")
    expect(bob.at(seq)).to_contain_text("Saved")
    expect(card(phone, "The long recipe")).to_contain_text(room.name)
    card(phone, "The long recipe").get_by_role("link").click()
    expect(phone.at(seq)).to_be_in_viewport()
    expect(phone.at(seq)).to_have_class(re.compile("target"))
    ann = enter("ann").open(room, seq)
    expect(ann.at(seq)).not_to_contain_text("Saved")


def test_what_is_let_go_leaves_the_list_at_once(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    seqs = [here.say("ann", room, text) for text in ("Keep this", "Not this")]
    for seq in seqs:
        here.call("bob", "PUT", f"/rooms/{room.id}/messages/{seq}/bookmark")
    bob, other = enter("bob").go("/saved").online(), enter("bob").open(room)
    card(bob, "Not this").hover()
    card(bob, "Not this").get_by_role("button", name="Remove from saved").click()
    expect(card(bob, "Not this")).to_have_count(0)
    expect(other.at(seqs[1])).not_to_contain_text("Saved")
    expect(other.at(seqs[0])).to_contain_text("Saved")
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{seqs[0]}")
    expect(card(bob, "Keep this")).to_have_count(0)


def test_what_was_kept_in_a_room_one_has_left_comes_back_with_it(
    here: Installation, enter: Enter
) -> None:
    here.give_token("eve", "read", "write")
    room = here.room("eve")
    seq = here.say("ann", room, "Among us")
    here.call("eve", "PUT", f"/rooms/{room.id}/messages/{seq}/bookmark")
    eve = enter("eve").go("/saved").online()
    expect(card(eve, "Among us")).to_have_count(1)
    place = f"/rooms/{room.id}/members/{here.users['eve']}"
    here.call("ann", "DELETE", place)
    expect(card(eve, "Among us")).to_have_count(0)
    here.call("ann", "PUT", place)
    eve.go("/saved").online()
    expect(card(eve, "Among us")).to_have_count(1)


def test_a_long_list_is_read_in_pages(here: Installation, enter: Enter) -> None:
    here.hire("una")
    room = here.room("una")
    head = here.fill(room, 60)
    for seq in range(head - 54, head + 1):
        here.call("una", "PUT", f"/rooms/{room.id}/messages/{seq}/bookmark")
    una = enter("una").go("/saved").online()
    expect(una.page.locator(".message-card")).to_have_count(50)
    una.page.get_by_role("button", name="Show more").click()
    expect(una.page.locator(".message-card")).to_have_count(55)
    expect(una.page.get_by_role("button", name="Show more")).to_have_count(0)
