"""No page breaks its own policy, and nothing leaves the machine."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person
from tests.browser.watch import EXECUTED, VIOLATION, Watch

ENTRANCE = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/join/no-such-code",
    "/setup",
    "/nowhere",
)
PAGES = (
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/tokens/",
    "/accounts/invitations/",
    "/accounts/logout/",
    "/admin/",
    "/api/v1/docs",
    "/rooms/nowhere",
)
RECORDS = (
    "user", "session", "token", "invitation", "room", "membership", "message", "revision",
    "reaction", "mention", "workspace", "revocation",
)  # fmt: skip


def test_the_watch_sees_what_it_is_there_for(
    here: Installation, enter: Enter, watch: Watch
) -> None:
    page = enter("ann").open(here.room()).page
    page.evaluate("() => { try { document.body.innerHTML = '<b>'; } catch { } }")
    page.evaluate("() => { const s = document.createElement('style'); s.textContent = 'b{}';"
                  " document.head.append(s); }")  # fmt: skip
    page.evaluate("() => void fetch('http://localhost:9/').catch(() => {})")
    page.evaluate("() => alert('anything')")
    for sign in ("require-trusted-types-for", "style-src", "connect-src"):
        assert watch.seen(lambda fault, sign=sign: VIOLATION in fault and sign in fault), sign
    assert watch.seen(lambda fault: EXECUTED in fault)
    assert page.evaluate("() => document.body.innerHTML.length > 100"), "the page was replaced"
    watch.faults.clear()


def test_no_page_breaks_its_policy(here: Installation, enter: Enter, watch: Watch) -> None:
    room = here.room("bob")
    seq = here.say("ann", room, "Something to look at, @bob. `code` :tada:")
    here.call("ann", "PUT", f"/rooms/{room.id}/messages/{seq}/reactions/👍")
    visitor, ann = Person(here, "", enter("ann").context.new_page()), enter("ann")
    visitor.context.clear_cookies()
    for path in ENTRANCE:
        visitor.go(path)
    for path in PAGES:
        ann.go(path)
    for name in RECORDS:
        ann.go(f"/admin/chat/{name}/")
        expect(ann.page.locator("#changelist")).to_be_visible()
    for path in ("user/1/change/", "user/do/suspend/?id=3", f"room/{room.id}/change/"):
        ann.go(f"/admin/chat/{path}")
        expect(ann.page.locator("#content h1")).to_be_visible()
    assert len(watch.addresses) > len(ENTRANCE + PAGES + RECORDS)


def test_nothing_of_the_chat_page_breaks_its_policy(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    here.say("bob", room, "Something to look at")
    ann = enter("ann").open(room)
    page = ann.page
    for button in ("Create a room", "Browse rooms", "Start a direct message"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").press("Escape")
    page.get_by_role("button", name="Members").click()
    expect(page.locator(".panel .person").first).to_be_visible()
    ann.tool(ann.sees("Something to look at"), "React").click()
    expect(page.locator(".emoji-grid section").first).to_be_visible()
    page.locator(".emoji-grid button").first.click()
    expect(page.locator(".reaction")).to_be_visible()
    for theme in ("Dark", "Light", "System"):
        page.locator("button.account").click()
        page.get_by_role("menuitemradio", name=theme).click()
        page.keyboard.press("Escape")
    separator = page.get_by_role("separator", name="Width of the sidebar")
    separator.focus()
    separator.press("ArrowRight")


def test_a_page_asks_nobody_but_its_own_server(
    here: Installation, enter: Enter, watch: Watch
) -> None:
    room = here.room()
    here.say(
        "ann",
        room,
        "![pixel](https://evil.invalid/p.png) https://evil.invalid/ [x](//evil.invalid)",
    )
    enter("ann").open(room)
    assert watch.addresses
    assert all(address.startswith((here.url, here.url.replace("http", "ws")))
               for address in watch.addresses)  # fmt: skip
