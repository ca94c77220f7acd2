"""What floats over a room and what is pressed there, for the pictures."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scenes import is_narrow, lounge, scene, to_sidebar


@scene()
def toolbar_raised(person: Person) -> Iterator[Page]:
    page = lounge(person)
    message = person.messages.nth(-2)
    message.tap() if is_narrow(page) else message.hover()
    expect(message.get_by_role("toolbar")).to_be_visible()
    yield page


@scene()
def message_menu(person: Person) -> Iterator[Page]:
    page = lounge(person)
    person.tool(person.messages.last, "More").click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield page


@scene()
def picker(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.get_by_role("button", name="Insert an emoji").click()
    expect(page.locator(".emoji-grid section").first).to_be_visible()
    yield page


@scene()
def picker_searching(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.get_by_role("button", name="Insert an emoji").click()
    expect(page.locator(".emoji-grid section").first).to_be_visible()
    page.get_by_label("Search emoji").fill("wave")
    yield page


@scene()
def account_menu(person: Person) -> Iterator[Page]:
    page = lounge(person)
    to_sidebar(page)
    page.locator("button.account").click()
    expect(page.get_by_role("menu")).to_be_visible()
    yield page


@scene()
def editing(person: Person) -> Iterator[Page]:
    page = lounge(person)
    person.tool(person.messages.last, "Edit").click()
    expect(page.get_by_label("Edit message")).to_be_visible()
    yield page


@scene()
def members(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.get_by_role("button", name="Members").click()
    expect(page.locator(".panel .person").first).to_be_visible()
    yield page


@scene()
def sidebar(person: Person) -> Iterator[Page]:
    page = lounge(person)
    to_sidebar(page)
    yield page


@scene()
def switcher(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.keyboard.press("Control+k")
    expect(page.locator("#switcher-list li").nth(3)).to_be_visible()
    yield page


@scene()
def switcher_finds_nothing(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("qqqq")
    yield page


def dialog(name: str, button: str) -> None:
    """A dialog that a button of the sidebar opens."""

    def acts(person: Person) -> Iterator[Page]:
        page = lounge(person)
        to_sidebar(page)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.locator("dialog .skeleton")).to_have_count(0)
        yield page

    acts.__name__ = f"dialog_{name}"
    scene()(acts)


dialog("create", "Create a room")
dialog("browse", "Browse rooms")
dialog("direct", "Start a direct message")


@scene()
def dialog_create_refused(person: Person) -> Iterator[Page]:
    page = lounge(person)
    to_sidebar(page)
    page.get_by_role("button", name="Create a room").click()
    page.get_by_label("Name").fill("Lounge")
    page.get_by_role("dialog").get_by_role("button", name="Create room").click()
    expect(page.get_by_role("dialog").locator(".refusal")).to_be_visible()
    yield page


@scene()
def dialog_add(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.get_by_role("button", name="Members").click()
    page.get_by_role("button", name="Add people").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("dialog .skeleton")).to_have_count(0)
    yield page


@scene()
def dialog_settings(person: Person) -> Iterator[Page]:
    page = lounge(person)
    page.get_by_role("button", name="Members").click()
    page.get_by_role("button", name="Room settings").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield page


@scene()
def dialog_delete(person: Person) -> Iterator[Page]:
    page = lounge(person)
    person.menu(person.messages.last, "Delete")
    expect(page.get_by_role("dialog")).to_be_visible()
    yield page


@scene("bob")
def visiting_an_open_room(person: Person) -> Iterator[Page]:
    room = person.here.room(kind="open", name="Open house", topic="Come in")
    person.go(room.path)
    expect(person.page.get_by_role("button", name="Join")).to_be_visible()
    yield person.page
