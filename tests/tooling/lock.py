"""Locks the dependency lists of pyproject.toml, and checks without a network that they agree.

`lock.py` writes requirements.txt (to run) and requirements-dev.txt (to run, test and check): one
version of everything with the hashes of every file of it, for every supported Python.
`lock.py --check` says what differs. A digest of the lists stands in each lock's first line, so a
list that changed without its lock is noticed even where the old pins would still satisfy it.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
DIGEST_LINE = "# Locked from the lists of pyproject.toml with sha256 "
OLDEST_PYTHON = "3.11"
# What ties a lock to one machine or lets a package come from elsewhere.
NOT_PORTABLE = re.compile(r"^-(?!-hash)|://|^[./]|\s@\s", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One line of a lock: the requirement it fulfils and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        return next(iter(self.requirement.specifier)).version


def wanted(lock: str, root: Path = ROOT) -> list[str]:
    """The top-level requirements that a lock is made from."""
    declared = tomllib.loads((root / "pyproject.toml").read_text())
    runtime: list[str] = declared["project"]["dependencies"]
    development: list[str] = declared["dependency-groups"]["dev"]
    return runtime + development if lock == DEVELOPMENT else list(runtime)


def digest(requirements: list[str]) -> str:
    """A fingerprint of a list that does not depend on its order."""
    return hashlib.sha256("\n".join(sorted(requirements)).encode()).hexdigest()


def pins(text: str) -> list[Pin]:
    """Reads a lock."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split("#", 1)[0].split(" --hash=")
        if requirement.strip():
            found.append(Pin(Requirement(requirement), tuple(part.strip() for part in hashes)))
    return found


def by_name(locked: list[Pin]) -> dict[str, list[Pin]]:
    """The pins of each package: several where platforms differ."""
    grouped: dict[str, list[Pin]] = {}
    for pin in locked:
        grouped.setdefault(canonicalize_name(pin.requirement.name), []).append(pin)
    return grouped


def faults_of_pins(locked: list[Pin]) -> list[str]:
    """Pins that leave the version or the bytes open."""
    faults = []
    for pin in locked:
        operators = [part.operator for part in pin.requirement.specifier]
        if operators != ["=="] or not pin.hashes:
            faults.append(f"{pin.requirement} is not one version with hashes")
    return faults


def faults_of_list(requirements: list[str], locked: dict[str, list[Pin]]) -> list[str]:
    """Top-level requirements that no pin satisfies."""
    faults = []
    for text in requirements:
        requirement = Requirement(text)
        candidates = locked.get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(pin.version) for pin in candidates):
            faults.append(f"{text} has no pin that satisfies it")
    return faults


def faults_of_lock(lock: str, root: Path = ROOT) -> list[str]:
    """Everything wrong with one lock."""
    text = (root / lock).read_text()
    requirements = wanted(lock, root)
    faults = [f"{match[0]!r} is not portable" for match in NOT_PORTABLE.finditer(text)]
    if faults:
        return [f"{lock}: {fault}" for fault in faults]
    locked = pins(text)
    if not text.startswith(f"{DIGEST_LINE}{digest(requirements)}\n"):
        faults.append("the lists of pyproject.toml changed since it was made: run `make lock`")
    faults += faults_of_pins(locked) + faults_of_list(requirements, by_name(locked))
    return [f"{lock}: {fault}" for fault in faults]


def disagreements(root: Path = ROOT) -> list[str]:
    """Packages that would run in another version than the one tested."""
    runtime = {str(pin.requirement) for pin in pins((root / RUNTIME).read_text())}
    tested = {str(pin.requirement) for pin in pins((root / DEVELOPMENT).read_text())}
    return [f"{line} is in {RUNTIME} only" for line in sorted(runtime - tested)]


def check(root: Path = ROOT) -> list[str]:
    """Everything wrong with both locks; empty when all is well."""
    faults = [*faults_of_lock(RUNTIME, root), *faults_of_lock(DEVELOPMENT, root)]
    return faults or disagreements(root)


def write(lock: str, *options: str) -> None:
    """Resolves one list with uv, which keeps the present pins unless told to upgrade."""
    command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes"]
    command += ["--no-emit-index-url", "--quiet", "--python-version", OLDEST_PYTHON]
    command += ["--custom-compile-command", "make lock", "--output-file", lock, *options]
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)
    written = ROOT / lock
    pinned = "".join(
        line
        for line in written.read_text().splitlines(keepends=True)
        if not line.startswith(DIGEST_LINE)
    )
    written.write_text(f"{DIGEST_LINE}{digest(wanted(lock))}\n{pinned}")


def main() -> int:
    """Writes the locks, or checks them; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="say what differs, change nothing")
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    options = parser.parse_args()
    if not options.check:
        upgrade = ["--upgrade"] if options.upgrade else []
        write(RUNTIME, *upgrade)
        write(DEVELOPMENT, "--group", "dev", "--constraints", RUNTIME, *upgrade)
    faults = check()
    print("\n".join(faults) or f"{RUNTIME} and {DEVELOPMENT} agree with pyproject.toml")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
