"""Long rooms: history both ways keeps the reader's place, and opening costs the same."""

import sys
from dataclasses import dataclass, field

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation, Room
from tests.browser.person import Person

LONG, VAST = 3_000, 100_000  # messages
DRAWN_MAX = 350  # articles: the window of 300, and a page that has just come
STEPS_MAX = 200  # pages of 50 in a long room, both ways, with room to spare
DRAWN = "() => [...document.querySelectorAll('article')].map((a) => Number(a.dataset.seq))"
# Scrolls to one end, remembers what the reader sees, and waits until the next page has been drawn.
STEP = """async (towards) => {
    const box = document.querySelector(".timeline");
    const seqs = () => [...box.querySelectorAll("article")].map((a) => Number(a.dataset.seq));
    const edge = () => box.getBoundingClientRect().top;
    const end = () => (towards < 0 ? seqs()[0] : seqs().at(-1));
    const before = end();
    box.scrollTop = towards < 0 ? 200 : box.scrollHeight - box.clientHeight - 200;
    const shown = [...box.querySelectorAll("article")].find(
        (article) => article.getBoundingClientRect().bottom > edge() + 50);
    const place = shown.getBoundingClientRect().top;
    const deadline = performance.now() + 3000;
    while (end() === before && performance.now() < deadline) {
        await new Promise(requestAnimationFrame);
        if (towards < 0 && box.querySelector(".beginning")) break;
        if (towards > 0 && !document.querySelector(".jump")) break;
    }
    const moved = shown.isConnected ? Math.abs(shown.getBoundingClientRect().top - place) : null;
    return { seqs: seqs(), moved, went: end() !== before };
}"""


@dataclass
class Walk:
    """What was seen on the way through a room."""

    seen: set[int] = field(default_factory=set)
    most: int = 0
    moved: float = 0.0

    def go(self, person: Person, towards: int, end: int) -> None:
        """Scrolls until the last seq in that direction is drawn."""
        for _ in range(STEPS_MAX):
            step = person.page.evaluate(STEP, towards)
            self.seen.update(step["seqs"])
            self.most = max(self.most, len(step["seqs"]))
            assert step["moved"] is not None, "what the reader saw was dropped"
            self.moved = max(self.moved, step["moved"])
            if end in step["seqs"]:
                return
        raise AssertionError(f"{end} was not reached; seen up to {max(self.seen)}")


def test_a_long_history_keeps_its_place_both_ways(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    head = here.fill(room, LONG)
    first = head - LONG + 1
    ann = enter("ann").open(room)
    up, down = Walk(), Walk()
    up.go(ann, -1, first)
    assert up.seen == set(range(first, head + 1)), "a page on the way up was left out"
    down.seen.update(ann.page.evaluate(DRAWN))
    down.go(ann, +1, head)
    assert down.seen == set(range(first, head + 1)), "a page on the way down was left out"
    assert max(up.most, down.most) <= DRAWN_MAX
    assert max(up.moved, down.moved) < 2, "the text moved under the reader, in pixels"
    expect(ann.page.locator(".jump")).to_have_count(1)
    ann.page.locator(".jump").click()
    expect(ann.at(head)).to_be_in_viewport()
    ann.write("At the end")
    expect(ann.sees("At the end")).to_be_in_viewport()


def test_a_permalink_opens_in_context(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    here.fill(room, LONG)
    ann = enter("ann").open(room, 1500)
    target = ann.at(1500)
    expect(target).to_be_in_viewport()
    expect(target).to_be_focused()
    expect(target).to_have_class("message target")
    for neighbour in (1499, 1501):
        expect(ann.at(neighbour)).to_be_in_viewport()
    ann.page.locator(".jump").click()
    expect(ann.messages.last).to_be_in_viewport()
    expect(target).to_have_count(0)


@dataclass
class Cost:
    """What opening a room asks of the server."""

    calls: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    milliseconds: float = 0.0


def opening(person: Person, room: Room) -> Cost:
    """Opens a room in a new page and counts."""
    cost = Cost()
    page = person.page
    page.on("request", lambda r: cost.calls.append(r.url) if "/api/v1/" in r.url else None)
    page.on("websocket", lambda s: s.on("framesent", lambda f: cost.frames.append(str(f))))
    person.open(room)
    cost.milliseconds = page.evaluate("performance.now()")
    page.close()
    return cost


def test_a_vast_room_opens_as_an_empty_one_does(here: Installation, enter: Enter) -> None:
    empty, vast = here.room("bob"), here.room("bob")
    head = here.fill(vast, VAST)
    assert here.call("ann", "GET", f"/rooms/{vast.id}/messages")["seq"] == head
    ann = enter("ann")
    opening(ann.another_tab(), empty)  # whatever is cached is cached for both
    small, large = (opening(ann.another_tab(), room) for room in (empty, vast))
    # The page of history; and, where somebody is shown, one question about all of them.
    calls = [[url for url in cost.calls if "/users?" not in url] for cost in (small, large)]
    assert len(calls[0]) == len(calls[1]) == 1, calls
    assert len(small.calls) <= len(large.calls) <= len(small.calls) + 1, (small.calls, large.calls)
    assert len(small.frames) == len(large.frames) >= 1, (small.frames, large.frames)
    sys.__stdout__.write(
        f"\nopened empty in {small.milliseconds:.0f} ms, {VAST:,} in {large.milliseconds:.0f} ms\n"
    )
