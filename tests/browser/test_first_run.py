"""The first visit: from the address that the server prints to two people in a conversation."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.management import PASSWORD
from tests.server import wait_until
from tests.services import AppServer, environment, manage


def make_account(page: Page, name: str) -> None:
    """Fills in who somebody is."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("User name").fill(name.lower())
    page.get_by_label("Password").fill(PASSWORD)


def say(page: Page, text: str) -> None:
    """Writes into the room that is open."""
    page.locator("#composer").fill(text)
    page.locator("#composer").press("Enter")


def test_the_printed_address_leads_to_a_workspace_and_a_second_person(
    new_browser: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    env = environment(tmp_path)
    manage("migrate", "--verbosity", "0", env=env)
    with AppServer(env) as server:
        wait_until(lambda: "/setup?code=" in server.tail(), "the printed address")
        printed = re.search(r"Open (\S+)", server.tail())
        assert printed
        ann = new_browser().new_page()
        ann.goto(server.url)
        expect(ann.get_by_role("heading", name="This chat is new")).to_be_visible()
        ann.goto(printed[1])
        ann.get_by_label("Name of the workspace").fill("The House")
        make_account(ann, "Ann")
        ann.get_by_role("button", name="Make the workspace").click()
        expect(ann.locator(".workspace")).to_have_text("The House")
        say(ann, "First!")

        ann.locator("button.account").click()
        ann.get_by_role("menuitem", name="Invite people").click()
        ann.get_by_role("button", name="Make a link").click()
        link = ann.locator("#link").input_value()
        ann.get_by_role("link", name="Back to the chat").click()

        bob = new_browser().new_page()
        bob.goto(link)
        make_account(bob, "Bob")
        bob.get_by_role("button", name="Join").click()
        expect(bob.get_by_role("log")).to_contain_text("First!")
        say(bob, "Second.")
        expect(ann.get_by_role("log").locator(".text")).to_have_text(["First!", "Second."])
        ann.goto(printed[1])
        expect(ann.get_by_role("heading", name="already made")).to_be_visible()
