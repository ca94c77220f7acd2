"""The whole main job without a pointer."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.installation import Installation, Room
from tests.browser.person import Person
from tests.journeys.management import PASSWORD

# The body has the focus when nothing has.
FOCUSED = "() => document.activeElement && document.activeElement !== document.body"
TABS_MAX = 40  # presses; more between two neighbours would be no way to work


class Keys:
    """A keyboard: after each press something on the page has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Presses keys one after the other; a press after which the focus is lost is an error."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_function(FOCUSED)

    def type(self, text: str) -> None:
        """Types into what has the focus."""
        self.page.keyboard.type(text)
        self.page.wait_for_function(FOCUSED)

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        """Presses Tab until something has the focus."""
        for _ in range(TABS_MAX):
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            self.press(key)
        raise AssertionError(f"{selector} was not reached by {key}")

    def choose(self, name: str) -> None:
        """Goes down a menu that is open to one of its items and presses it."""
        self.go_down(name)
        self.press("Enter")

    def go_down(self, name: str) -> None:
        """Goes down a menu that is open to one of its items."""
        item = self.page.get_by_role("menuitem", name=name, exact=True)
        expect(item).to_be_visible()
        for _ in range(TABS_MAX):
            if item.evaluate("(item) => item === document.activeElement"):
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name} was not reached")


def test_everything_is_done_by_keys_alone(
    here: Installation, new_browser: Callable[..., BrowserContext]
) -> None:
    first, second = here.room("bob", name="Alpha"), here.room("bob", name="Beta")
    page = new_browser(permissions=["clipboard-read", "clipboard-write"]).new_page()
    bob = Person(here, "bob", page).go(first.path)
    keys = Keys(page)
    expect(page.get_by_label("User name")).to_be_focused()
    keys.type("bob")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    bob.ready(first)
    goes_to_another_room(bob, keys, second)
    writes_and_edits(bob, keys)
    raises_the_toolbar(bob, keys)
    keys.press("Enter")
    expect(bob.messages.locator(".reaction")).to_have_attribute("aria-pressed", "true")
    answers_in_a_thread(bob, keys)
    searches(bob, keys)
    opens_a_card(bob, keys)
    raises_the_toolbar(bob, keys)
    copies_and_deletes(bob, keys)
    assert here.texts(second)[0] == ""
    reaches_the_settings(bob, keys)
    signs_out(bob, keys)


def goes_to_another_room(bob: Person, keys: Keys, room: Room) -> None:
    keys.press("Control+k")
    expect(bob.page.get_by_role("combobox")).to_be_focused()
    keys.type("bet")
    expect(bob.page.get_by_role("option").first).to_contain_text("Beta")
    keys.press("Escape")
    expect(bob.page.get_by_role("dialog")).to_have_count(0)
    keys.press("Control+k")
    keys.type("bet")
    expect(bob.page.get_by_role("option").first).to_contain_text("Beta")
    keys.press("Enter")
    bob.ready(room)
    expect(bob.composer).to_be_focused()


def writes_and_edits(bob: Person, keys: Keys) -> None:
    keys.type("Writen by keys")
    keys.press("Enter")
    bob.sees("Writen by keys")
    keys.press("ArrowUp")
    expect(bob.page.get_by_label("Edit message")).to_be_focused()
    keys.press("Control+a")
    keys.type("Written by keys")
    keys.press("Enter")
    bob.sees("Written by keys")
    expect(bob.composer).to_be_focused()


def raises_the_toolbar(bob: Person, keys: Keys) -> None:
    """From the composer to the first button beside the message."""
    keys.press("Shift+Tab")
    keys.tab_to("article *, article", "Shift+Tab")
    expect(bob.messages.first.get_by_role("toolbar")).to_be_visible()
    keys.tab_to('[aria-label="React with 👍"]', "Shift+Tab")


def answers_in_a_thread(bob: Person, keys: Keys) -> None:
    keys.tab_to('.toolbar [aria-label="More"]')
    keys.press("Enter")
    keys.choose("Reply in thread")
    expect(bob.page.get_by_role("textbox", name="Reply")).to_be_focused()
    keys.type("Answered by keys")
    keys.press("Enter")
    expect(bob.page.locator(".panel.thread article").nth(1)).to_contain_text("Answered by keys")
    keys.press("Escape")
    expect(bob.page.locator(".panel")).to_have_count(0)
    expect(bob.messages.first).to_be_focused()
    keys.press("Escape")
    expect(bob.composer).to_be_focused()


def searches(bob: Person, keys: Keys) -> None:
    keys.press("Control+f")
    keys.type("written")
    hit = bob.page.get_by_role("search").get_by_role("link")
    expect(hit).to_have_count(1)
    keys.press("ArrowDown")
    expect(hit).to_be_focused()
    keys.press("Escape")
    expect(bob.page.locator(".panel")).to_have_count(0)
    expect(bob.composer).to_be_focused()


def opens_a_card(bob: Person, keys: Keys) -> None:
    keys.press("Shift+Tab")
    keys.tab_to("button.author", "Shift+Tab")
    keys.press("Enter")
    expect(bob.page.get_by_role("dialog").locator(".card-names")).to_contain_text("Bob")
    keys.press("Escape")
    expect(bob.page.locator("button.author")).to_be_focused()
    keys.tab_to("#composer")


def copies_and_deletes(bob: Person, keys: Keys) -> None:
    keys.tab_to('.toolbar [aria-label="More"]')
    keys.press("Enter")
    keys.choose("Copy link")
    bob.page.wait_for_function("navigator.clipboard.readText().then((t) => t.includes('://'))")
    keys.tab_to('.toolbar [aria-label="More"]')
    keys.press("Enter")
    keys.choose("Delete")
    expect(bob.page.get_by_role("dialog").get_by_role("button", name="Delete")).to_be_focused()
    keys.press("Enter")
    expect(bob.messages.locator(".tombstone")).to_be_visible()
    expect(bob.page.get_by_role("dialog")).to_have_count(0)
    expect(bob.composer).to_be_focused()


def reaches_the_settings(bob: Person, keys: Keys) -> None:
    keys.tab_to("button.account", "Shift+Tab")
    keys.press("Enter")
    keys.go_down("Profile")
    keys.page.keyboard.press("Enter")  # to another page, where nothing has the focus yet
    expect(bob.page.get_by_role("heading", name="Profile")).to_be_visible()
    keys.press("Tab")
    keys.tab_to('a.quiet[href="/"]')
    keys.press("Enter")
    bob.online()


def signs_out(bob: Person, keys: Keys) -> None:
    keys.tab_to("button.account", "Shift+Tab")
    keys.press("Enter")
    keys.choose("Sign out")
    expect(bob.page.get_by_label("User name")).to_be_focused()


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
