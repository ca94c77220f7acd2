"""`make attack`: every hostile text through every place where texts are shown, in Chromium.

python -m tests.browser.attack        all collections with the content policy off, a sample with it
python -m tests.browser.attack 2/8    the second of eight parts of the collections
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Dialog, expect, sync_playwright

from tests.browser import corpora
from tests.browser.attack_stage import HARMLESS, Stage, fillings, repeated
from tests.browser.canary import Canary
from tests.browser.conftest import DEADLINE_SECONDS, launch_options
from tests.browser.installation import embedded
from tests.browser.oracle import Tally
from tests.browser.person import Person
from tests.browser.sinks import VIEWS, prepare
from tests.browser.visit import Visit
from tests.browser.watch import Watch

STRANGE_SHOWN = 20  # signs; the first tells which text it was, the rest only how many


@dataclass
class Attack:
    """One stage, one browser and what came of it."""

    stage: Stage
    browser: Browser
    canary: Canary
    tally: Tally = field(default_factory=Tally)
    faults: list[str] = field(default_factory=list)

    def learn(self) -> None:
        """Sees every view with harmless texts."""
        self._visit(repeated(HARMLESS), policy=False, learning=True)
        self.tally.shown.clear()

    def play(self, texts: Sequence[str], *, policy: bool) -> None:
        """Fills the stage with some texts and looks at everything."""
        for filling in fillings(texts):
            self._visit(filling, policy=policy)

    def _visit(self, filling: Sequence[str], *, policy: bool, learning: bool = False) -> None:
        texts = self.stage.fill(filling)
        here, watch = self.stage.here, Watch()
        context = self.browser.new_context(
            bypass_csp=not policy, locale="en-GB", timezone_id="UTC", reduced_motion="reduce"
        )
        context.set_default_timeout(DEADLINE_SECONDS * 1000)
        context.on("dialog", self._asked)
        cookies = here.cookies.get("ann") or here.cookies.setdefault("ann", here.session("ann"))
        context.add_cookies(
            [{"name": name, "value": value, "url": here.url} for name, value in cookies.items()]
        )
        watch.over(context)
        ann = Person(here, "ann", context.new_page())
        prepare(ann)
        each = len(filling) // len(texts) or 1
        visit = Visit(self.stage, ann, self.tally, texts, each, learning)
        visit.through(VIEWS)
        context.close()
        self.faults += watch.seen(lambda fault: not visit.expects(fault))

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def found(self) -> list[str]:
        """Everything that may not be."""
        strange = [f"{view}: {sign}" for sign, view in self.tally.strange.items()]
        return [*strange, *self.faults, *(f"the canary heard: {w}" for w in self.canary.heard)]


def table(tally: Tally) -> str:
    """How many texts each place has shown."""
    rows = [f"{sink:<24} {count:>8,}" for sink, count in tally.shown.items()]
    return "\n".join(rows)


def say(words: str) -> None:
    """Prints at once, also into a file."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Plays everything with the policy off, then on; prints what was shown and what was found."""
    part, _, parts = (arguments[0] if arguments else "1/1").partition("/")
    mine = slice(int(part) - 1, None, int(parts))
    texts, sample = corpora.everything()[mine], corpora.sample()[mine]
    expect.set_options(timeout=DEADLINE_SECONDS * 1000)
    with (
        tempfile.TemporaryDirectory(prefix="chat-attack-") as folder,
        Canary() as canary,
        embedded(Path(folder)) as here,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options(canary.rule))
        attack = Attack(Stage(here), browser, canary)
        attack.learn()
        for policy, played in ((False, texts), (True, sample)):
            began, before = time.monotonic(), attack.tally.shown.total()
            attack.play(played, policy=policy)
            shown = attack.tally.shown.total() - before
            took = time.monotonic() - began
            say(
                f"content policy {'on' if policy else 'off'}: {len(played):,} payloads x "
                f"{len(attack.tally.shown)} sinks, {shown:,} shown, {took:.0f} s; "
                f"found so far: {len(attack.found)}"
            )
        browser.close()
        say(table(attack.tally))
        say(f"refused as messages: {len(attack.stage.refused):,}")
        say(f"executions, foreign elements, requests, violations: {len(attack.found)}")
        say("\n".join(attack.found[:STRANGE_SHOWN]))
    return 1 if attack.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
