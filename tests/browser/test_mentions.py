"""What mentions one: in one place, live, read and unread on all devices."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person


def card(person: Person, text: str) -> Locator:
    """An entry of the place that lists what mentions one."""
    return person.page.locator(".message-card", has_text=text)


def place(person: Person) -> Locator:
    """The way to that place in the sidebar."""
    return person.page.locator('.room-entry[href="/mentions"]')


def test_a_mention_arrives_counts_and_leads_to_its_place(here: Installation, enter: Enter) -> None:
    here.hire("kim")
    room, other = here.room("kim"), here.room("kim")
    kim, laptop = enter("kim").go("/mentions").online(), enter("kim").open(other)
    expect(kim.page.get_by_text("Nobody has mentioned you yet")).to_be_visible()
    seq = here.say("ann", room, "Your turn, @kim")
    expect(card(kim, "Your turn")).to_have_class(re.compile("unread"))
    expect(place(laptop).locator(".badge")).to_contain_text("1")
    card(kim, "Your turn").click()
    expect(kim.at(seq)).to_have_class(re.compile("target"))
    expect(place(laptop).locator(".badge")).to_have_count(0)
    place(laptop).click()
    expect(card(laptop, "Your turn")).not_to_have_class(re.compile("unread"))


def test_a_mention_in_a_thread_leads_into_it(here: Installation, enter: Enter) -> None:
    here.hire("lee")
    room = here.room("lee")
    root = here.say("ann", room, "A plan")
    reply = here.say("ann", room, "What do you say, @lee?", thread=root)
    lee = enter("lee").go("/mentions").online()
    card(lee, "What do you say").click()
    expect(lee.page.locator(f"#reply-{reply}")).to_be_in_viewport()


def test_what_names_one_no_longer_leaves_the_list(here: Installation, enter: Enter) -> None:
    here.hire("mia")
    room = here.room("mia")
    edited, gone = (here.say("ann", room, f"@mia {text}") for text in ("edited", "gone"))
    mia = enter("mia").go("/mentions").online()
    expect(mia.page.locator(".message-card")).to_have_count(2)
    here.call("ann", "PATCH", f"/rooms/{room.id}/messages/{edited}", {"text": "nobody"})
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{gone}")
    expect(mia.page.get_by_text("Nobody has mentioned you yet")).to_be_visible()
