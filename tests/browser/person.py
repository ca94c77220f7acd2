"""A person at a page: what they do there, and what they then see."""

import re
from typing import Self

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.installation import Installation, Room

PAGE_SECONDS = 15.0  # for a page to open beside a busy machine's other work


class Person:
    """Somebody of the cast in one tab."""

    def __init__(self, here: Installation, name: str, page: Page) -> None:
        self.here = here
        self.name = name
        self.page = page

    @property
    def context(self) -> BrowserContext:
        """The browser the tab belongs to."""
        return self.page.context

    def another_tab(self) -> "Person":
        """The same person in a second tab."""
        return Person(self.here, self.name, self.context.new_page())

    def go(self, path: str) -> Self:
        """Opens an address of the site."""
        self.page.goto(f"{self.here.url}{path}")
        return self

    def open(self, room: Room, seq: int | None = None) -> Self:
        """Opens a room, or one of its messages, and returns when it can be read."""
        self.go(room.path if seq is None else f"{room.path}/{seq}")
        return self.ready(room)

    def ready(self, room: Room) -> Self:
        """Returns when a room is on the screen and its history has come."""
        expect(self.page.get_by_role("main", name=room.name, exact=True)).to_be_visible()
        expect(self.log.locator("article, .beginning").first).to_be_attached()
        return self.online()

    def online(self) -> Self:
        """Returns when the page says that it is up to date."""
        expect(self.page.locator(".connection.online .lamp")).to_be_attached()
        return self

    # --- The room ----------------------------------------------------------------------------

    @property
    def log(self) -> Locator:
        """The list of messages."""
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        """The field to write in."""
        return self.page.locator("#composer")

    @property
    def messages(self) -> Locator:
        """Every message on the page, stored or not."""
        return self.log.locator("article")

    def message(self, text: str) -> Locator:
        """The messages with exactly this text."""
        body = self.page.locator(".text", has_text=re.compile(f"^\\s*{re.escape(text)}\\s*$"))
        return self.messages.filter(has=body)

    def at(self, seq: int) -> Locator:
        """The message with this seq."""
        return self.page.locator(f"#message-{seq}")

    def entry(self, room: Room) -> Locator:
        """The room's place in the sidebar."""
        return self.page.locator(f'.room-entry[href="{room.path}"]')

    def write(self, text: str) -> Locator:
        """Writes a message and sends it; returns its place."""
        self.composer.fill(text)
        self.composer.press("Enter")
        return self.message(text)

    def sees(self, text: str) -> Locator:
        """Returns once a message stands there, stored, and only once."""
        found = self.message(text)
        expect(found).to_have_count(1)
        expect(found).to_have_attribute("data-seq", re.compile(r"^\d+$"))
        return found

    def sees_all(self, texts: list[str]) -> None:
        """Returns once the last messages are exactly these, in this order, all of them stored."""
        expect(self.log.locator("article.pending")).to_have_count(0)
        expect(self.messages.locator(".text")).to_have_text(texts)

    def tool(self, message: Locator, name: str) -> Locator:
        """A button of the toolbar that a message raises."""
        message.hover()
        return message.get_by_role("toolbar").get_by_role("button", name=name, exact=True)

    def menu(self, message: Locator, name: str) -> None:
        """Chooses from the menu of a message."""
        self.tool(message, "More").click()
        self.page.get_by_role("menuitem", name=name).click()

    def sign_in(self, password: str) -> None:
        """Fills in the sign-in page that is open."""
        self.page.get_by_label("User name").fill(self.name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
