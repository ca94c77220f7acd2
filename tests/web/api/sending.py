"""Ways to send a file as a browser does, and to fetch it."""

from pathlib import Path
from typing import Any

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient

from tests.web.api.conftest import Caller


def send(caller: Caller, content: bytes, name: str = "a.png", kind: str = "image/png") -> Any:
    """Send a file and return the answer."""
    file = SimpleUploadedFile(name, content, kind)
    return caller.client.post("/api/v1/uploads", {"file": file})


def sent(caller: Caller, content: bytes, name: str = "a.png", kind: str = "image/png") -> Any:
    """Send a file that is taken in, and return what is told of it."""
    answer = send(caller, content, name, kind)
    assert answer.status_code == 201, answer.content
    return orjson.loads(answer.content)


def post(caller: Caller, room: int, *uploads: Any) -> Any:
    """Post files and return the message."""
    body = {"text": "", "attachments": [upload["id"] for upload in uploads]}
    answer = caller.post(f"/rooms/{room}/messages", body)
    assert answer.status_code == 201, answer.content
    return orjson.loads(answer.content)


async def fetch(secret: str, path: str, **headers: str) -> tuple[Any, bytes]:
    """Fetch an address as the server's own interface does, and the whole body of its answer."""
    asked = {"authorization": f"Bearer {secret}"} | headers
    answer: Any = await AsyncClient().get(path, headers=asked, SERVER_NAME="127.0.0.1")
    if not answer.streaming:
        return answer, answer.content
    return answer, b"".join([piece async for piece in answer.streaming_content])


def left_behind(folder: Path) -> list[str]:
    """The names of all files below the folder of uploads."""
    return [path.name for path in folder.rglob("*") if path.is_file()]
