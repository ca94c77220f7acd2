"""P20: no write commits after the commit that took its right away, for every command and door."""

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from typing import Any

import httpx
import psycopg

from chat.protocol.commands import AddMember, ArchiveRoom
from tests.clients import Caller
from tests.faults.operator import Operator
from tests.faults.races.doors import CALLS, PROCESS
from tests.faults.races.judge import judged, lines_of
from tests.faults.races.needs import AUTHORITY_LOCK, NEEDS, Right
from tests.faults.races.person import Lane, Person
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.stage import Stage, serving, staged

LANES = 15  # for each right: so many races of each command at each door
ARCHIVING = ArchiveRoom.__name__  # would refuse others in its lane: it has lanes of its own
LANES_ALONE = 16
RACES = 5_000  # that must have had an outcome; over both modes twice as many
TOGETHER = 12  # lanes at once, in rooms of their own
GATE_SECONDS = 0.15  # that commits are held up, so that commands pass their early checks first
#: When the rights of a wave end, in turn: before anything is tried; while the gate is closed,
#: before what is tried or behind it; soon after; when a part of the work is done; when all is.
#: The first and the last see to it that each order happens, the others race.
FIRST, AHEAD, BEHIND, SOON, MIDWAY, LAST = "first", "ahead", "behind", "soon", "midway", "last"
MOMENTS = (FIRST, MIDWAY, AHEAD, LAST, SOON, BEHIND)
SOON_SECONDS = 0.4  # in which a right ends that ends soon
HEAD_START_SECONDS = 0.05  # of an end before the writes that come behind it
AT_ONCE = 8  # commands given to the process beside the servers before others may end
BY_REST = 0.7  # of the ends that REST offers; the others are an operator's
#: What says that a right is gone, also by a try whose answer was lost; the ledger knows better.
ENDED = (200, 201, 204, 404, "done", "not_found")
AGAIN_SECONDS = 0.1  # before an end that was refused is tried once more
SECONDS = 1_500.0  # for a mode; undisturbed it takes a third of it
PATIENCE_SECONDS = 120.0  # for one wave, on a machine that does other things


@scenario("P20", "rights end while commands commit", limit=SECONDS)
async def races(run: Run, report: Report) -> None:
    """Every command by every door against the end of every right that it stands on."""
    command = serving("tests.faults.ledger:application")
    async with staged(run.stores, run.mode, run.seed, command=command) as stage:
        with stage.operator() as pages:
            await asyncio.to_thread(stage.acts.act, "keep_ledger", new=True)
            await asyncio.to_thread(pages.act, "keep_ledger", new=False)
            raced = await Races(stage, run.seed, pages).all()
        rows = await asyncio.to_thread(
            stage.query, "SELECT id, command, actor, fields FROM race_ledger ORDER BY id"
        )
        in_commit = await refused_in_commit(stage)
    verdict = judged(raced, lines_of(rows))
    cells = verdict.first.keys() | verdict.refused.keys()
    report.acked, report.heard, report.faults = verdict.first.total(), len(rows), len(raced)
    report.violations["after the right ended"] = verdict.late
    report.violations["phantom"] = verdict.phantom
    report.violations["no end"] = verdict.endless
    report.violations["empty"] = verdict.one_sided()
    if verdict.races < RACES:
        report.violations["empty"].append(f"only {verdict.races} races of {RACES}")
    report.figures = {
        "races": verdict.races,
        "written first": verdict.first.total(),
        "ended first": verdict.refused.total(),
        "refused inside the commit": in_commit,
        "commands": len({command for command, _, _ in cells}),
        "commands × doors × rights": len(cells),
        "fewest of one order in any": min(
            (min(verdict.first[cell], verdict.refused[cell]) for cell in cells), default=0
        ),
    }


async def refused_in_commit(stage: Stage) -> int:
    """How many commands had passed their door's check and were refused by the rule."""
    total = 0
    async with httpx.AsyncClient(trust_env=False) as http:
        for server in stage.servers:
            for line in (await http.get(f"{server.url}/metrics")).text.splitlines():
                if line.startswith("chat_commands_total{") and 'result="done"' not in line:
                    total += int(float(line.rpartition(" ")[2]))
    return total


