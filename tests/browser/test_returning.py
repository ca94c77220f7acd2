"""Pages behind a network that misbehaves, and pages that slept: nothing is missing or doubled."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.door import Behind, Door
from tests.browser.installation import Installation
from tests.browser.person import Person
from tests.faults.proxy import BLACK_HOLE, PASS, REFUSE

MISSED = 60  # messages: more than one page of history holds
CUTS = 5
SILENCE = 26_000  # milliseconds: a line is dead after 25 seconds without a word
NIGHT = 20 * 3_600_000  # milliseconds


@pytest.fixture
def door(here: Installation) -> Iterator[Door]:
    """The network between the chat and those who come through."""
    with Door(here.server.port, here.door) as opened:
        yield opened


@pytest.fixture
def away(here: Installation, door: Door) -> Behind:
    """The chat, by way of the door."""
    return Behind(**vars(here))


def back(person: Person, door: Door) -> None:
    """The network is there again, and the device says so."""
    door.become(PASS, cut=True)
    person.page.evaluate("() => window.dispatchEvent(new Event('online'))")


def test_a_line_that_swallows_everything_is_noticed_and_nothing_is_lost(
    here: Installation, away: Behind, door: Door, enter: Enter
) -> None:
    room = here.room("bob")
    here.say("bob", room, "Before")
    ann = enter("ann", at=away)
    ann.page.clock.install()
    ann.open(room)
    door.become(BLACK_HOLE)
    expect(ann.write("Into the void")).to_have_count(1)
    here.say("bob", room, "Meanwhile")
    ann.page.clock.fast_forward(SILENCE)
    expect(ann.page.locator(".connection.online")).to_have_count(0)
    back(ann, door)
    ann.sees("Into the void")
    ann.online()
    ann.sees_all(["Before", "Meanwhile", "Into the void"])
    assert here.texts(room) == ["Before", "Meanwhile", "Into the void"]


def test_cuts_while_one_writes_lose_and_double_nothing(
    here: Installation, away: Behind, door: Door, enter: Enter
) -> None:
    room = here.room("bob")
    ann = enter("ann", at=away).open(room)
    for number in range(CUTS):
        ann.write(f"Mine {number}")
        door.become(PASS, cut=True)
        here.say("bob", room, f"Yours {number}")
    ann.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    ann.online()
    expect(ann.log.locator("article.pending")).to_have_count(0)
    stored = here.texts(room)
    ann.sees_all(stored)
    for whose in ("Mine", "Yours"):
        assert [text for text in stored if whose in text] == [f"{whose} {n}" for n in range(CUTS)]


def test_after_a_night_asleep_the_page_shows_what_was_said_edited_and_deleted(
    here: Installation, away: Behind, door: Door, enter: Enter
) -> None:
    room = here.room("bob")
    changed, gone = (here.say("bob", room, text) for text in ("As it was", "Soon gone"))
    ann = enter("ann", at=away)
    ann.page.clock.install()
    ann.open(room)
    ann.composer.fill("Half a word")
    door.become(BLACK_HOLE)
    for number in range(MISSED):
        here.say("bob", room, f"Missed {number}")
    here.call("bob", "PATCH", f"/rooms/{room.id}/messages/{changed}", {"text": "As it is"})
    here.call("bob", "DELETE", f"/rooms/{room.id}/messages/{gone}")
    ann.page.clock.fast_forward(NIGHT)
    back(ann, door)
    ann.sees(f"Missed {MISSED - 1}")
    ann.online()
    expect(ann.composer).to_have_value("Half a word")
    ann.composer.press("Enter")
    ann.sees("Half a word")
    expect(ann.at(changed)).to_contain_text("As it is")
    expect(ann.at(gone).locator(".tombstone")).to_have_count(1)
    expect(ann.messages).to_have_count(MISSED + 3)
    assert here.texts(room)[-1] == "Half a word"


def test_somebody_removed_while_away_is_told_so_on_return(
    here: Installation, away: Behind, door: Door, enter: Enter
) -> None:
    room, other = here.room("bob", name="The board"), here.room("bob", name="The harbour")
    bob = enter("bob", at=away).open(room)
    door.become(REFUSE, cut=True)
    expect(bob.page.locator(".connection.waiting").first).to_be_attached()
    bob.write("Too late")
    here.call("ann", "DELETE", f"/rooms/{room.id}/members/{here.users['bob']}")
    here.say("ann", room, "Said without Bob")
    back(bob, door)
    expect(bob.page.get_by_role("heading", name="You are no longer in")).to_be_visible()
    expect(bob.page.get_by_text("Said without Bob")).to_have_count(0)
    bob.entry(other).click()
    bob.ready(other)
    assert here.texts(room) == ["Said without Bob"]


def test_a_server_that_is_restarted_is_hardly_noticed(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    here.server.stop()
    expect(ann.write("During the restart")).to_have_count(1)
    here.server.start()
    for person in (ann, bob):
        person.sees("During the restart")
        person.online()
    assert here.texts(room) == ["During the restart"]
