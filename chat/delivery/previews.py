"""Reads the pages that messages link to, and shows below them what they say of themselves.

What is to be read is a row, written with the message. A process that has time takes some, and
whatever it had taken when it was killed is taken by another a little later. No answer waits for
any of it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from django.conf import settings

from chat import metrics
from chat.actions.previews import keep_cards, take_due
from chat.delivery.reading import Cards, Unread, read_pages
from chat.models import PreviewDue
from chat.models.clock import clock
from chat.pipeline import perform
from chat.pipeline.threads import read
from chat.protocol.actors import operator
from chat.protocol.commands import ShowPreviews
from chat.protocol.commands.previews import Preview
from chat.protocol.errors import ChatError
from chat.queries.previews import known_cards

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # between looks at what is to be read
MESSAGES_AT_ONCE = 4  # whose pages are read by one process of their own
READERS = 2  # so that slow pages keep only half of the others waiting


class Previews:
    """Follows what is written, and reads beside it. ``read_pages`` can be given, for tests."""

    def __init__(self, read_pages: Callable[[list[str]], Awaitable[Cards]] = read_pages) -> None:
        self._read_pages = read_pages

    async def run(self) -> None:
        """Look now and then for as long as the process lives, unless it is switched off."""
        if settings.CHAT_LINK_PREVIEWS:
            await asyncio.gather(*(self._follow() for _ in range(READERS)))

    async def _follow(self) -> None:
        while True:
            try:
                while await self.look():
                    pass
            except ChatError as error:
                logger.warning("could not look for links: %s", error.code)
            except Exception:
                logger.exception("reading linked pages failed")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Take what is due, read it and show it; returns whether there was anything."""
        due = await read(take_due, clock.now(), MESSAGES_AT_ONCE)
        if due:
            cards = await self._cards(dict.fromkeys(url for row in due for url in row.urls))
            for row in due:
                await _show(row, cards)
        return bool(due)

    async def _cards(self, urls: Iterable[str]) -> Cards:
        """Return what pages say of themselves: as known, or as they say now."""
        cards: Cards = await read(known_cards, urls, clock.now())
        if unknown := [url for url in urls if url not in cards]:
            found = await self._ask(unknown)
            await read(keep_cards, found, clock.now())
            cards |= found
        return cards

    async def _ask(self, urls: list[str]) -> Cards:
        """Read pages together; if that comes to no end, one by one: one page spoils no other."""
        try:
            found = await self._read_pages(urls)
        except Unread:
            metrics.PAGES_UNREAD.inc()
            if len(urls) == 1:
                return {urls[0]: None}
            found = {}
            for url in urls:
                found |= await self._ask([url])
        return found


async def _show(row: PreviewDue, cards: Cards) -> None:
    """Have a message show what its links lead to; one that is gone is no concern any more."""
    shown = [Preview(url=url, **card) for url in row.urls if (card := cards.get(url))]
    try:
        await perform(
            ShowPreviews(
                by=operator(),
                room=row.room_id,
                seq=row.seq,
                looked_at=row.urls,
                previews=shown,
            )
        )
    except ChatError as error:
        if error.code != "not_found":
            raise
