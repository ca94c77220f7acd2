"""Writes what was measured and what the model makes of it into docs/scaling.md, between marks."""

from pathlib import Path

from tests.bench.figures import shown
from tests.bench.model import (
    BENCH,
    GIB,
    TIERS,
    Bounds,
    Costs,
    Size,
    Workload,
    checked,
    costs_of,
    size,
)
from tests.services import ROOT

PAGE = ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"
UNIT_ROWS = (  # key, what it is, by what it is divided, unit
    ("cpu_us_per_post", "a post in a commit of its own, 50 a second", 1_000, "ms of CPU"),
    ("cpu_us_per_post_batched", "a post among 200 in flight", 1_000, "ms"),
    ("cpu_us_per_hearing", "hearing a post of another process", 1_000, "ms"),
    ("cpu_us_per_delivery", "a delivery to one socket of a hundred", 1, "µs"),
    ("cpu_us_per_connect", "connecting: token, welcome, some rooms", 1_000, "ms"),
    ("cpu_us_per_ping", "a ping and its pong", 1, "µs"),
    ("cpu_us_per_idle_socket_second", "a second of a socket that does nothing", 1, "µs"),
    ("bytes_per_socket", "memory of a socket", 1_024, "KiB"),
    ("redis_bytes_in_per_post", "a post into Redis, 200 characters", 1, "bytes"),
    (
        "redis_bytes_out_per_post_and_process",
        "a post out of Redis, to each process that hears it",
        1,
        "bytes",
    ),
    ("head_rows_per_cpu_second", "heads that PostgreSQL tells", 1, "a second of its CPU"),
)
BENCH_ROWS = (  # figure of the bench, what it is, unit
    ("posts.postgresql", "posts among 200 in flight", "a CPU-second"),
    ("connect", "connects: session, welcome", "a CPU-second"),
    ("memory", "memory of a socket", "KiB"),
)

CHECKS = ("shaped", "brisk")  # stretches in which people behaved as the model has it


def parts(units: dict[str, float]) -> dict[str, str]:
    """What stands between each pair of marks, by the name of the marks."""
    costs = costs_of(units)
    sizes = [size(costs, Workload(), Bounds(), sockets) for sockets in TIERS]
    return {
        "sizes": sizes_table(sizes),
        "fullness": fullness_table(sizes),
        "units": units_table(units),
        "checked": checks(units, costs),
        "restarts": restarts(units),
        "sealing": sealing(units),
    }


def write(units: dict[str, float], page: Path = PAGE) -> dict[str, str]:
    """Replace every part; returns them. Raises where the page lacks a mark."""
    text, written = page.read_text(), parts(units)
    for name, part in written.items():
        before, begin, rest = text.partition(BEGIN.format(name))
        _, end, after = rest.partition(END.format(name))
        if not end:
            raise AssertionError(f"{page} lacks its marks for {name}")
        text = f"{before}{begin}\n{part}\n{end}{after}"
    page.write_text(text)
    return written


def sizes_table(sizes: list[Size]) -> str:
    """What each size needs."""
    head = "| sockets | posts/s | processes | cores | memory | herd | Redis | shards | fullest |"
    return "\n".join([head, "|---|---|---|---|---|---|---|---|---|", *map(in_words, sizes)])


def in_words(found: Size) -> str:
    """A row of the first table."""
    limit = found.first_limit
    return (
        f"| {found.sockets:,} | {found.posts:,.0f} | {found.processes} | {found.cores:.1f} "
        f"| {found.memory / GIB:.1f} GiB | {found.herd:.0f} s | {found.redis / 1e6:.1f} MB/s "
        f"| {found.shards} | {limit} ({found.full[limit]:.0%}) |"
    )


def fullness_table(sizes: list[Size]) -> str:
    """How full everything is at each size."""
    lines = ["| how full | " + " | ".join(f"{found.sockets:,}" for found in sizes) + " |"]
    lines.append("|---" * (len(sizes) + 1) + "|")
    for name in sizes[0].full:
        cells = " | ".join(f"{found.full[name]:.0%}" for found in sizes)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def units_table(units: dict[str, float]) -> str:
    """Every unit cost, and what the bench had measured of the same."""
    lines = ["| unit | cost |", "|---|---|"]
    lines += [f"| {what} | {shown(units[key] / by)} {unit} |" for key, what, by, unit in UNIT_ROWS]
    lines += [
        f"| by `make bench`: {what} | {shown(units[BENCH + key])} {unit} |"
        for key, what, unit in BENCH_ROWS
        if BENCH + key in units
    ]
    return "\n".join(lines)


def checks(units: dict[str, float], costs: Costs) -> str:
    """Foretold beside measured."""
    lines = ["| posts/s | hearers of each | foretold | measured |", "|---|---|---|---|"]
    for name in CHECKS:
        foretold, measured = checked(units, costs, name)
        posts, hearers = units[f"{name}_posts_per_second"], units[f"{name}_hearers"]
        lines.append(
            f"| {posts:.0f} | {hearers:.0f} | {foretold:.2f} cores | {measured:.2f} cores |"
        )
    return "\n".join(lines)


def restarts(units: dict[str, float]) -> str:
    """What became of the posts during rolling restarts."""
    lines = ["| restarts of both processes | posts | failed | reads failed |", "|---|---|---|---|"]
    for name, title in (("nginx", "nginx"), ("haproxy", "HAProxy")):
        posts, failed, reads = (
            units[f"restarts.{name}.{key}"] for key in ("posts", "posts_failed", "reads_failed")
        )
        times = units["restarts.times"]
        lines.append(f"| {times:.0f} behind {title} | {posts:,.0f} | {failed:.0f} | {reads:.0f} |")
    return "\n".join(lines)


def sealing(units: dict[str, float]) -> str:
    """The price of a key."""
    lines = ["| one publication | to pack | to unpack | bytes |", "|---|---|---|---|"]
    for name, ratio in (("plain", 1.0), ("sealed", units["sealed_bytes_ratio"])):
        pack, unpack = (units[f"cpu_us_per_{way}_{name}"] for way in ("packing", "unpacking"))
        lines.append(f"| {name} | {shown(pack)} µs | {shown(unpack)} µs | × {ratio:.2f} |")
    return "\n".join(lines)
