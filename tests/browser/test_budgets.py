"""What the page costs: sizes and nodes are bounded, times are told and depend on the machine."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.cost import FRAMES, LISTEN, Meter, Sent, tell
from tests.browser.installation import ANSWER_SECONDS, Installation, Room
from tests.browser.person import Person
from tests.browser.test_history import DRAWN_MAX, STEP
from tests.server import wait_until

SENT_MAX = 150_000  # bytes of scripts and styles, as sent: two seconds of a slow phone
NODES_MAX = 12_000  # elements: 350 drawn messages, their tools and the sidebar
FLOOD = 1_000  # messages that arrive while the page is open
SUMMARY = "new messages"
SPOKEN_SECONDS = 2  # between two announcements
HISTORY, SCROLLED = 30_000, 30  # messages, and pages of them that are scrolled through
STEPS_TO_FULL = 5  # pages, after which 300 messages are drawn and one more makes one give way
LONG_FRAME = 50  # milliseconds; what is longer is seen as a jerk
# Goes to another room by its link, and waits until one of its messages has been painted.
SWITCH = """async ([path, seq]) => {
    const began = performance.now();
    document.querySelector(`.room-entry[href="${path}"]`).click();
    while (!document.querySelector(`#message-${seq}`)) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""
# Server: the document and the slowest call; the browser fetches everything else from its cache.
WAITED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const calls = performance.getEntriesByType("resource")
        .filter(({ name }) => name.includes("/api/v1/"))
        .map((call) => call.responseEnd - call.requestStart);
    return page.responseEnd - page.requestStart + Math.max(0, ...calls);
}"""


def flood(here: Installation, room: Room, count: int) -> int:
    """Lets bob say that many messages as fast as they are taken; returns the room's last seq."""
    headers = {"Authorization": f"Bearer {here.tokens['bob']}"}
    address = f"{here.url}/api/v1/rooms/{room.id}/messages"
    with httpx.Client(headers=headers, timeout=ANSWER_SECONDS, trust_env=False) as client:

        def say(number: int) -> int:
            answer = client.post(address, json={"text": f"Flood {number}"})
            assert answer.is_success, answer.text
            return int(answer.json()["seq"])

        with ThreadPoolExecutor(8) as speakers:
            return max(speakers.map(say, range(count)))


def spoken(person: Person) -> list[str]:
    """What a screen reader was told since it began to listen."""
    return list(person.page.evaluate("window.spoken"))


def test_a_room_with_history_is_soon_there(here: Installation, enter: Enter) -> None:
    room, other = here.room("bob"), here.room("bob")
    head, beside = here.fill(room, 400), here.fill(other, 400)
    ann = enter("ann")
    sent = Sent(ann.page)
    ann.open(room)
    size, files, meter = sent.compressed(), len(sent.answers), Meter(ann.page)
    before = meter.read()
    ann.open(room)
    expect(ann.at(head)).to_be_visible()
    cost, waited = meter.read() - before, ann.page.evaluate(WAITED)
    again = sent.compressed() - size
    tell(f"room opened: server {waited:.0f} ms, {cost}; {size:,} bytes of scripts and styles in"
         f" {files} files (at most {SENT_MAX:,}), {again:,} when opened again")  # fmt: skip
    assert files > 10, "the scripts were not seen"
    assert size <= SENT_MAX
    assert again == 0, "what does not change was fetched again"
    assert cost.nodes <= NODES_MAX
    ann.page.evaluate(SWITCH, [other.path, beside])
    took = [ann.page.evaluate(SWITCH, [room.path, head]),
            ann.page.evaluate(SWITCH, [other.path, beside])]  # fmt: skip
    tell(f"room switched from memory: {max(took):.0f} ms")


@pytest.mark.timeout(120)
def test_a_flood_is_drawn_within_bounds_and_spoken_in_few_words(
    here: Installation, enter: Enter
) -> None:
    room = here.room("bob")
    here.fill(room, 400)
    ann = enter("ann").open(room)
    page, meter = ann.page, Meter(ann.page)
    page.evaluate(LISTEN)
    ann.log.hover()
    page.mouse.wheel(0, -100_000)
    expect(ann.messages).not_to_have_count(50)
    assert spoken(ann) == [], "history was announced"
    ann.go(room.path).online()
    page.evaluate(LISTEN)
    for number in range(5):
        here.say("bob", room, f"New {number}")
    ann.sees("New 4")
    wait_until(lambda: bool(spoken(ann)), "a first announcement")
    assert len(spoken(ann)) <= 5
    before, began = meter.read(), page.evaluate("performance.now()")
    page.evaluate("window.spoken.length = 0")
    last = flood(here, room, FLOOD)
    expect(ann.at(last)).to_be_in_viewport()
    wait_until(lambda: any(SUMMARY in words for words in spoken(ann)), "a summary of the flood")
    took = (page.evaluate("performance.now()") - began) / 1000
    cost = meter.read()
    tell(f"{FLOOD:,} messages arrived in {took:.1f} s: {cost - before}")
    assert len(spoken(ann)) <= took / SPOKEN_SECONDS + 2
    assert ann.messages.count() <= DRAWN_MAX
    assert cost.nodes <= NODES_MAX


def test_what_arrives_moves_nobody_who_reads_further_up(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    head = here.fill(room, HISTORY)
    ann = enter("ann").open(room)
    steps = [ann.page.evaluate(STEP, -1) for _ in range(STEPS_TO_FULL)]
    seen = ann.at(head - 60)
    seen.scroll_into_view_if_needed()
    expect(ann.page.locator(".jump")).to_be_visible()
    before, drawn = seen.bounding_box(), len(steps[-1]["seqs"])
    last = flood(here, room, 100)
    expect(ann.entry(room)).to_contain_text("100")
    assert before
    after = seen.bounding_box()
    assert after
    assert abs(after["y"] - before["y"]) < 2, "the text moved under the reader, in pixels"
    assert ann.messages.count() <= drawn
    ann.page.locator(".jump").click()
    expect(ann.at(last)).to_be_in_viewport()


@pytest.mark.timeout(120)
def test_a_long_room_is_scrolled_smoothly(here: Installation, enter: Enter) -> None:
    room = here.room("bob")
    here.fill(room, HISTORY)
    ann = enter("ann").open(room, HISTORY // 2)
    page, meter = ann.page, Meter(ann.page)
    before = meter.read()
    page.evaluate(FRAMES)
    steps = [page.evaluate(STEP, towards) for towards in (-1, +1) for _ in range(SCROLLED)]
    frames, cost = page.evaluate("window.frames_"), meter.read()
    jerks = sum(frame > LONG_FRAME for frame in frames)
    tell(f"{len(steps)} pages of {HISTORY:,} messages scrolled: {jerks} of {len(frames)} frames "
         f"above {LONG_FRAME} ms, longest {max(frames):.0f} ms; {cost - before}")  # fmt: skip
    assert all(step["went"] for step in steps)
    assert max(step["moved"] for step in steps) < 2, "the text moved under the reader, in pixels"
    assert max(len(step["seqs"]) for step in steps) <= DRAWN_MAX
    assert cost.nodes <= NODES_MAX
