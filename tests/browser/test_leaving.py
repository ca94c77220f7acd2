"""What ends while a page is open: a membership, a session, an account's rights, a message."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.journeys.management import PASSWORD

WITHIN = 1000  # milliseconds from the admin's own answer to the effect on open pages


def test_somebody_removed_from_the_open_room_is_told_so(here: Installation, enter: Enter) -> None:
    room = here.room("bob", name="The board")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.page.get_by_role("button", name="Members").click()
    row = ann.page.locator(".panel li", has_text="Bob")
    row.hover()
    row.get_by_role("button", name="Remove Bob from the room").click()
    gone = bob.page.get_by_role("heading", name="You are no longer in The board")
    expect(gone).to_be_visible()
    expect(bob.entry(room)).to_have_count(0)
    expect(ann.page.locator(".panel li", has_text="Bob")).to_have_count(0)
    ann.write("Said without Bob")
    ann.sees("Said without Bob")
    expect(bob.page.get_by_text("Said without Bob")).to_have_count(0)


def test_a_session_ended_elsewhere_keeps_what_was_written(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    bob = enter("bob", fresh=True).open(room)
    here.server.kill()
    bob.write("Written just before the end")
    here.management.act("end_sessions", user=here.users["bob"])
    here.cookies.pop("bob", None)
    here.server.start()
    expect(bob.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert here.texts(room) == []
    bob.sign_in(PASSWORD)
    bob.ready(room).sees("Written just before the end")
    assert here.texts(room) == ["Written just before the end"]


def test_signing_out_another_device_closes_its_page(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    old, new = enter("bob", fresh=True).open(room), enter("bob", fresh=True)
    new.go("/accounts/sessions/")
    new.page.get_by_role("button", name="Sign out all others").click()
    here.cookies.pop("bob", None)
    expect(old.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(new.open(room).composer).to_be_visible()


def test_a_suspension_closes_the_open_page_within_a_second(
    here: Installation, enter: Enter
) -> None:
    number = here.hire("gus")
    room = here.room("gus")
    gus, ann = enter("gus"), enter("ann")
    with gus.page.expect_websocket() as socket:
        gus.open(room)
    ann.go(f"/admin/chat/user/{number}/change/")
    ann.page.get_by_role("link", name="Suspend").click()
    ann.page.get_by_label("Reason").fill("Loading bay")
    with socket.value.expect_event("close"):
        ann.page.get_by_role("button", name="Suspend").click()
        expect(ann.page.locator(".messagelist")).to_contain_text("Suspended")
        told = gus.page.get_by_role("heading", name="Your account is suspended")
        expect(told).to_be_visible(timeout=WITHIN)
    expect(gus.page.locator(".connection")).to_have_text("Not connected")
    expect(gus.composer).to_have_count(0)


def test_a_message_removed_in_the_admin_becomes_a_tombstone(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    seq = here.say("bob", room, "Too loud")
    bob, ann = enter("bob").open(room), enter("ann")
    bob.sees("Too loud")
    ann.go("/admin/chat/message/")
    ann.page.locator("#searchbar").fill(room.slug)
    ann.page.locator("#searchbar").press("Enter")
    ann.page.get_by_role("link", name=f"#{room.slug} / {seq}").click()
    ann.page.get_by_role("link", name="Remove").click()
    ann.page.get_by_role("button", name="Remove").click()
    expect(ann.page.locator(".messagelist")).to_contain_text("Removed")
    expect(bob.page.locator(".tombstone")).to_be_visible(timeout=WITHIN)
    expect(bob.page.get_by_text("Too loud")).to_have_count(0)
