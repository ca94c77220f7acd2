"""A page that is read from right to left is the mirror of the other; what people write is not."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation, Room
from tests.browser.mirror import differences, overflow, turn
from tests.browser.person import Person

SIZES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "narrow": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
HEBREW = "שלום לכולם"
PAGES = (
    "/accounts/profile/",
    "/accounts/status/",
    "/accounts/sessions/",
    "/accounts/tokens/",
    "/accounts/invitations/",
    "/admin/",
    "/admin/chat/user/",
    "/admin/chat/user/1/change/",
    "/admin/chat/user/do/suspend/?id=3",
    "/nowhere",
)

Act = Callable[[Person], object]


def pressed(name: str) -> Act:
    """Opens what a button opens."""
    return lambda person: person.page.get_by_role("button", name=name, exact=True).first.click()


def escape(person: Person) -> None:
    """Closes what floats."""
    person.page.keyboard.press("Escape")


def appears(selector: str) -> Act:
    """Waits for what an act brings about."""
    return lambda person: expect(person.page.locator(selector).first).to_be_visible()


def told(here: Installation) -> tuple[Room, int]:
    """A room with something of everything."""
    room = here.room("bob", topic="Where everything is")
    root = here.say("bob", room, "A root, with `code`\n\n- one\n- two\n\n> said before")
    here.say("ann", room, HEBREW)
    here.say("ann", room, "an answer", thread=root)
    here.call("bob", "PUT", f"/rooms/{room.id}/messages/{root}/reactions/👍")
    here.call("ann", "PUT", f"/rooms/{room.id}/messages/{root}/pin")
    head = here.call("ann", "GET", f"/rooms/{room.id}")["seq"]
    here.call("ann", "PUT", f"/rooms/{room.id}/read", {"seq": head})
    return room, root


@pytest.mark.timeout(120)
@pytest.mark.parametrize("size", SIZES)
def test_the_chat_from_right_to_left_is_a_mirror(
    here: Installation, enter: Enter, size: str
) -> None:
    room, root = told(here)
    people = enter("ann", **SIZES[size]), enter("ann", **SIZES[size])
    turn(people[1].context)

    def both(*acts: Act) -> None:
        for person in people:
            for act in acts:
                act(person)
        assert differences(people[0].page, people[1].page) == []
        assert overflow(people[1].page) == 0

    both(lambda person: person.open(room))
    both(lambda person: person.at(root).click(position={"x": 5, "y": 5}), appears(".toolbar"))
    both(
        lambda person: person.tool(person.at(root), "React").click(), appears(".emoji-grid button")
    )
    both(escape, lambda person: person.tool(person.at(root), "More").click(), appears(".menu"))
    both(
        escape,
        lambda person: person.page.locator(".thread-line").click(),
        appears(".panel article"),
    )
    both(lambda person: person.open(room), pressed("Members"), appears(".panel .person"))
    both(pressed("Room settings"), appears("dialog"))
    both(
        escape, lambda person: person.open(room), pressed("Search in this room"), appears(".panel")
    )
    both(lambda person: person.go("/threads").online(), appears(".message-card"))
    both(lambda person: person.page.keyboard.press("Control+k"), appears("dialog"))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_beside_it_are_mirrors(here: Installation, enter: Enter, size: str) -> None:
    people = enter("ann", **SIZES[size]), enter("ann", **SIZES[size])
    turn(people[1].context)
    for path in PAGES:
        pages = [person.go(path).page for person in people]
        assert (path, differences(pages[0], pages[1])) == (path, [])
        assert (path, overflow(pages[1])) == (path, 0)


def test_what_people_write_keeps_its_own_side(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    mixed = here.say("bob", room, f"{HEBREW}\n\nhello everybody\n\n```\nx = 1\n```")
    english = here.say("bob", room, "hello everybody")
    ann = enter("ann")
    turn(ann.context)
    ann.open(room)

    def side(seq: int, part: str) -> str:
        """Where the words of a part begin."""
        return str(
            ann.at(seq)
            .locator(f".text {part}")
            .first.evaluate(
                """(part) => {
                  const words = document.createRange();
                  words.selectNodeContents(part);
                  const [text] = words.getClientRects(), whole = part.getBoundingClientRect();
                  return text.left - whole.left < whole.right - text.right ? "left" : "right";
                }"""
            )
        )

    assert side(mixed, "p:nth-of-type(1)") == "right"
    assert side(mixed, "p:nth-of-type(2)") == "left"
    assert side(mixed, "pre") == "left"
    assert side(english, "p") == "left"


def test_arrows_lead_where_they_point(here: Installation, enter: Enter) -> None:
    ann = enter("ann")
    turn(ann.context)
    ann.open(here.room("bob"))
    edge = ann.page.get_by_role("separator", name="Width of the sidebar")
    before = edge.bounding_box()
    edge.press("ArrowLeft")
    after = edge.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] < before["x"]
    back = ann.page.get_by_role("button", name="Send").locator(".icon")
    expect(back).to_have_css("scale", "-1 1")
