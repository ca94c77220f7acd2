"""Writes figures and growths as tables: for a terminal, and as Markdown."""

from collections.abc import Iterable, Sequence

from tests.bench.figures import GOALS, Growth, Result, shown

HEAD = ("figure", "result", "goal", "unit", "", "remark")
MARKS = {True: "✓", False: "✗", None: ""}

Row = Sequence[str]


def rows(results: Iterable[Result]) -> list[Row]:
    """A row for each result, in the order of the goals."""
    found = {result.key: result for result in results}
    return [row(found[key]) for key in GOALS if key in found]


def row(result: Result) -> Row:
    """The cells of one result."""
    goal = GOALS[result.key]
    mark = MARKS[goal.reached(result.value)]
    return (goal.name, shown(result.value), goal.text(), goal.unit, mark, result.note)


def plain(head: Row, body: Sequence[Row]) -> str:
    """A table in columns; the last one runs on."""
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    rule = tuple("─" * width for width in widths)
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in (head, rule, *body)
    )
    return "\n".join(lines)


def markdown(head: Row, body: Sequence[Row], *, right: Sequence[int] = ()) -> str:
    """The same as Markdown, some columns aligned to the right."""
    rule = ["--:" if i in right else "---" for i in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *body))


def growth_rows(growth: Growth) -> list[Row]:
    """The sizes and costs of one growth, and each cost against the first."""
    first = growth.points[0][1]
    return [
        (f"{size:,.0f}", shown(cost), f"{cost / first:.2f}×" if first else "—")
        for size, cost in growth.points
    ]


def growth_head(growth: Growth) -> Row:
    """The head of a growth's table."""
    return (growth.size, growth.unit, "against the first")
