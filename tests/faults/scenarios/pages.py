"""P21: after quiet, a client's whole page equals a fresh welcome, whatever it missed."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import httpx

from tests.clients import Lost, Refused
from tests.faults.browsers import Browser, Page
from tests.faults.moves import Moves
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.stage import Stage, staged

PAGES = 8
MOVES = 900  # changes of what the pages show, each by the people or by somebody above them
LOSS = 0.03  # of live frames that a store does not get, although its socket did
CUT, BACK, RESETS = 0.05, 0.12, 0.01  # chances beside each move
SETTLE_SECONDS = 25.0  # for the last page to be right, on a machine that does other things


@scenario("P21", "pages against fresh welcomes")
async def pages(run: Run, report: Report) -> None:
    """The page's own store under cuts and missed frames, against one that was just opened."""
    dice = random.Random(run.seed)
    names = [f"observer{n}" for n in range(PAGES)]
    async with staged(run.stores, run.mode, run.seed) as stage:
        with Browser() as browser:
            people = [opened(stage, browser, name, name, dice, LOSS) for name in names]
            await asyncio.gather(*(one.start() for one in people))
            try:
                async with stage.caller("ann") as ann:
                    moves = Moves(stage, ann, people, dice)
                    for one in people:
                        await one.enter(dice.choice(stage.rooms))
                    for _ in range(MOVES):
                        await moves.one()
                        report.faults += await troubled(stage, people, dice)
                    await moves.end()
                for one in people:
                    one.loss = 0.0
                    one.restore()
                wrong = await asyncio.gather(*(compared(stage, browser, one) for one in people))
            finally:
                await asyncio.gather(*(one.stop() for one in people))
    report.acked = sum(moves.done.values())
    report.heard = sum(one.connects for one in people)
    report.violations["page"] = [line for lines in wrong for line in lines]
    report.violations["empty"] = [f"{kind} was never done" for kind in moves.missing()]
    report.figures = {
        "pages compared": len(people),
        "changes": sum(moves.done.values()),
        "kinds of change": len(moves.done),
        "frames kept from stores": sum(one.lost for one in people),
        "connects": report.heard,
    }


def opened(
    stage: Stage, browser: Browser, name: str, tab: str, dice: random.Random, loss: float
) -> Page:
    """A tab of somebody."""
    token = stage.tokens[name]
    return Page(browser, name, tab, stage.urls, stage.socket_urls, token, dice, loss)


async def troubled(stage: Stage, people: list[Page], dice: random.Random) -> int:
    """Takes somebody's network away, gives it back, or cuts everybody; returns the cuts."""
    one, cuts = dice.choice(people), 0
    if dice.random() < CUT:
        one.cut()
        cuts += 1
    if dice.random() < BACK:
        dice.choice(people).restore()
    if dice.random() < RESETS:
        cuts += sum(door.reset() for door in stage.doors)
    return cuts


async def compared(stage: Stage, browser: Browser, one: Page) -> list[str]:
    """How a page differs from one that the same person opens now."""
    await one.welcomed(SETTLE_SECONDS)
    fresh = opened(stage, browser, one.name, f"{one.name} anew", random.Random(1), 0.0)
    await fresh.start()
    for room in one.entered:
        await fresh.enter(room)
    found: list[str] = []
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while found := differences(one.picture(), fresh.picture()):
                    await asyncio.sleep(0.2)
    except (httpx.TransportError, Lost, Refused) as error:
        return [f"{one.name} was not compared: {error}"]
    finally:
        await fresh.stop()
    return [f"{one.name}: {line}" for line in found]


def differences(shown: dict[str, Any], fresh: dict[str, Any]) -> list[str]:
    """What two pictures do not have in common; members and old messages where both have them."""
    found = [
        f"{part} {shown[part]} for {fresh[part]}"
        for part in ("me", "mentions", "threads")
        if shown[part] != fresh[part]
    ]
    mine, theirs = shown["rooms"], fresh["rooms"]
    if mine.keys() != theirs.keys():
        return [*found, f"rooms {sorted(mine)} for {sorted(theirs)}"]
    for room, drawn in mine.items():
        for part, value in drawn.items():
            other = theirs[room][part]
            if part == "messages":
                value, other = overlap(value, other)  # noqa: PLW2901
            if value != other and not (part == "members" and None in (value, other)):
                found.append(f"room {room}: {part} {value} for {other}"[:400])
    return found


def overlap(mine: dict[str, Any] | None, theirs: dict[str, Any] | None) -> tuple[Any, Any]:
    """The messages from where both windows begin."""
    if not mine or not theirs:
        return None, None
    first = max(min(map(int, mine)), min(map(int, theirs)))
    return tuple({k: v for k, v in one.items() if int(k) >= first} for one in (mine, theirs))  # type: ignore[return-value]
