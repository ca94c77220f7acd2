"""One look at everything that was filled with hostile texts, and how it is counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.attack_stage import Stage
from tests.browser.oracle import Tally
from tests.browser.person import Person
from tests.browser.watch import LEFT

ONE_BY_ONE = 3  # texts of a filling for what shows one at a time: over a collection, hundreds

Views = Iterator[str]


@dataclass
class Visit:
    """Ann looks at everything that mallory filled with texts."""

    stage: Stage
    ann: Person
    tally: Tally
    texts: Sequence[str]  # what stands in the places
    each: int = 1  # how many texts of a collection a place holds
    learning: bool = False

    def __post_init__(self) -> None:
        self.page = self.ann.page
        self.folders: list[str] = []

    def goes_to(self, folder: str) -> None:
        """Allows pages to ask for files of a folder, and for nothing else of the disk."""
        self.folders.append(f"{folder}/")

    def expects(self, fault: str) -> bool:
        """Whether a watch noticed only that a folder was visited."""
        return fault.startswith(tuple(f"{LEFT} {folder}" for folder in self.folders))

    def through(self, views: Sequence[Callable[["Visit"], Views]]) -> None:
        """Goes through views; after each step the page is judged."""
        for view in views:
            for step in view(self):
                if self.learning:
                    self.tally.learn(self.page)
                else:
                    self.tally.judge(self.page, step)

    def names(self, sink: str, selector: str) -> None:
        """Counts what must stand there letter by letter."""
        self.tally.count(self.page, sink, selector, self.texts, self.each)

    def marked_up(self, sink: str, selector: str) -> None:
        """Counts what is shown as markup, or cut, so that it has other letters."""
        self.tally.count(self.page, sink, selector, None, self.each)

    def alone(self, sink: str, selector: str) -> None:
        """Counts what is shown as markup and is one text."""
        self.tally.count(self.page, sink, selector, None, 1)

    def told(self, sink: str) -> None:
        """Counts what a page was given in another way than as an element."""
        self.tally.shown[sink] += self.each

    @property
    def few(self) -> Sequence[str]:
        """Some of the texts, not the same places each time."""
        step = max(1, len(self.texts) // ONE_BY_ONE)
        return self.texts[::step][:ONE_BY_ONE]

    def dialog(self, button: str) -> None:
        """Opens a dialog of the sidebar."""
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("dialog .skeleton")).to_have_count(0)
        expect(self.page.locator("dialog bdi").first).to_be_attached()

    def leave_dialog(self) -> None:
        """Closes what is open."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("dialog")).to_have_count(0)
