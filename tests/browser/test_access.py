"""Everybody can use it: axe finds nothing on any page, light or dark, wide or narrow."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.access import violations
from tests.browser.conftest import Enter
from tests.browser.gallery import NARROW
from tests.browser.installation import Installation
from tests.browser.previews import BARE, PAGE, linked
from tests.browser.watch import Watch
from tests.services import AppServer, environment, manage

Judge = Callable[[Page, str], None]

REMINDER = "00000000-0000-4000-8000-000000000001"  # its owner makes the id
PAGES = (
    "/accounts/profile/",
    "/accounts/status/",
    "/accounts/sessions/",
    "/accounts/tokens/",
    "/accounts/invitations/",
    "/admin/",
    "/admin/chat/user/",
    "/admin/chat/message/",
    "/admin/chat/user/1/change/",
    "/admin/chat/user/do/suspend/?id=3",
)


@pytest.fixture
def judge(watch: Watch) -> Iterator[Judge]:
    """Lets axe look at a page in both colours; what it found anywhere is told at the end."""
    found: list[str] = []

    def look(page: Page, where: str) -> None:
        seen = len(watch.faults)
        for colour, (_, report) in violations(page).items():
            if report:
                found.append(f"{where}, {colour}: {report}")
        del watch.faults[seen:]  # axe itself tries to add styles to the page

    yield look
    assert not found, "\n".join(found)


@pytest.mark.timeout(120)
def test_the_room_is_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    room = here.room("bob", topic="Where everything is")
    here.say("ann", room, "# Title\n\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    gone = here.say("ann", room, "Gone")
    seq = here.say("bob", room, "@ann, `code`:\n\n```python\nx = 1  # why\n```\nhttps://a.invalid")
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{gone}")
    here.call("bob", "PUT", f"/rooms/{room.id}/messages/{seq}/reactions/👍")
    here.call("bob", "PATCH", f"/rooms/{room.id}/messages/{seq}", {"text": "@ann, edited `code`"})
    linked(here, "bob", room, PAGE, BARE)
    for size in ({}, {"viewport": NARROW, "has_touch": True, "is_mobile": True}):
        ann = enter("ann", **size).open(room)
        judge(ann.page, f"room {size}")
        ann.at(seq).click(position={"x": 5, "y": 5})
        expect(ann.at(seq).get_by_role("toolbar")).to_be_visible()
        judge(ann.page, f"toolbar {size}")
        ann.page.get_by_role("button", name="Members").click()
        expect(ann.page.locator(".panel .person").first).to_be_visible()
        judge(ann.page, f"members {size}")
        ann.page.get_by_role("button", name="Room settings").click()
        expect(ann.page.locator("dialog")).to_be_visible()
        judge(ann.page, f"settings {size}")
        ann.page.keyboard.press("Escape")
        ann.page.locator(".panel-head").get_by_role("button", name="Close").click()
        if size:
            ann.page.get_by_label("Back to the rooms").click()
            judge(ann.page, f"sidebar {size}")


@pytest.mark.timeout(120)
def test_what_floats_is_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    room = here.room("bob")
    here.say("ann", room, "Something")
    ann = enter("ann").open(room)
    page = ann.page
    for name in ("Create a room", "Browse rooms", "Start a direct message"):
        page.get_by_role("button", name=name).click()
        expect(page.locator("dialog")).to_be_visible()
        expect(page.locator("dialog .skeleton")).to_have_count(0)
        judge(page, name)
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    judge(page, "switcher")
    page.keyboard.press("Escape")
    ann.tool(ann.sees("Something"), "React").click()
    expect(page.locator(".emoji-grid section").first).to_be_visible()
    judge(page, "picker")
    page.keyboard.press("Escape")
    ann.tool(ann.sees("Something"), "More").click()
    expect(page.get_by_role("menu")).to_be_visible()
    judge(page, "menu")
    page.get_by_role("menuitem", name="Forward").click()
    expect(page.get_by_role("radio").first).to_be_visible()
    judge(page, "forward")
    page.keyboard.press("Escape")
    ann.tool(ann.sees("Something"), "More").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.locator("dialog")).to_be_visible()
    judge(page, "delete")
    page.keyboard.press("Escape")
    ann.tool(ann.sees("Something"), "Edit").click()
    judge(page, "editor")


@pytest.mark.timeout(120)
def test_the_pages_beside_the_chat_are_usable(
    here: Installation, enter: Enter, judge: Judge
) -> None:
    here.say("ann", here.room(), "So that there is a message")
    ann = enter("ann")
    for path in PAGES:
        judge(ann.go(path).page, path)
    ann.context.clear_cookies()
    for path in ("/accounts/login/", "/accounts/password/reset/", "/nowhere"):
        judge(ann.go(path).page, path)
    ann.name = "ann"
    ann.go("/accounts/login/").sign_in("not the password")
    expect(ann.page.get_by_role("alert")).to_be_visible()
    judge(ann.page, "a refused sign-in")


def test_the_way_in_is_usable(
    new_browser: Callable[..., BrowserContext],
    tmp_path_factory: pytest.TempPathFactory,
    judge: Judge,
) -> None:
    env = environment(tmp_path_factory.mktemp("new"))
    manage("migrate", "--verbosity", "0", env=env)
    with AppServer(env) as server:
        printed = server.tail().partition("Open ")[2].split()[0]
        page = new_browser(viewport=NARROW).new_page()
        page.goto(server.url)
        judge(page, "the code")
        page.goto(printed)
        judge(page, "setup")


@pytest.mark.timeout(120)
def test_threads_are_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    room = here.room("bob")
    root = here.say("ann", room, "A root")
    gone = here.say("bob", room, "Gone", thread=root)
    here.say("bob", room, "@ann, an answer", thread=root)
    here.call("ann", "DELETE", f"/rooms/{room.id}/messages/{gone}")
    for size in ({}, {"viewport": NARROW, "has_touch": True, "is_mobile": True}):
        ann = enter("ann", **size).go("/threads").online()
        expect(ann.page.locator(".message-card").first).to_be_visible()
        judge(ann.page, f"threads {size}")
        ann.open(room)
        expect(ann.page.locator(".thread-line")).to_be_visible()
        judge(ann.page, f"a root {size}")
        ann.page.locator(".thread-line").click()
        expect(ann.page.locator(".panel.thread article")).to_have_count(3)
        judge(ann.page, f"a thread {size}")


@pytest.mark.timeout(120)
def test_what_one_keeps_is_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "Kept")
    here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/pin")
    for size in ({}, {"viewport": NARROW, "has_touch": True, "is_mobile": True}):
        ann = enter("ann", **size).open(room)
        ann.page.get_by_role("button", name="1 pinned message").click()
        expect(ann.page.locator(".panel .message-card")).to_be_visible()
        judge(ann.page, f"pins {size}")
        here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/bookmark")
        ann.go("/saved").online()
        expect(ann.page.locator(".message-card").first).to_be_visible()
        judge(ann.page, f"saved {size}")
        tea = {"due_at": "2031-05-06T07:08:00Z", "text": "Tea"}
        here.call("ann", "PUT", f"/reminders/{REMINDER}", tea)
        ann.go("/reminders").online()
        judge(ann.page, f"reminders {size}")
        ann.page.get_by_role("button", name="Remind me later").first.click()
        expect(ann.page.get_by_role("dialog")).to_be_visible()
        judge(ann.page, f"remind {size}")
        here.call("ann", "PUT", f"/rooms/{room.id}/level", {"level": "nothing"})
        ann.open(room)
        ann.page.get_by_role("button", name="Calls for you: Nothing").click()
        expect(ann.page.get_by_role("menu")).to_be_visible()
        judge(ann.page, f"levels {size}")
        ann.page.get_by_role("menuitemradio", name="Mentions").click()
        ann.page.get_by_role("button", name="Calls for you: Mentions").click()
        expect(ann.page.get_by_role("menuitem", name="1 h")).to_be_visible()
        judge(ann.page, f"muting {size}")
        ann.page.keyboard.press("Escape")
        here.say("bob", room, "@ann, look")
        ann.go("/mentions").online()
        expect(ann.page.locator(".message-card.unread").first).to_be_visible()
        judge(ann.page, f"mentions {size}")


@pytest.mark.timeout(120)
def test_commands_are_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    room = here.room("bob")
    here.say("ann", room, "/me waves at @bob")
    for size in ({}, {"viewport": NARROW, "has_touch": True, "is_mobile": True}):
        ann = enter("ann", **size).open(room)
        for text in ("/", "/invite @", "/topic ", "@"):
            ann.composer.fill("")
            ann.composer.press_sequentially(text)
            expect(ann.page.locator(".completion")).to_be_visible()
            judge(ann.page, f"{text!r} {size}")
        ann.composer.fill("/dance")
        ann.page.get_by_role("button", name="Send").click()
        expect(ann.page.locator(".composer-frame .refusal")).to_be_visible()
        judge(ann.page, f"refused {size}")


@pytest.mark.timeout(120)
def test_the_search_is_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    room = here.room("bob")
    here.say("bob", room, "a wombat digs")
    for size in ({}, {"viewport": NARROW, "has_touch": True, "is_mobile": True}):
        ann = enter("ann", **size).open(room)
        ann.page.get_by_role("button", name="Search in this room").click()
        panel = ann.page.get_by_role("search", name="Search", exact=True)
        field = panel.get_by_role("combobox")
        field.fill("")
        expect(panel.get_by_role("option").first).to_be_visible()
        field.press("ArrowDown")
        judge(ann.page, f"operators {size}")
        field.fill("wombat")
        expect(panel.get_by_role("link")).to_have_count(1)
        judge(ann.page, f"found {size}")
        field.fill("nothinglikethis")
        expect(panel.get_by_text("Nothing found")).to_be_visible()
        judge(ann.page, f"nothing found {size}")
        field.fill("on:someday")
        field.press("Enter")
        expect(panel.get_by_role("alert")).to_be_visible()
        judge(ann.page, f"refused {size}")


@pytest.mark.timeout(120)
def test_a_sorted_sidebar_is_usable(here: Installation, enter: Enter, judge: Judge) -> None:
    here.hire("ute")
    room, loved = here.room("ute", name="Sorted"), here.room("ute", name="Loved")
    here.call("ute", "PUT", f"/rooms/{loved.id}/place", {"favourite": True})
    for name, place in (("Full", room), ("Empty", None)):
        section = here.call("ute", "POST", "/sections", {"name": name})["id"]
        if place:
            here.call("ute", "PUT", f"/rooms/{place.id}/place", {"section": section})
    for size in ({}, {"viewport": NARROW, "has_touch": True, "is_mobile": True}):
        ute = enter("ute", **size).open(room)
        page = ute.page
        if size:
            page.get_by_label("Back to the rooms").click()
        for button in ("Sort Loved", "Sort Full"):
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("menu")).to_be_visible()
            judge(page, f"{button} {size}")
            page.keyboard.press("Escape")
        page.get_by_role("button", name="New section").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        judge(page, f"new section {size}")
        page.keyboard.press("Escape")
