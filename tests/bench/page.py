"""Writes what was measured into docs/performance.md, between two marks, with its plots."""

from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import Growth, Report
from tests.bench.machine import LOAD_CORE, SERVER_CORE, surroundings
from tests.bench.plot import svg
from tests.bench.scale import Scale
from tests.bench.table import HEAD, growth_head, growth_rows, markdown, rows
from tests.bench.tree import ROOT, described

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def write(report: Report, scale: Scale, page: Path = PAGE) -> list[Path]:
    """Replace what stands between the marks, and the plots; returns the files written."""
    images = page.parent / "img"
    images.mkdir(exist_ok=True)
    before, _, rest = page.read_text().partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise AssertionError(f"{page} lacks its marks {BEGIN} and {END}")
    written = [page]
    for growth in report.growths:
        place = images / f"bench-{growth.key}.svg"
        place.write_text(svg(growth))
        written.append(place)
    page.write_text(before + BEGIN + "\n\n" + measured(report, scale) + "\n" + END + after)
    return written


def measured(report: Report, scale: Scale) -> str:
    """Everything that a run prints, as Markdown."""
    table = markdown(HEAD, rows(report.results), right=(1, 2))
    return "\n\n".join([about(scale), "### Figures", table, *map(section, report.growths)]) + "\n"


def about(scale: Scale) -> str:
    """When, where and on what this was measured."""
    lines = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`"
        f"{' LONG=1' if scale.name == 'long' else ''}, revision {described()}.",
        "",
        *(f"- {name}: {value}" for name, value in surroundings().items()),
        f"- the server on core {SERVER_CORE}, the load on core {LOAD_CORE}, databases on any",
    ]
    return "\n".join(lines)


def section(growth: Growth) -> str:
    """One growth: its table and its plot."""
    title = f"### {growth.title}, by {growth.size}"
    table = markdown(growth_head(growth), growth_rows(growth), right=(0, 1, 2))
    plot = f"![{growth.title}, {growth.unit}, by {growth.size}](img/bench-{growth.key}.svg)"
    return "\n\n".join([title, table, plot])
