"""Draws a growth as a plain SVG that can be read on light and on dark pages."""

import math
from collections.abc import Sequence
from html import escape

from tests.bench.figures import Growth, shown

WIDTH, HEIGHT = 480, 240  # pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 36, 48  # margins for the words
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #767676; }
.title { font-weight: 600; }
.grid { stroke: #8886; }
.line { stroke: #3b82f6; stroke-width: 2; fill: none; }
.dot { fill: #3b82f6; }
@media (prefers-color-scheme: dark) {
  text { fill: #ccc; }
  .line { stroke: #7ab0ff; }
  .dot { fill: #7ab0ff; }
}
"""


def svg(growth: Growth) -> str:
    """The plot: sizes on a logarithmic axis, costs from zero. Flat is good."""
    top = nice(max(cost for _, cost in growth.points) * 1.1)
    places = [(x, y(cost, top)) for x, (_, cost) in zip(xs(growth), growth.points, strict=True)]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<title>{escape(growth.title)}, {escape(growth.unit)}, by {escape(growth.size)}</title>",
        f"<style>{STYLE}</style>",
        text(LEFT, 20, f"{growth.title}, {growth.unit}", kind="title"),
        *grid(top),
        f'<polyline class="line" points="{path}"/>',
        *(mark for place, point in zip(places, growth.points, strict=True) for mark in (
            f'<circle class="dot" cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="4"/>',
            text(place[0], place[1] - 9, shown(point[1]), anchor="middle"),
            text(place[0], HEIGHT - BOTTOM + 18, f"{point[0]:,.0f}", anchor="middle"),
        )),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, growth.size, anchor="middle"),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def xs(growth: Growth) -> Sequence[float]:
    """Where each size stands; zero stands at the beginning."""
    least = min((size for size, _ in growth.points if size), default=10.0)
    steps = [math.log10(size or least / 10) for size, _ in growth.points]
    low, high = steps[0], steps[-1]
    span = (high - low) or 1.0
    room = WIDTH - LEFT - RIGHT - 60
    return [LEFT + 30 + room * (step - low) / span for step in steps]


def y(cost: float, top: float) -> float:
    """How high a cost stands."""
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * cost / top


def nice(value: float) -> float:
    """The next round number above."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in (1, 2, 5, 10) if step * unit >= value)


def grid(top: float) -> list[str]:
    """Three lines across, with what they stand for."""
    marks = []
    for cost in (0.0, top / 2, top):
        height = y(cost, top)
        marks.append(
            f'<line class="grid" x1="{LEFT}" y1="{height:.1f}" x2="{WIDTH - RIGHT}"'
            f' y2="{height:.1f}"/>'
        )
        marks.append(text(LEFT - 6, height + 4, shown(cost), anchor="end"))
    return marks


def text(x: float, height: float, words: str, *, anchor: str = "start", kind: str = "") -> str:
    """Words at a place."""
    named = f' class="{kind}"' if kind else ""
    return (
        f'<text{named} x="{x:.1f}" y="{height:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
    )
