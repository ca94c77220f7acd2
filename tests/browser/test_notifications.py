"""Notifications of this device: asked for by a press, shown when nobody looks, silent in quiet."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation

#: What a browser without a screen has not: a record of what it was told to show.
RECORDER = """
window.shown = [];
window.asked = 0;
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    window.asked += 1;
    return (window.Notification.permission = "granted");
  }
  constructor(title, options) {
    window.shown.push(`${title}: ${options.body}`);
    window.last = this;
  }
  close() {}
};
"""
TURN = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def turn(page: Page, state: str) -> None:
    """Lets a tab be hidden, or be looked at again."""
    page.evaluate(TURN, state)


def switch_on(page: Page) -> None:
    """Turns the notifications of this device on."""
    page.get_by_title("Account and appearance").click()
    switch = page.get_by_role("menuitemcheckbox", name="Notifications on this device")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Escape")


def shows(page: Page, *words: str) -> None:
    """Waits until these notifications, and no others, have been shown."""
    page.wait_for_function("(count) => window.shown.length >= count", arg=len(words))
    assert page.evaluate("window.shown") == list(words)


def test_a_hidden_tab_shows_mentions_once_it_was_told_to(here: Installation, enter: Enter) -> None:
    room = here.room("bob", name="Harbour")
    ann = enter("ann")
    ann.page.add_init_script(RECORDER)
    ann.open(room)
    here.say("bob", room, "@ann before anything was allowed")
    expect(ann.log).to_contain_text("before anything was allowed")
    assert ann.page.evaluate("[window.asked, window.shown.length]") == [0, 0]
    switch_on(ann.page)
    assert ann.page.evaluate("window.asked") == 1
    here.say("bob", room, "@ann while she looks")
    expect(ann.log).to_contain_text("while she looks")
    turn(ann.page, "hidden")
    here.say("bob", room, "to nobody")
    seq = here.say("bob", room, "@ann look <b>up</b>")
    shows(ann.page, "Bob · Harbour: @ann look <b>up</b>")
    turn(ann.page, "visible")
    ann.page.evaluate("window.last.onclick()")
    expect(ann.page).to_have_url(f"{here.url}{room.path}/{seq}")


def test_in_quiet_nothing_is_shown_and_a_line_says_so(here: Installation, enter: Enter) -> None:
    room = here.room("bob", name="Harbour")
    ann = enter("ann")
    ann.page.add_init_script(RECORDER)
    ann.open(room)
    switch_on(ann.page)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    here.call("ann", "PUT", "/me/quiet", {"until": until})
    line = ann.page.get_by_text("Do not disturb until")
    expect(line).to_be_visible()
    turn(ann.page, "hidden")
    here.say("bob", room, "@ann in quiet")
    expect(ann.log).to_contain_text("in quiet")
    assert ann.page.evaluate("window.shown.length") == 0
    assert not ann.page.title().startswith("(")
    turn(ann.page, "visible")
    ann.page.get_by_role("navigation").get_by_role("button", name="Be reached again").click()
    expect(line).to_have_count(0)
    turn(ann.page, "hidden")
    here.say("bob", room, "@ann and now")
    shows(ann.page, "Bob · Harbour: @ann and now")
