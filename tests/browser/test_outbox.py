"""What is written without a connection: kept, and sent exactly once, in order."""

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation

LOST = ["One, on the train", "Two, in the tunnel", "Three, still there"]


def test_words_for_a_dead_server_are_sent_once_it_is_back(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    here.server.kill()
    expect(ann.page.locator(".connection.waiting .link").first).to_be_visible()
    for text in LOST:
        expect(ann.write(text)).to_contain_text("Waiting for connection")
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        ann.page.reload()
    here.server.start()
    ann.open(room).sees_all(LOST)
    bob.sees_all(LOST)
    assert here.texts(room) == LOST


def test_a_page_that_stays_open_sends_by_itself(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    here.server.kill()
    for text in LOST:
        ann.write(text)
    expect(ann.page.locator(".connection").first).to_contain_text("3 to send")
    here.server.start()
    ann.sees_all(LOST)
    bob.sees_all(LOST)
    ann.online()
    assert here.texts(room) == LOST


def test_two_tabs_of_one_person_show_and_send_the_same(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    first = enter("ann").open(room)
    second = first.another_tab().open(room)
    first.write("From the first tab")
    second.sees("From the first tab")
    here.server.kill()
    first.write("First, without a server")
    expect(second.message("First, without a server")).to_have_count(1)
    second.write("Second, without a server")
    expect(first.message("Second, without a server")).to_have_count(1)
    here.server.start()
    sent = ["From the first tab", "First, without a server", "Second, without a server"]
    for tab in (first, second):
        tab.sees_all(sent)
    assert here.texts(room) == sent


def test_a_draft_outlives_a_reload(here: Installation, enter: Enter) -> None:
    room = here.room()
    ann = enter("ann").open(room)
    ann.composer.fill("Half a thou")
    ann.open(room)
    expect(ann.composer).to_have_value("Half a thou")


def test_a_refused_message_stays_until_it_is_discarded(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    bob = enter("bob").open(room)
    here.server.pause()
    written = bob.write("Too late")
    try:
        expect(written).to_have_count(1)
    finally:
        here.server.resume()
    bob.sees("Too late")
    here.server.kill()
    bob.write("Said to an archived room")
    here.execute("UPDATE chat_room SET archived_at = datetime('now') WHERE id = ?", room.id)
    here.server.start()
    failed = bob.page.locator("article.failed")
    expect(failed).to_contain_text("Said to an archived room")
    failed.get_by_role("button", name="Discard").click()
    expect(bob.message("Said to an archived room")).to_have_count(0)
    assert here.texts(room) == ["Too late"]
