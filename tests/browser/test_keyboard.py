"""The whole main job without a pointer."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.installation import Installation
from tests.browser.person import Person
from tests.journeys.management import PASSWORD

TABS_MAX = 40  # presses; more between two neighbours would be no way to work


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Presses Tab until something has the focus."""
    for _ in range(TABS_MAX):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} was not reached by {key}")


def test_everything_is_done_by_keys_alone(
    here: Installation, new_browser: Callable[..., BrowserContext]
) -> None:
    first, second = here.room("bob", name="Alpha"), here.room("bob", name="Beta")
    page = new_browser().new_page()
    bob = Person(here, "bob", page).go(first.path)
    keys = page.keyboard
    expect(page.get_by_label("User name")).to_be_focused()
    keys.type("bob")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    bob.ready(first)

    keys.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    keys.type("bet")
    expect(page.get_by_role("option").first).to_contain_text("Beta")
    keys.press("Enter")
    bob.ready(second)
    expect(bob.composer).to_be_focused()

    keys.type("Writen by keys")
    keys.press("Enter")
    bob.sees("Writen by keys")
    keys.press("ArrowUp")
    expect(page.get_by_label("Edit message")).to_be_focused()
    keys.press("Control+a")
    keys.type("Written by keys")
    keys.press("Enter")
    message = bob.sees("Written by keys")
    expect(bob.composer).to_be_focused()

    keys.press("Shift+Tab")
    tab_to(page, "article *, article", "Shift+Tab")
    expect(message.get_by_role("toolbar")).to_be_visible()
    tab_to(page, '[aria-label="React with 👍"]', "Shift+Tab")
    keys.press("Enter")
    expect(message.locator(".reaction")).to_have_attribute("aria-pressed", "true")

    tab_to(page, '.toolbar [aria-label="More"]')
    keys.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    keys.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Delete")).to_be_focused()
    keys.press("Enter")
    expect(bob.messages.locator(".tombstone")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(bob.composer).to_be_focused()
    assert here.texts(second) == [""]


def test_escape_leads_back_to_the_composer(
    here: Installation, new_browser: Callable[..., BrowserContext]
) -> None:
    room = here.room("bob")
    here.say("bob", room, "Something")
    context = new_browser()
    cookies = here.cookies.get("bob") or here.cookies.setdefault("bob", here.session("bob"))
    context.add_cookies([{"name": k, "value": v, "url": here.url} for k, v in cookies.items()])
    bob = Person(here, "bob", context.new_page()).open(room)
    page = bob.page
    for opens, closed in (
        (lambda: page.keyboard.press("Control+k"), "dialog"),
        (lambda: page.get_by_role("button", name="Members").click(), ".panel"),
        (lambda: bob.tool(bob.sees("Something"), "Edit").click(), ".editor"),
        (lambda: page.get_by_role("button", name="Insert an emoji").click(), ".picker"),
    ):
        opens()
        expect(page.locator(closed)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(closed)).to_have_count(0)
        expect(bob.composer).to_be_focused()
