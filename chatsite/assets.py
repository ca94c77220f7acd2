"""Scripts and styles as browsers get them: shortened, compressed, each version at its own address.

They are kept as people read them. `collectstatic`, which `serve` runs once for each version, makes
the small ones; until then, and while debugging, the written ones are served.
"""

import fcntl
import hashlib
import importlib
import logging
import re
import shutil
import subprocess  # nosec B404: for our own program
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedStaticFilesStorage

logger = logging.getLogger(__name__)

DIGITS = 12  # of the hash that names a version; no two versions of one installation will meet
VERSIONED = re.compile(rf"(?<=^/static/)[0-9a-f]{{{DIGITS}}}/")  # what an address has more then
COMPLETE = ".complete"  # the file that stands in a version's folder once everything does
KEPT = 3  # versions: pages that were opened before the last two deploys still find theirs
COLLECT_SECONDS = 60  # a slow machine takes five; who has waited so long gets the written files
KINDS = {".js": "application/javascript", ".css": "text/css"}
OURS = ("js/", "css/")  # libraries come shortened, and keep their notices
MINIFIER = "minify"  # the module; where its package does not exist, nothing is shortened


def version() -> str:
    """Return what all static files are, in a few digits, alike on every machine."""
    found = hashlib.sha256(b"shortened" if find_spec(MINIFIER) else b"")
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list(None), key=lambda file: file[0]):
            found.update(name.encode() + Path(storage.path(name)).read_bytes())
    return found.hexdigest()[:DIGITS]


class Assets(CompressedStaticFilesStorage):
    """Static files in a folder, and at an address, of their version."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.version = version()
        place = Path(settings.STATIC_ROOT) / self.version
        super().__init__(*args, **{"location": place} | options)

    def complete(self) -> bool:
        """Whether everything of this version has been made."""
        return Path(self.path(COMPLETE)).exists()

    def url(self, name: str | None) -> str:
        """Return the address of a file. Source: django.core.files.storage."""
        made = not settings.DEBUG and self.complete()
        return str(super().url(f"{self.version}/{name}" if made else name))

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        """Shorten and compress what was collected. Source: django.contrib.staticfiles."""
        if find_spec(MINIFIER):
            for name in paths:
                self.shorten(name)
        yield from super().post_process(paths, **options)
        Path(self.path(COMPLETE)).touch()

    def shorten(self, name: str) -> None:
        """Take from a script or style of ours what only people need."""
        kind, file = KINDS.get(Path(name).suffix), Path(self.path(name))
        if kind and name.startswith(OURS):
            # Imported here: it brings a runtime of its own, which no server should carry.
            minify = importlib.import_module(MINIFIER)
            file.write_text(minify.string(kind, file.read_text()))


class AssetsMiddleware(WhiteNoiseMiddleware):
    """Serves them. Who asks for a version that this process does not have gets its own.

    That happens while a deploy replaces one process after the other.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file or pass the request on. Source: whitenoise.middleware."""
        if request.path_info not in self.files:
            request.path_info = VERSIONED.sub("", request.path_info)
        answer: HttpResponseBase = super().__call__(request)
        return answer

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Return whether an address never means anything else. Source: whitenoise.base."""
        return VERSIONED.search(url) is not None


def collect() -> None:
    """Make this version's files, once on a machine, whoever asks; remove those of old versions."""
    root, assets = Path(settings.STATIC_ROOT), cast(Assets, staticfiles_storage)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if assets.complete():
            Path(assets.path(COMPLETE)).touch()  # in use: not an old version
            return
        # What a killed start left may be cut off, and newer than what is written: begin anew.
        shutil.rmtree(assets.location, ignore_errors=True)
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        try:
            subprocess.run(  # nosec B603: our own program
                command, cwd=settings.ROOT, check=True, timeout=COLLECT_SECONDS
            )
        except (OSError, subprocess.SubprocessError):
            logger.warning("assets_as_written", exc_info=True)
        forget(root)


def forget(root: Path) -> None:
    """Remove all versions but those that were used last."""
    used = sorted(root.glob(f"*/{COMPLETE}"), key=lambda file: file.stat().st_mtime)
    for file in used[:-KEPT]:
        shutil.rmtree(file.parent, ignore_errors=True)
