"""`make access`: axe looks at every page and state, light and dark, wide and narrow.

A page that has to be scrolled sideways is told as well.

python -m tests.browser.access            every scene, as a table
python -m tests.browser.access SCENE …    these alone
"""

import sys
from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.gallery import COLOURS, SHAPES, colour_in, gallery, scenes, show
from tests.browser.scenes import Scene

EVERYTHING = {"resultTypes": ["violations"]}  # what passed need not be told
# In another colour a page has the same elements, names and order: only its contrast can differ.
CONTRAST = EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page) -> dict[str, tuple[int, str]]:
    """What axe finds on a page: in each colour how many violations, and of what kind."""
    found = {}
    for colour in COLOURS:
        colour_in(page, colour)
        results = Axe().run(page, options=EVERYTHING if colour == COLOURS[0] else CONTRAST)
        report = results.generate_report() if results.violations_count else ""
        found[colour] = (int(results.violations_count), report)
    return found


def table(rows: dict[str, dict[str, int]]) -> list[str]:
    """How many violations each state has in each shape."""
    columns = [f"{shape}, {colour}" for shape in SHAPES for colour in COLOURS]
    width = max(map(len, rows), default=0)
    lines = [" ".join([f"{'violations':<{width}}", *(f"{column:>14}" for column in columns)])]
    for name, counts in rows.items():
        cells = (f"{counts.get(column, '-'):>14}" for column in columns)
        lines.append(" ".join([f"{name:<{width}}", *cells]))
    return lines


def main(arguments: Sequence[str]) -> int:
    """Looks at the scenes; tells what it finds at once, and at the end a row for each state."""
    rows: dict[str, dict[str, int]] = {}
    too_wide: list[str] = []

    def look(scene: Scene, shape: str, page: Page) -> None:
        for colour, (count, report) in violations(page).items():
            rows.setdefault(scene.name, {})[f"{shape}, {colour}"] = count
            if report:
                sys.stdout.write(f"  {shape}, {colour}: {report}\n")
        if wider := page.evaluate(WIDER):
            too_wide.append(scene.name)
            sys.stdout.write(f"  {shape}: {wider} pixels wider than the screen\n")

    with gallery() as (here, browser):
        failed = show(here, browser, scenes(arguments), look)
    total = sum(sum(counts.values()) for counts in rows.values())
    looked = sum(len(counts) for counts in rows.values())
    told = (
        f"{len(rows)} states, {looked} pages looked at, {total} violations,"
        f" {len(too_wide)} too wide, {failed} not seen"
    )
    sys.stdout.write("\n".join(["", *table(rows), told, ""]))
    return total + failed + len(too_wide)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
