"""Pages are read by a process that has nothing of the server's, and whose end is no harm."""

import os
import sys

import pytest

from chat.delivery import child, reading
from chat.delivery.reading import Unread, read_pages
from tests.delivery.web import PUBLIC, Web, page

TELL = "import json, os, sys; json.dump({u: dict(os.environ) for u in json.load(sys.stdin)}, sys.stdout)"


def stand_in(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the process run another program."""
    monkeypatch.setattr(reading, "COMMAND", (sys.executable, "-c", program))


async def test_a_page_inside_has_no_card() -> None:
    urls = ["http://127.0.0.1/", "file:///etc/passwd"]
    assert await read_pages(urls) == dict.fromkeys(urls)


async def test_each_page_has_its_card(web: Web) -> None:
    web.names["page.example"] = [[PUBLIC]]
    web.answers = [page(b"<title>A page</title>")]
    urls = ["http://page.example/", "http://inside.example/"]
    assert await child.read_all(web.client, urls) == {
        "http://page.example/": {"title": "A page", "description": "", "site": "page.example"},
        "http://inside.example/": None,
    }


async def test_the_process_knows_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHAT_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://ann:secret@127.0.0.1/chat")
    stand_in(monkeypatch, TELL)
    environment = (await read_pages(["a"]))["a"]
    assert environment is not None
    assert environment["PATH"] == os.defpath
    assert set(environment) <= {"PATH", "LC_CTYPE"}


@pytest.mark.parametrize(
    "program",
    ["import os; os.kill(os.getpid(), 11)", "raise SystemExit(1)", "import time; time.sleep(60)"],
)
async def test_a_process_that_does_not_answer_is_ended(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(reading, "READ_SECONDS", 1.0)
    stand_in(monkeypatch, program)
    with pytest.raises(Unread):
        await read_pages(["http://page.example/"])
