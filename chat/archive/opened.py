"""Opens an export, a folder or a zip, which may come from anywhere: nothing of it is trusted."""

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol, Self

from pydantic import ValidationError

from chat.archive.manifest import MANIFEST, Manifest, Part
from chat.archive.records import LINE_BYTES
from chat.archive.refusal import RefusedError
from chat.archive.signing import SIGNATURE

MANIFEST_BYTES = 268_435_456  # of a million files; what is larger is no manifest
SIGNATURE_BYTES = 4_096  # ten times what one has
ENTRIES = 2_000_000  # of a zip, before its directory is read into memory
CHUNK = 1_048_576


class Bytes(Protocol):
    """Where the files of an export are."""

    def names(self) -> list[str]:
        """Return every file there is."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open one of them; raises ``KeyError`` for what is no plain file."""

    def close(self) -> None:
        """Let go of it."""


class Folder:
    """A folder. Symbolic links are no files: they may lead anywhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return every file and link there is."""
        found = (path for path in self._folder.rglob("*") if path.is_symlink() or path.is_file())
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a plain file that no link leads to; raises ``KeyError``."""
        path = self._folder / name
        steps = [path, *path.parents][: name.count("/") + 1]
        if any(step.is_symlink() for step in steps) or not path.is_file():
            raise KeyError(name)
        return path.open("rb")

    def close(self) -> None:
        """Nothing is held."""


class Zip:
    """A zip. It is read where it lies and never unpacked."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as trouble:
            raise RefusedError(f"{path} is no zip that can be read.") from trouble
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > ENTRIES:
            raise RefusedError(f"{path} has more than {ENTRIES} files.")
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise RefusedError(f"{path} has two files of one name.")

    def names(self) -> list[str]:
        """Return every file there is."""
        return sorted(self._entries)

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a plain file; raises ``KeyError``."""
        entry = self._entries[name]
        mode = entry.external_attr >> 16
        if entry.flag_bits & 1 or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
            raise KeyError(name)
        return self._zip.open(entry)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


class Opened:
    """An export with its manifest. Only files that the manifest lists are read, and of each no
    more than the bytes it says."""

    def __init__(self, path: Path) -> None:
        self._bytes: Bytes = Folder(path) if path.is_dir() else Zip(path)
        written = self._small(MANIFEST, MANIFEST_BYTES)
        if written is None:
            raise RefusedError(f"{path} is no export: it has no {MANIFEST}.")
        self.written = written
        try:
            self.manifest = Manifest.model_validate_json(self.written)
        except ValidationError as mistake:
            first = mistake.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"]))[:200]
            raise RefusedError(f"The manifest cannot be read: {where}: {first['msg']}.") from None
        self.signature = self._small(SIGNATURE, SIGNATURE_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bytes.close()

    def unlisted(self) -> list[str]:
        """Return the files that the manifest does not know."""
        known = {MANIFEST, SIGNATURE, *self.manifest.files}
        return [name for name in self._bytes.names() if name not in known]

    def chunks(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a listed file; raises ``RefusedError`` beyond the size listed."""
        left = self.manifest.files[path].bytes
        try:
            with self._bytes.open(path) as file:
                while chunk := file.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise RefusedError(f"{path} is longer than the manifest says.")
                    yield chunk
        except KeyError:
            raise RefusedError(f"{path} is missing, or is no plain file.") from None
        except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as trouble:
            raise RefusedError(f"{path} cannot be read: {trouble}.") from None

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a listed file; raises ``RefusedError``."""
        rest = b""
        for chunk in self.chunks(path):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > LINE_BYTES:
                raise RefusedError(f"{path} has a line of more than {LINE_BYTES} bytes.")
        if rest:
            yield rest

    def measured(self, path: str) -> Part:
        """Return what a listed file really hashes to, and its size; raises ``RefusedError``."""
        digest, size = hashlib.sha256(), 0
        for chunk in self.chunks(path):
            digest.update(chunk)
            size += len(chunk)
        records = self.manifest.files[path].records
        return Part(sha256=digest.hexdigest(), bytes=size, records=records)

    def _small(self, name: str, limit: int) -> bytes | None:
        try:
            with self._bytes.open(name) as file:
                content = file.read(limit + 1)
        except (KeyError, FileNotFoundError):
            return None
        except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, ValueError):
            raise RefusedError(f"{name} cannot be read.") from None
        if len(content) > limit:
            raise RefusedError(f"{name} is longer than {limit} bytes.")
        return content
