"""Posts through a site and returns what it cost; whatever is missing is an error."""

from typing import Any

from tests.bench.site import Cost, Site


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
