"""Checks the form of the tree: names that say nothing, files and functions that grew too long.

In styles also what knows left from right: it would stay there on a page that is read from the right.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Such a name says nothing about its subject, so everything ends up in it.
EMPTY_NAMES = re.compile(
    r"^(utils?|helpers?|common|misc|managers?|service|data|info|process|handle_.*|.*_utils?)$"
)
LINES_OF_FILE = 300  # a longer file has two subjects: break it by meaning
LINES_OF_FUNCTION = 40  # a longer function has steps that deserve names
TESTS = 2  # times the bounds: a journey is a story told in order; styles are lists, too
TOP_LEVEL = (
    "chatsite chat templates static tests docs manage.py requirements.txt requirements-dev.txt "
    "README.md Makefile pyproject.toml LICENSE .ci .gitignore"
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SIDED = re.compile(
    r"(?:^|[{;])\s*(?:(?:[a-z-]+-)?(?:left|right)(?:-[a-z-]+)?\s*:"  # left:, border-left-color:
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right))"
)
_FOUR = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-\w+)\s*:\s*([^;{}]+)")
_VALUE = re.compile(r"(?:[^\s()]|\([^()]*\))+")
WRITTEN_BY_MACHINES = ("static/vendor/", "static/img/", "chat/migrations/")


def tracked(root: Path = ROOT) -> list[Path]:
    """The files of the project as git sees them: without what is built or ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    files = (Path(name) for name in listed.split("\0") if name)
    return sorted(path for path in files if (root / path).is_file())


def faults_of_name(path: Path) -> Iterator[str]:
    """Names that the glossary does not know, and newcomers at the top level."""
    if path.parts[0] not in TOP_LEVEL.split():
        yield f"{path}: the top level holds only what the map of the house lists"
    for part in (*path.parts[:-1], path.stem):
        if EMPTY_NAMES.match(part):
            yield f"{path}: {part!r} says nothing about its subject"


def faults_of_length(path: Path, text: str) -> Iterator[str]:
    """Files and Python functions above their bounds."""
    bound = LINES_OF_FILE * leniency(path)
    if text.count("\n") > bound:
        yield f"{path}: more than {bound} lines"
    if path.suffix == ".py":
        tree = ast.parse(text)
        yield from (fault for node in ast.walk(tree) for fault in faults_of_function(path, node))
        yield from (fault for node in tree.body for fault in faults_of_function_name(path, node))


def leniency(path: Path) -> int:
    """How many times the bounds a file may fill."""
    return TESTS if path.parts[0] == "tests" or path.suffix == ".css" else 1


def faults_of_function(path: Path, node: ast.AST) -> Iterator[str]:
    """A function above its bound."""
    if isinstance(node, FUNCTIONS):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        bound = LINES_OF_FUNCTION * leniency(path)
        if lines > bound:
            yield f"{path}:{node.lineno}: {node.name} has more than {bound} lines"


def faults_of_function_name(path: Path, node: ast.stmt) -> Iterator[str]:
    """A function of a module with an empty name; a method's may be given by its base."""
    if isinstance(node, FUNCTIONS) and EMPTY_NAMES.match(node.name):
        yield f"{path}:{node.lineno}: {node.name!r} says nothing about its subject"


def faults_of_sides(path: Path, text: str) -> Iterator[str]:
    """Styles that name a side of the screen instead of the start or the end of a line."""
    for number, line in enumerate(text.splitlines(), 1):
        values = [_VALUE.findall(found) for found in _FOUR.findall(line)]
        if _SIDED.search(line) or any(len(four) == 4 and four[1] != four[3] for four in values):
            yield f"{path}:{number}: write inline-start and inline-end, not left and right"


def measured(path: Path) -> bool:
    """Whether a file is written by people, line by line."""
    return path.suffix in {".py", ".js", ".css"} and not path.as_posix().startswith(
        WRITTEN_BY_MACHINES
    )


def check(root: Path = ROOT) -> list[str]:
    """Everything out of form; empty when all is well."""
    faults: list[str] = []
    for path in tracked(root):
        faults += faults_of_name(path)
        if measured(path):
            faults += faults_of_length(path, (root / path).read_text())
        if path.suffix == ".css" and measured(path):
            faults += faults_of_sides(path, (root / path).read_text())
    return faults


if __name__ == "__main__":
    found = check()
    print("\n".join(found) or "Names and lengths are in form")
    sys.exit(1 if found else 0)
