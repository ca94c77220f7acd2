"""Measures a base and the present tree in turn, and sets their medians side by side."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import median

from tests.bench.figures import GOALS, Report, shown
from tests.bench.measures import MEASURES
from tests.bench.scale import Scale
from tests.bench.table import plain
from tests.bench.tree import Tree, present, revision

ROUNDS = 5
HEAD = ("figure", "base", "present", "change", "unit")


class Unlike(Exception):  # noqa: N818  (it is a refusal)
    """The two trees do not run under the same settings; says which differ."""


def require_like(base: Tree, here: Tree) -> None:
    """Raise Unlike where a difference in settings would be measured instead of the code."""
    ours, theirs = here.surroundings(), base.surroundings()
    differing = sorted(
        key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)
    )
    if differing:
        said = (f"{key}: {theirs.get(key)!r:.120} ≠ {ours.get(key)!r:.120}" for key in differing)
        raise Unlike("unlike settings, so nothing is compared:\n  " + "\n  ".join(said))


def compare(name: str, chosen: Iterable[str], scale: Scale, say: Callable[[str], None]) -> str:
    """The table of both trees' medians; the trees take turns, so that drift hits both."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with revision(name) as base:
        here = present()
        require_like(base, here)
        for group in chosen:
            for turn in range(1, ROUNDS + 1):
                for tree in (base, here):
                    say(f"{group}, {turn} of {ROUNDS}: {tree.name}")
                    note(MEASURES[group], tree, scale, found)
    return plain(HEAD, [row(key, found[key], name) for key in GOALS if key in found])


def note(
    measure: Callable[[Tree, Scale, Report], None],
    tree: Tree,
    scale: Scale,
    found: dict[str, dict[str, list[float]]],
) -> None:
    """Measure once and keep every value."""
    report = Report()
    measure(tree, scale, report)
    for result in report.results:
        if result.value is not None:
            found[result.key][tree.name].append(result.value)
    for growth in report.growths:
        GOALS.setdefault(growth.key, growth.as_goal())
        found[growth.key][tree.name].append(growth.points[-1][1])


def row(key: str, by_tree: dict[str, list[float]], base: str) -> tuple[str, ...]:
    """One figure of both trees."""
    before, after = (median(by_tree[name]) if by_tree[name] else None for name in (base, "present"))
    change = f"{100 * (after / before - 1):+.1f} %" if before and after is not None else "—"
    return (GOALS[key].name, shown(before), shown(after), change, GOALS[key].unit)
