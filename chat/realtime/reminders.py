"""Lets people be told of their reminders when their time has come."""

import asyncio
import logging
import random

from chat.models.clock import clock
from chat.pipeline import perform
from chat.pipeline.threads import read
from chat.protocol.actors import operator
from chat.protocol.commands import TellReminders
from chat.protocol.errors import ChatError
from chat.queries.reminders import anything_due

logger = logging.getLogger(__name__)
JITTER = random.SystemRandom()

LOOK_SECONDS = 2.0  # between looks: a reminder comes that late at most while a process lives


class Reminders:
    """Looks in every process: whoever first sees what is due tells it, nobody tells it again."""

    async def run(self) -> None:
        """Look now and then for as long as the process lives."""
        while True:
            await asyncio.sleep(LOOK_SECONDS * JITTER.uniform(0.5, 1.0))
            try:
                await self.look()
            except ChatError as error:
                logger.warning("could not look for reminders: %s", error.code)
            except Exception:
                logger.exception("a look for reminders failed")

    async def look(self) -> None:
        """Tell what is due, until nothing is or another process is telling it."""
        while await read(anything_due, clock.now()):
            told = await perform(TellReminders(by=operator()))
            if not told.result["told"]:
                return
