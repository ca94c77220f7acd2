"""Lets this process index for the search when it has time."""

import asyncio
import logging

from chat.actions.search import index_next
from chat.models.search import BLOCK_MESSAGES
from chat.pipeline.threads import read
from chat.queries.search_index import newest_message

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # between looks at whether a block is full
CALM_MESSAGES = 250  # between two looks; with fewer there is time for a block, a tenth of a second
WAITING_MESSAGES = 2 * BLOCK_MESSAGES  # that may wait for a calm moment; searches read them all
PAUSE_SECONDS = 0.05  # between two blocks: the index of a long history is made on the side


class Indexing:
    """Follows how much is written, and indexes between."""

    def __init__(self) -> None:
        self._newest = 0  # id at the last look
        self._indexed = 0  # id up to which everything was, at the last look

    async def run(self) -> None:
        """Look now and then for as long as the process lives."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:
                logger.exception("indexing for the search failed")

    async def look(self) -> None:
        """Index every full block, if it is calm or too much waits."""
        newest, before = await read(newest_message), self._newest
        self._newest = newest
        if newest - before > CALM_MESSAGES and newest - self._indexed < WAITING_MESSAGES:
            return
        while await read(index_next):  # noqa: ASYNC110  # each look does work
            await asyncio.sleep(PAUSE_SECONDS)
        self._indexed = newest
