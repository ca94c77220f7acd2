"""Carries out what moderators asked to be removed, a few messages at a time, beside the rest.

A removal is a row, and how far it is stands in it, written in the commit that removes. So any
process goes on where another was killed, and no message is removed, counted or told twice.
"""

import asyncio
import logging

from chat.actions.removals import LAPSED, commands_of, take_removal
from chat.models import Removal
from chat.models.clock import clock
from chat.pipeline import perform
from chat.pipeline.threads import read
from chat.protocol.actors import operator
from chat.protocol.commands import EndRemoval
from chat.protocol.errors import ChatError
from chat.queries.removals import next_places

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0  # between looks at whether somebody has asked for one
PAUSE_SECONDS = 0.05  # between two steps: those who write in the room come first


class Removals:
    """Follows what is to be removed, and removes it."""

    async def run(self) -> None:
        """Look now and then for as long as the process lives."""
        while True:
            try:
                while await self.look():  # noqa: ASYNC110  # each look does work
                    await asyncio.sleep(PAUSE_SECONDS)
            except ChatError as error:
                logger.warning("a removal waits: %s", error.code)
            except Exception:
                logger.exception("removing messages failed")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Take a removal that waits a step further; returns whether there was one."""
        removal = await read(take_removal, clock.now())
        if removal is not None:
            await _step(removal)
        return removal is not None


async def _step(removal: Removal) -> None:
    try:
        for command in commands_of(removal, await read(next_places, removal)):
            await perform(command)
    except ChatError as error:
        if error.code not in LAPSED:
            raise
        await perform(EndRemoval(by=operator(), removal=removal.pk, state="lapsed"))
