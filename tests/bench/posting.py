"""Posts through a site and returns what it cost; whatever is missing is an error."""

from collections.abc import Callable, Hashable, Iterable
from statistics import median
from typing import Any, TypeVar

from tests.bench.site import Cost, Site

Key = TypeVar("Key", bound=Hashable)

ROUNDS = 5  # of what is measured in turn; a pause of the machine spoils one, not the middle


def posted(site: Site, posts: int, in_flight: int) -> tuple[dict[str, Any], Cost]:
    """Keep posts in flight until all were acked and heard; the answer and the cost."""
    with site.cost() as cost:
        answer = site.load.ask("post", posts=posts, in_flight=in_flight)
    require_all(answer, posts)
    return answer, cost


def require_all(answer: dict[str, Any], posts: int) -> None:
    """Raise unless every post was acked, and heard by everybody without a gap."""
    if (answer["acked"], answer["whole"], answer["gaps"]) != (posts, posts, 0):
        raise AssertionError(f"of {posts} posts: {answer}")


def per_second(count: float, seconds: float) -> float | None:
    """A rate; None where the time is too short to be read."""
    return count / seconds if seconds > 0 else None


def in_turn(keys: Iterable[Key], measure: Callable[[Key], float]) -> dict[Key, float]:
    """Measure each in turn, again and again, and return the middle value of each.

    What is compared is thus measured in the same minutes, and drift hits all of it alike.
    """
    kept = list(keys)
    found = [[measure(key) for key in kept] for _ in range(ROUNDS)]
    return {key: median(values) for key, values in zip(kept, zip(*found, strict=True), strict=True)}
