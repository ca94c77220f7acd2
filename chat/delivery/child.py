"""A process of its own that fetches and reads pages, apart from everything the chat knows.

It is started for a handful of addresses, given nothing of the environment, and ends with them. A
page that brings its parser down, or keeps it busy, brings down this process alone.

`python -m chat.delivery.child` reads a JSON list of addresses and answers with a JSON object:
from address to title, description and site, or null.
"""

import asyncio
import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any

from chat.delivery.cards import card_of
from chat.delivery.client import Client
from chat.delivery.refusal import Refusal

CPU_SECONDS = 10  # of processor time for all of them; reading a page takes some milliseconds
MEMORY_BYTES = 1_073_741_824  # of address space, of which a few per cent are used
FILES = 64  # open at once: a connection for each page, and the interpreter's own


async def read_all(client: Client, urls: list[str]) -> dict[str, Any]:
    """Return the card of each page, or None where there is none to show."""
    cards = await asyncio.gather(*(_read(client, url) for url in urls))
    return dict(zip(urls, cards, strict=True))


async def _read(client: Client, url: str) -> dict[str, str] | None:
    try:
        return asdict(card_of(await client.fetch(url)))
    except Refusal:
        return None


def main() -> None:
    """Read the addresses, answer, and wait for no name server that is still silent."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)
    answer = asyncio.run(read_all(Client(), json.load(sys.stdin)))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
