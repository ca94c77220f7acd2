"""A history opened from a disk: its search finds, no text is executed, nothing leaves the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from chat.archive.formats.html import HTML
from tests.archive.written import make, message, person, room, write
from tests.browser.payloads import NAMES, PAYLOADS
from tests.browser.watch import Watch

NARROW = {"width": 390, "height": 844}


@pytest.fixture
def judged() -> Watch:
    """What a browser saw."""
    return Watch()


@pytest.fixture
def page(browser: Browser, judged: Watch) -> Iterator[Page]:
    """A page of a browser without any network; whatever it did wrong fails the test."""
    context = browser.new_context(offline=True)
    judged.over(context)
    yield context.new_page()
    context.close()
    faults = judged.seen(lambda fault: "left the machine: file://" not in fault)
    assert not faults, "\n".join(faults)


@pytest.fixture
def history(tmp_path: Path) -> str:
    """The address of a history in which somebody tried everything."""
    said = [message(seq, text) for seq, text in enumerate(PAYLOADS, 1)]
    said += [message(90, "Is there **soup**?", replies=1), message(91, "Lentil", 2, thread=90)]
    said += [message(92, "```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |", pinned_at="x")]
    said += [message(93, "Ünïted", reactions=[{"emoji": "🎉", "users": [1, 2]}])]
    people = [person(1, "ann", NAMES[0]), person(2, "bob")]
    rooms = [room(1, "lounge", 93, name=NAMES[1], topic=NAMES[2])]
    make(HTML, write(tmp_path, people, rooms, said))
    return (tmp_path / "html" / "index.html").as_uri()


def test_no_text_is_executed_on_any_page(page: Page, history: str) -> None:
    page.goto(history)
    page.get_by_role("link", name=NAMES[1]).click()
    page.get_by_role("link", name="2026").click()
    expect(page.locator("article")).to_have_count(len(PAYLOADS) + 4)
    for link in page.locator(".text a", has_text="press").all():
        link.dispatch_event("click")
    page.get_by_role("searchbox").fill("xss")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results li").first).to_be_visible()


def test_the_search_finds_without_a_network(page: Page, history: str) -> None:
    page.goto(history)
    page.get_by_role("searchbox").fill("LENTIL bob")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("1 found for “LENTIL bob”")
    page.locator("#results a").click()
    expect(page.locator("article:target")).to_contain_text("Lentil")
    page.get_by_role("searchbox").fill("united")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results li")).to_have_count(1)
    page.get_by_role("searchbox").fill("nothing like it")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("0 found")


@pytest.mark.parametrize("colour", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, NARROW])
def test_everybody_can_use_it(
    page: Page, judged: Watch, history: str, colour: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=colour)  # type: ignore[arg-type]
    folder = history.removesuffix("index.html")
    for place in ("index", "lounge/index", "lounge/2026-11-24", "search"):
        page.goto(f"{folder}{place}.html")
        seen = len(judged.faults)
        results = Axe().run(page)
        del judged.faults[seen:]  # axe itself tries to read the styles of the page
        assert not results.violations_count, f"{place}: {results.generate_report()}"
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= size["width"], f"{place} is wider than the screen"
