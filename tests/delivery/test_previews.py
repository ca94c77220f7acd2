"""What is written is read beside it, by one process at a time, whatever becomes of the process."""

import asyncio
import importlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.actions.previews import LEASE_SECONDS, take_due
from chat.delivery.previews import Previews
from chat.delivery.reading import Cards, Unread
from chat.models import Message, PreviewDue
from chat.realtime.life import Life
from tests.house import House

URL = "https://page.example/"
CARD = {"title": "A page", "description": "", "site": "Pages"}


class Pages:
    """Stands in for the process that reads: what it is asked, and which pages are its end."""

    def __init__(self, *deadly: str) -> None:
        self.asked: list[list[str]] = []
        self.deadly = set(deadly)

    async def read(self, urls: list[str]) -> Cards:
        """Return a card for each page, none for those that are silent."""
        self.asked.append(urls)
        if self.deadly & set(urls):
            raise Unread
        return {url: None if "silent" in url else CARD for url in urls}


def look(house: House, pages: Pages) -> bool:
    """Let the house's process look once."""
    return house.run(Previews(pages.read).look())


def test_a_link_is_read_once_and_shown_to_the_room(house: House) -> None:
    ann, pages = house.connect("ann"), Pages()
    seqs = [house.cast.post("bob", text=f"{URL} {URL}silent") for _ in range(2)]
    assert look(house, pages)
    for seq in seqs:
        event = ann.heard("preview.added", house.cast["lounge"])
        assert event["by"] == 0
        stored = house.cast.message("lounge", seq)
        assert stored.previews == [{"url": URL, **CARD}]
    assert pages.asked == [[URL, f"{URL}silent"]]
    assert (look(house, pages), PreviewDue.objects.count()) == (False, 0)
    house.cast.post("bob", text=URL)
    assert look(house, pages)
    assert len(pages.asked) == 1, "a page is not asked again so soon"


def test_a_page_that_ends_its_reader_spoils_no_other(house: House) -> None:
    pages = Pages(f"{URL}deadly")
    seq = house.cast.post("bob", text=f"{URL}deadly {URL}")
    assert look(house, pages)
    assert house.cast.message("lounge", seq).previews == [{"url": URL, **CARD}]
    assert pages.asked == [[f"{URL}deadly", URL], [f"{URL}deadly"], [URL]]


def test_what_a_killed_process_had_taken_is_taken_by_the_next(house: House) -> None:
    pages = Pages()
    seq = house.cast.post("bob", text=URL)
    assert take_due(timezone.now(), 9), "one took it, and was killed"
    assert not look(house, pages)
    PreviewDue.objects.update(due_at=timezone.now() - timedelta(seconds=LEASE_SECONDS))
    assert look(house, pages)
    assert house.cast.message("lounge", seq).previews is not None


def test_a_message_that_went_meanwhile_is_no_concern(house: House) -> None:
    class Going(Pages):
        async def read(self, urls: list[str]) -> Cards:
            lounge = Message.objects.filter(room=house.cast["lounge"])
            await asyncio.to_thread(lounge.delete)
            return await super().read(urls)

    house.cast.post("bob", text=URL)
    assert look(house, Going())


def test_an_answer_waits_for_no_page(house: House) -> None:
    bob = house.connect("bob")
    assert PreviewDue.objects.count() == 0
    answer = bob.post(house.cast["lounge"], URL, str(uuid4()))
    assert answer["type"] == "ack"
    assert PreviewDue.objects.count() == 1, "nobody has looked at it, and it is answered"


async def test_it_does_not_run_where_it_is_switched_off(settings: Any) -> None:
    settings.CHAT_LINK_PREVIEWS = False
    async with asyncio.timeout(1):
        await Previews(Pages().read).run()


async def test_a_failed_look_is_followed_by_another(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = asyncio.Semaphore(0)
    previews = Previews(Pages().read)

    async def fail() -> bool:
        looks.release()
        raise RuntimeError("on purpose")

    monkeypatch.setattr(previews, "look", fail)
    monkeypatch.setattr("chat.delivery.previews.LOOK_SECONDS", 0)
    running = asyncio.create_task(previews.run())
    async with asyncio.timeout(5):
        for _ in range(6):
            await looks.acquire()
    running.cancel()


def test_a_server_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Life, "beside", [])  # the houses of other tests do without
    importlib.reload(importlib.import_module("chatsite.asgi"))
    assert any(isinstance(run.__self__, Previews) for run in Life.beside)  # type: ignore[attr-defined]
