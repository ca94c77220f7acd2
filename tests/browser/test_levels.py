"""Levels: what of a room calls for one, chosen at its bell, on all devices."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation, Room
from tests.browser.person import Person


def badge(person: Person, room: Room) -> Locator:
    """The count of a room in the sidebar."""
    return person.entry(room).locator(".badge")


def choose(person: Person, level: str) -> None:
    """Chooses a level for the open room."""
    person.page.get_by_role("button", name=re.compile("Calls for you")).click()
    person.page.get_by_role("menuitemradio", name=re.compile(f"^{level}")).click()


def test_the_level_decides_what_of_a_room_calls_on_all_devices(
    here: Installation, enter: Enter
) -> None:
    here.hire("ida")
    room, other = here.room("ida"), here.room("ida")
    ida, laptop = enter("ida").open(room), enter("ida").open(other)
    choose(ida, "Everything")
    ida.open(other)
    here.say("ann", room, "To everyone")
    expect(badge(laptop, room)).to_have_class(re.compile("loud"))
    expect(laptop.page).to_have_title(re.compile(r"^\(1\)"))
    ida.open(room)
    choose(ida, "Nothing")
    ida.open(other)
    here.say("ann", room, "To @ida")
    expect(laptop.entry(room)).to_contain_text("muted")
    expect(badge(laptop, room)).to_have_count(0)
    expect(laptop.page).to_have_title(re.compile(rf"^{re.escape(other.name)}"))
    ida.open(room)
    choose(ida, "Mentions")
    ida.open(other)
    here.call("ida", "PUT", f"/rooms/{room.id}/read", {"seq": 10**6})
    expect(badge(laptop, room)).to_have_count(0)
    here.say("ann", room, "To nobody")
    expect(badge(laptop, room)).to_contain_text("1 unread")
    expect(badge(laptop, room)).not_to_have_class(re.compile("loud"))
    here.say("ann", room, "To @ida again")
    expect(badge(laptop, room)).to_contain_text("1 mention")


def test_the_bell_says_what_is_chosen_and_is_rung_by_keyboard(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    bob = enter("bob").open(room)
    bell = bob.page.get_by_role("button", name="Calls for you: Mentions")
    bell.press("Enter")
    expect(bob.page.get_by_role("menuitemradio", checked=True)).to_contain_text("Mentions")
    bob.page.keyboard.press("ArrowUp")
    expect(bob.page.get_by_role("menuitem", name="until 8:00")).to_be_focused()
    for _ in range(3):
        bob.page.keyboard.press("ArrowUp")
    bob.page.keyboard.press("Enter")
    expect(bob.page.get_by_role("button", name="Calls for you: Nothing")).to_be_visible()
    expect(bob.page.get_by_role("menu")).to_have_count(0)


def test_a_room_is_muted_for_a_time_and_calls_again_by_itself(
    here: Installation, enter: Enter
) -> None:
    here.hire("ina")
    room, other = here.room("ina"), here.room("ina")
    phone = enter("ina").open(other)
    phone.page.clock.install()
    ina = enter("ina").open(room)
    choose(ina, "Everything")
    ina.page.get_by_role("button", name=re.compile("Calls for you")).click()
    ina.page.get_by_role("menuitem", name="1 h").click()
    expect(ina.page.get_by_role("button", name=re.compile("Muted until"))).to_be_visible()
    ina.open(other)
    here.say("ann", room, "To everyone")
    for device in (ina, phone):
        expect(device.entry(room)).to_contain_text("muted")
    phone.page.clock.fast_forward("01:01:00")
    expect(badge(phone, room)).to_have_class(re.compile("loud"))
    ina.open(room)
    ina.page.get_by_role("button", name=re.compile("Muted until")).click()
    ina.page.get_by_role("menuitem", name=re.compile("Let it call again")).click()
    expect(ina.page.get_by_role("button", name="Calls for you: Everything")).to_be_visible()
