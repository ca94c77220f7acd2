"""Puts the bytes of files that come with a history where uploads lie."""

import hashlib
from pathlib import Path
from uuid import UUID

from chat.archive import files
from chat.archive.opened import Opened
from chat.archive.private import create
from chat.archive.records import File
from chat.archive.refusal import RefusedError
from chat.models.upload_bytes import erase, incoming, path_of


class Bytes:
    """Takes files out of an export, each checked against what its message says of it."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def bring(self, file: File) -> None:
        """Put a file and its thumbnail in their places; raises ``RefusedError``, leaving none."""
        key = UUID(file.id)
        described = {"id": file.id, "type": file.type}
        try:
            digest = self._copy(files.path_of(described), path_of(key))
            if digest != file.sha256:
                raise RefusedError(f"the bytes of the file {file.id} are not those that were sent.")
            if file.thumbnail is not None:
                small = path_of(key, thumbnail=True)
                self._copy(files.path_of(described, thumbnail=True), small)
        except RefusedError:
            erase([key])
            raise

    def _copy(self, name: str, target: Path) -> str:
        """Copy a file by way of the folder of what comes in; returns what it hashes to."""
        if name not in self._opened.manifest.files:
            raise RefusedError(f"{name} is not in the export.")
        digest, arriving = hashlib.sha256(), incoming() / target.name
        with create(arriving) as file:
            for chunk in self._opened.chunks(name):
                digest.update(chunk)
                file.write(chunk)
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving.replace(target)
        return digest.hexdigest()