@contextmanager
def gate(stage: Stage) -> Iterator[None]:
    """Holds every commit of every process up."""
    if stage.cluster:
        with psycopg.connect(stage.database, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (AUTHORITY_LOCK,))
            yield  # leaving the connection lets go
    else:
        with closing(sqlite3.connect(stage.database, isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield
            file.execute("ROLLBACK")


class Races:
    """The lanes of one run, a few at once."""

    def __init__(self, stage: Stage, seed: int, pages: Operator) -> None:
        self.stage = stage
        self.dice = random.Random(seed)
        self.pages = pages  # the process that gives commands as pages and the admin do
        self.carried = 0.0  # of what the pages' process has to give in this wave
        self.taking = asyncio.Lock()  # the operator's process does one act at a time

    async def all(self) -> list[Lane]:
        """Runs every lane; returns them with the answers."""
        everything = [right for _ in range(LANES) for right in Right]
        alone = [right for _ in range(LANES_ALONE) for right in sorted(NEEDS[ArchiveRoom])]
        raced: list[Lane] = []
        for rights, only in ((everything, []), (alone, [ARCHIVING])):
            kinds = len(set(rights))
            turn = kinds * (2 if only else 1)  # an archived room is archived: a door for each lane
            moments = [MOMENTS[n // turn % len(MOMENTS)] for n in range(len(rights))]
            for start in range(0, len(rights), TOGETHER):
                lanes = await asyncio.to_thread(
                    self.stage.acts.act, "lanes", rights=rights[start : start + TOGETHER],
                    ann=self.stage.users["ann"], only=only,
                )  # fmt: skip
                for lane, moment in zip(lanes, moments[start:], strict=False):
                    lane["moment"] = moment
                await self.wave(lanes)
                raced += lanes
        return raced

    async def wave(self, lanes: list[Lane]) -> None:
        """Sends everything while commits are held up, opens the gate, and ends the rights."""
        async with AsyncExitStack() as stack:
            ann = await stack.enter_async_context(Caller(self.urls, self.stage.tokens["ann"]))
            people = [
                await stack.enter_async_context(Person(self.stage, lane, n, self.dice))
                for n, lane in enumerate(lanes)
            ]

            def ends(*moments: str) -> list[asyncio.Task[None]]:
                due = [lane for lane in lanes if lane["moment"] in moments]
                return [asyncio.create_task(self.end(lane, ann)) for lane in due]

            self.carried = 0.0
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.gather(*ends(FIRST))
            with gate(self.stage):
                early = ends(AHEAD)
                await asyncio.sleep(HEAD_START_SECONDS)
                work = [asyncio.create_task(person.all()) for person in people]
                work.append(asyncio.create_task(self.beside(people)))
                early += ends(BEHIND)
                await asyncio.sleep(GATE_SECONDS)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.gather(*work, *early, *ends(SOON, MIDWAY))
                await asyncio.gather(*ends(LAST))

    @property
    def urls(self) -> list[str]:
        """The servers, without a proxy between."""
        return [server.url for server in self.stage.servers]

    async def beside(self, people: list[Person]) -> None:
        """What no socket or call offers, given by a process as the pages give it."""
        said = [(person, write) for person in people for write in person.by(PROCESS)]
        self.dice.shuffle(said)
        for start in range(0, len(said), AT_ONCE):
            part = said[start : start + AT_ONCE]
            acts = [
                {"command": w["command"], "fields": w["fields"], "by": p.actor} for p, w in part
            ]
            codes = await asyncio.to_thread(self.pages.act, "carry", acts=acts)
            for (_, write), code in zip(part, codes, strict=True):
                write["code"] = code
            self.carried = (start + len(part)) / len(said)
        self.carried = 1.0

    async def end(self, lane: Lane, ann: Caller) -> None:
        """Takes the right away when it is time, however often that is refused."""
        if lane["moment"] == SOON:
            await asyncio.sleep(SOON_SECONDS * self.dice.random())
        if lane["moment"] == MIDWAY:
            part = self.dice.random()
            while self.carried < part:
                await asyncio.sleep(AGAIN_SECONDS / 10)
        while not await self.ended(lane["end"], ann):
            await asyncio.sleep(AGAIN_SECONDS)

    async def ended(self, end: dict[str, Any], ann: Caller) -> bool:
        """Takes a right away, by REST or by the operator's process; says whether it is gone."""
        if end["command"] in CALLS and self.dice.random() < BY_REST:
            method, path, body = CALLS[end["command"]](end["fields"])
            if "role" in end["fields"] and end["command"] == "AddMember":
                path, body = f"{path}/role", {"role": end["fields"]["role"]}
            try:
                code = (await ann.call(method, path, json=body)).status_code
            except httpx.TransportError:
                return False
            return code in ENDED
        acts = [{"command": end["command"], "fields": end["fields"], "by": None}]
        if end["command"] == AddMember.__name__:  # no role changes in a room that was archived
            room = {"room": end["fields"]["room"], "archived": False}
            acts.insert(0, {"command": ARCHIVING, "fields": room, "by": None})
        async with self.taking:
            codes = await asyncio.to_thread(self.stage.acts.act, "carry", acts=acts)
        return codes[-1] in ENDED
