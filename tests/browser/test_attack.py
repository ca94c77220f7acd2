"""No text becomes more than a text: a fixed sample of hostile ones, wherever texts are shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import corpora
from tests.browser.attack import Attack, table
from tests.browser.attack_stage import Stage
from tests.browser.canary import Canary
from tests.browser.cost import tell
from tests.browser.installation import Installation, embedded
from tests.browser.oracle import Tally
from tests.browser.watch import EXECUTED, Watch

SINKS = 40  # places at least that must have shown something, for a test that finds nothing
HOLE = """() => {
    const hole = document.createElement("img");
    hole.setAttribute("onerror", "xss()");
    hole.src = "http://evil.invalid/pixel.png";
    document.body.append(hole);
}"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A chat of its own: of this one everything is renamed."""
    with embedded(tmp_path_factory.mktemp("attack")) as here:
        yield Stage(here)


@pytest.mark.timeout(300)
def test_no_text_is_ever_more_than_a_text(stage: Stage, browser: Browser, canary: Canary) -> None:
    attack = Attack(stage, browser, canary)
    attack.learn()
    texts = corpora.sample()
    attack.play(texts, policy=False)
    shown = attack.tally.shown
    tell(f"{len(texts)} payloads x {len(shown)} sinks: {shown.total():,} shown, "
         f"{len(attack.found)} executed, foreign, violating or asking elsewhere")  # fmt: skip
    assert len(shown) >= SINKS
    assert [sink for sink, count in shown.items() if not count] == [], table(attack.tally)
    assert attack.found == []


def test_what_is_looked_for_would_be_found(
    here: Installation, browser: Browser, canary: Canary
) -> None:
    context, watch, tally = browser.new_context(bypass_csp=True), Watch(), Tally()
    watch.over(context)
    page = context.new_page()
    page.goto(f"{here.url}/accounts/login/")
    tally.learn(page)
    with page.expect_console_message(lambda message: EXECUTED in message.text):
        page.evaluate(HOLE)
    tally.judge(page, "sign-in")
    context.close()
    assert "handler img@onerror=xss()" in tally.strange
    assert any("evil.invalid" in fault for fault in watch.faults)
    assert any("evil.invalid" in words for words in canary.heard)
    canary.heard.clear()
