"""Has pages read by a process of its own, and never waits for it longer than it should take."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from chat.delivery.client import FETCH_SECONDS

ROOT = Path(__file__).resolve().parents[2]
READ_SECONDS = FETCH_SECONDS + 5.0  # the interpreter's start and the reading come on top
COMMAND = (sys.executable, "-m", "chat.delivery.child")

Cards = dict[str, dict[str, str] | None]


class Unread(Exception):  # noqa: N818  # no error of the program's: the process was ended
    """The process came to an end without an answer: one of its pages was more than it took."""


async def read_pages(urls: list[str]) -> Cards:
    """Return what each page says of itself, None where it says nothing; raises Unread."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env={"PATH": os.defpath},
    )
    try:
        async with asyncio.timeout(READ_SECONDS):
            answer, _ = await process.communicate(orjson.dumps(urls))
    except TimeoutError:
        raise Unread from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode != 0:
        raise Unread
    return _cards(orjson.loads(answer), urls)


def _cards(answer: dict[str, Any], urls: list[str]) -> Cards:
    return {url: answer[url] for url in urls}
