"""Reports and sanctions in the page: what anybody brings up, what leaders do, what one is told."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person

MUTED = "you can read here, but not write"


def about(person: Person, name: str) -> None:
    """Opens the card of whoever has said the last message."""
    person.messages.last.locator("button.author", has_text=name).click()


def test_a_report_reaches_the_moderators_as_it_was(here: Installation, enter: Enter) -> None:
    room = here.room("bob", "eve", "mod")
    seq = here.say("bob", room, "Cheap watches!")
    eve, mod = enter("eve").open(room), enter("mod").open(room)
    eve.menu(eve.sees("Cheap watches!"), "Report")
    dialog = eve.page.get_by_role("dialog", name="Report to the moderators")
    expect(dialog).to_contain_text("Cheap watches!")
    dialog.get_by_label("What moderators should know").fill("Every day")
    dialog.get_by_role("button", name="Report", exact=True).click()
    expect(eve.page.get_by_text("The moderators have your report.")).to_be_visible()
    expect(mod.page.get_by_text("A new report waits for the moderators.")).to_be_visible()
    here.call("bob", "DELETE", f"/rooms/{room.id}/messages/{seq}")
    (report,) = here.call("ann", "GET", "/reports?status=open")["reports"]
    assert (report["snapshot"]["text"], report["comment"]) == ("Cheap watches!", "Every day")
    here.call("ann", "PUT", f"/reports/{report['id']}/decision", {"decision": "upheld"})
    expect(eve.page.get_by_text("The moderators agreed with a report of yours.")).to_be_visible()


def test_the_muted_read_why_and_write_again_when_it_is_lifted(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    here.say("bob", room, "Once more, in capitals")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    ann.sees("Once more, in capitals")
    about(ann, "Bob")
    ann.page.get_by_role("button", name="Moderate", exact=True).click()
    dialog = ann.page.get_by_role("dialog", name="Moderate")
    dialog.get_by_label("It lasts").select_option("hour")
    dialog.get_by_label("The reason, which they are told").fill("Shouting")
    dialog.get_by_role("button", name="Do it").click()
    note = bob.page.locator(".composer-note")
    expect(note).to_contain_text(MUTED)
    expect(note).to_contain_text("Shouting")
    expect(bob.composer).to_have_count(0)
    bob.page.reload()
    expect(bob.page.locator(".composer-note")).to_contain_text(MUTED)
    (sanction,) = here.call("ann", "GET", f"/sanctions?room={room.id}&running=true")["sanctions"]
    here.call("ann", "DELETE", f"/sanctions/{sanction['id']}")
    expect(bob.composer).to_be_visible()


def test_a_warning_stands_until_it_was_read(here: Installation, enter: Enter) -> None:
    room = here.room("eve")
    eve = enter("eve").open(room)
    warned = {"kind": "warning", "user": here.users["eve"], "reason": "Mind the topic"}
    here.call("ann", "POST", "/sanctions", warned)
    note = eve.page.get_by_role("alert").filter(has_text="Mind the topic")
    expect(note).to_be_visible()
    note.get_by_role("button", name="Understood").click()
    expect(note).to_have_count(0)
    expect(eve.composer).to_be_visible()
