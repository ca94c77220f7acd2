"""The promises and the modules that hold them: of this table the page of reliability is made.

``python -m tests.docs.promised`` writes it into the page; `make faults` does so as well.
"""

import ast
import re
from pathlib import Path

from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "reliability.md"
BEGIN, END = "<!-- promises: written by make faults -->", "<!-- end of promises -->"

PROMISES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What was acked is stored, once, and every member hears it once and in order",
        ("tests/journeys/test_delivery.py",),
    ),
    (
        "A read after an ack contains the post, on every process",
        ("tests/journeys/test_delivery.py",),
    ),
    (
        "kill -9 of a worker in mid-stream loses, doubles and reorders nothing",
        ("tests/journeys/test_crashes.py",),
    ),
    (
        "A client_id makes one message for ever, over socket and REST, on every process",
        ("tests/journeys/test_retries.py",),
    ),
    (
        "Redis may restart or stay away: no socket closes, no post is refused, everything arrives",
        ("tests/journeys/test_redis.py",),
    ),
    (
        "A database that goes away or falls silent: posts are refused in time and explicitly, sockets stay, nothing is lost",
        ("tests/journeys/test_database.py",),
    ),
    (
        "Links that a killed process had taken are looked at by the next; no answer waits",
        ("tests/journeys/test_previews.py", "tests/delivery/test_previews.py"),
    ),
    (
        "A removal of many messages that was killed in a commit goes on, and removes nothing twice",
        ("tests/management/test_remove_messages.py", "tests/actions/test_removals.py"),
    ),
    (
        "Connections that break again and again lose nothing",
        ("tests/journeys/test_cuts.py",),
    ),
    (
        "Whoever comes back hears exactly what they missed; a useless cursor is recognised",
        ("tests/journeys/test_resume.py",),
    ),
    (
        "A right that ends, ends in every process within a second, within 5 s without Redis",
        ("tests/journeys/test_revocation.py",),
    ),
    (
        "No write commits after the right it stands on has ended",
        (
            "tests/pipeline/test_races.py",
            "tests/faults/test_races.py",
            "tests/actions/test_authority.py",
        ),
    ),
    (
        "One bug or refusal does not sink its neighbours in a commit",
        ("tests/pipeline/test_commit.py",),
    ),
    (
        "A slow reader is let go and costs the others nothing",
        ("tests/journeys/test_slow_reader.py",),
    ),
    (
        "SIGTERM: what is under way is answered, clients are told when to come back",
        ("tests/journeys/test_drain.py",),
    ),
    (
        "Bad input is answered in words, stores nothing, closes nothing",
        ("tests/journeys/test_bad_input.py",),
    ),
    (
        "Any call may go to any process at any time",
        ("tests/journeys/test_statelessness.py",),
    ),
    (
        "Sessions end by idle time, by absolute time and by sign-out, with their sockets",
        ("tests/web/test_sessions.py",),
    ),
    (
        "API calls are stateless",
        ("tests/web/api/test_statelessness.py",),
    ),
    (
        "What one may not see cannot be told from what is absent",
        ("tests/web/api/test_hidden.py",),
    ),
    (
        "The API holds its own description, also against generated nonsense",
        (
            "tests/web/api/test_openapi.py",
            "tests/web/api/test_fuzz.py",
        ),
    ),
    (
        "What people write cannot become markup",
        ("tests/text/test_attacks.py",),
    ),
    (
        "The page's store converges, whatever the order of events, pages and syncs",
        ("tests/js/convergence.test.js",),
    ),
    (
        "The database itself refuses what must not be",
        ("tests/actions/test_constraints.py",),
    ),
    (
        "Every rule says who may, who may not, and what the others hear",
        ("tests/actions/test_completeness.py",),
    ),
    (
        "What is done with power is noted with the act itself; a log that was changed, reordered or cut is found out",
        (
            "tests/actions/test_audit.py",
            "tests/queries/test_audit.py",
            "tests/pipeline/test_audit.py",
        ),
    ),
    (
        "Who may do what is one table; each of its cells is tried at every door, and no door is missing in it",
        (
            "tests/policy/test_rooms.py",
            "tests/policy/test_workspace.py",
            "tests/policy/test_sockets.py",
            "tests/policy/test_other_doors.py",
            "tests/policy/test_completeness.py",
            "tests/policy/test_breaches.py",
        ),
    ),
    (
        "In a real browser, two people read each other, also on two processes",
        ("tests/browser/test_talking.py",),
    ),
    (
        "Files are taken in whole or not at all, and given to who may see their message",
        ("tests/journeys/test_files.py",),
    ),
    (
        "A server that cannot work as it is told says so in a sentence and does not start",
        ("tests/journeys/test_start.py",),
    ),
    (
        "Faults under load break no promise, and whoever judges that would notice",
        (
            "tests/faults/test_short.py",
            "tests/faults/test_judge.py",
            "tests/journeys/test_checker.py",
        ),
    ),
    (
        "Whatever people do in whatever order, each answer and each page is what a model says",
        ("tests/faults/test_machine.py",),
    ),
    (
        "A catch-up read while the room goes on misses nothing",
        ("tests/faults/test_overtaken.py",),
    ),
)
_SCRIPT_TEST = re.compile(r"^\s*test\(", re.MULTILINE)


def count(module: str) -> int:
    """How many tests a module has; the modes and values that each is run with are not counted."""
    text = (ROOT / module).read_text()
    if module.endswith(".js"):
        return len(_SCRIPT_TEST.findall(text))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, functions))
    return sum(node.name.startswith("test_") for node in found)


def table() -> str:
    """The promises in Markdown, each with its modules."""
    rows = ["| promise | tested in |", "|---|---|"]
    for promise, modules in PROMISES:
        names = ", ".join(f"`{module}`" for module in modules)
        rows.append(f"| {promise} | {names} |")
    return "\n".join(rows)


def written(page: str) -> str:
    """The page with the table as it is now."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"


def write(page: Path = PAGE) -> None:
    """Puts the table between its marks."""
    page.write_text(written(page.read_text()))


if __name__ == "__main__":
    write()
