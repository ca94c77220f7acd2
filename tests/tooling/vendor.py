"""Fetches the browser's libraries from npm into static/, and checks that they are still the same.

`vendor.py` packs the versions of the catalogue, copies what the pages use and writes
static/vendor/vendor.json: name, version, npm's integrity, licence, and the SHA-384 of every file.
`vendor.py --check` compares the files with that record, without a network and without Node.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.tooling.catalogue import LIBRARIES, SPRITE, VENDOR, Library

ROOT = Path(__file__).resolve().parents[2]
RECORD = VENDOR / "vendor.json"
PACK_SECONDS = 120  # a registry that takes longer for a few megabytes is out of order


def fingerprint(algorithm: str, content: bytes) -> str:
    """A digest as npm and the integrity attribute write it."""
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm}-{base64.b64encode(digest).decode()}"


def pack(library: Library, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Downloads and unpacks one package; returns where it lies and what npm says of it."""
    command = ["npm", "pack", "--json", "--silent", f"{library.name}@{library.version}"]
    answer = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, timeout=PACK_SECONDS
    )
    [told] = json.loads(answer.stdout)
    archive = folder / told["filename"]
    if fingerprint("sha512", archive.read_bytes()) != told["integrity"]:
        raise ValueError(f"{library.name} {library.version} is not what npm announced")
    unpacked = folder / library.name
    unpacked.mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", unpacked], check=True, timeout=PACK_SECONDS)
    return unpacked / "package", told


def fetch(library: Library, root: Path) -> dict[str, Any]:
    """Writes one library's files and returns its entry for the record."""
    with tempfile.TemporaryDirectory() as folder:
        package, told = pack(library, Path(folder))
        texts = library.select(package)
        texts[VENDOR / library.name / "LICENSE"] = (package / "LICENSE").read_text()
        licence = json.loads((package / "package.json").read_text())["license"]
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return {
        "name": library.name,
        "version": library.version,
        "integrity": told["integrity"],
        "licence": licence,
        "files": {
            path.as_posix(): fingerprint("sha384", text.encode())
            for path, text in sorted(texts.items())
        },
    }


def recorded(root: Path = ROOT) -> list[dict[str, Any]]:
    """The libraries named in vendor.json."""
    entries: list[dict[str, Any]] = json.loads((root / RECORD).read_text())["libraries"]
    return entries


def vendor(root: Path = ROOT) -> None:
    """Fetches everything again and removes what is no longer used."""
    entries = [fetch(library, root) for library in LIBRARIES]
    record = json.dumps({"libraries": entries}, indent=2)
    (root / RECORD).write_text(f"{record}\n")
    for path in unrecorded(root):
        path.unlink()


def unrecorded(root: Path) -> list[Path]:
    """Files under static/vendor that no library of the record brought."""
    known = {root / path for entry in recorded(root) for path in entry["files"]} | {root / RECORD}
    return sorted(
        path for path in (root / VENDOR).rglob("*") if path.is_file() and path not in known
    )


def faults_of_files(files: dict[str, str], root: Path) -> list[str]:
    """Vendored files that are missing or are no longer what was fetched."""
    faults = []
    for name, expected in files.items():
        path = root / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif fingerprint("sha384", path.read_bytes()) != expected:
            faults.append(f"{name} was changed by hand")
    return faults


def check(root: Path = ROOT) -> list[str]:
    """Everything wrong with the vendored files; empty when all is well."""
    entries = recorded(root)
    found = {(entry["name"], entry["version"]) for entry in entries}
    wanted = {(library.name, library.version) for library in LIBRARIES}
    faults = [f"{' '.join(pair)} is not both wanted and recorded" for pair in found ^ wanted]
    for entry in entries:
        faults += faults_of_files(entry["files"], root)
    faults += [f"{path.relative_to(root)} is in no library" for path in unrecorded(root)]
    if not any(SPRITE.as_posix() in entry["files"] for entry in entries):
        faults.append(f"{SPRITE} is not recorded")
    return faults


def main() -> int:
    """Fetches or checks; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, change nothing")
    if not parser.parse_args().check:
        vendor()
    faults = check()
    print("\n".join(faults) or f"The vendored files are those of {RECORD}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
