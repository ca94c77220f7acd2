"""The page in the language that its reader chose."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.mirror import overflow

NARROW = {"width": 390, "height": 844}


def test_the_page_speaks_the_chosen_language_at_once_and_after(
    here: Installation, enter: Enter
) -> None:
    room = here.room("ann", "bob")
    here.say("bob", room, "hello")
    ann = enter("ann").go("/accounts/profile/")
    ann.page.get_by_label("Language of the pages").select_option("de")
    ann.page.get_by_role("button", name="Save language").click()
    expect(ann.page.get_by_role("status")).to_have_text("Deine Sprache ist geändert.")
    ann.go(room.path)
    expect(ann.page.locator("html")).to_have_attribute("lang", "de")
    expect(ann.page.get_by_role("heading", name="Räume")).to_be_visible()
    expect(ann.log.get_by_text("Heute", exact=True)).to_be_visible()
    expect(ann.composer).to_have_attribute("placeholder", f"Nachricht an {room.name}")
    ann.composer.fill("/topic " + "a" * 2000)
    ann.composer.press("Enter")
    expect(ann.page.get_by_text(re.compile("höchstens"))).to_be_visible()
    ann.page.set_viewport_size(NARROW)
    assert overflow(ann.page) == 0
    ann.go("/accounts/profile/")
    assert overflow(ann.page) == 0
    ann.page.get_by_label("Sprache der Seiten").select_option("")
    ann.page.get_by_role("button", name="Sprache speichern").click()
    expect(ann.page.get_by_role("status")).to_have_text("Your language is changed.")
