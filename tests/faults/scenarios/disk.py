"""P1: power loss. What was acked is in a copy made of the synced writes alone."""

import asyncio
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.faults.load import loaded
from tests.faults.report import Report
from tests.faults.scenarios.programs import program
from tests.faults.scenarios.scenario import EMBEDDED, Run, adopt, scenario
from tests.faults.stage import Stage, scratch, staged
from tests.faults.trace import Disk, Write
from tests.faults.trials import ended
from tests.server import free_port
from tests.services import AppServer

TRACED_POSTS = 150
LOSSES = 12  # instants at which the power goes; each is an ack, for then there is most to lose
BOOTED = 2  # of these copies on which a chat is started; the others are read by SQLite alone
STRING_BYTES = 262_144  # of a call that the trace keeps: more than SQLite writes at once
CALLS = "pwrite64,write,writev,fsync,fdatasync,ftruncate,sendto,sendmsg"


@dataclass(frozen=True, slots=True)
class Post:
    """An acked post."""

    room: int
    seq: int
    text: str


@scenario("P1", "power loss: only synced writes remain", EMBEDDED)
async def power_lost(run: Run, report: Report) -> None:
    """Each ack follows the sync of its text, and copies of the synced writes hold every ack."""
    strace = program("strace")
    if strace is None:
        report.skipped = "strace is not installed"
        return
    with scratch() as folder:
        log = Path(folder) / "calls"
        prefix = [strace, "-f", "-ttt", "-y", "-xx", "-s", str(STRING_BYTES)]
        prefix += ["-e", f"trace={CALLS}", "-o", str(log)]
        async with staged(run.stores, run.mode, run.seed, prefixes=[prefix], start=False) as stage:
            path = Path(stage.database)
            before = await asyncio.to_thread(path.read_bytes)
            disk = Disk({str(path): bytearray(before), f"{path}-wal": bytearray()})
            await asyncio.to_thread(stage.servers[0].start)
            async with loaded(stage, run.seed, observers=2, speakers=4) as load:
                for speaker in load.speakers:
                    speaker.surfaces = ("socket",)
                await load.more(TRACED_POSTS, 120)
                adopt(report, await ended(stage, load, "P1", "strace", 12.0))
            posts = [Post(a.room, a.seq, a.text) for s in load.speakers for a in s.acks]
            with log.open(errors="replace") as lines:
                found = Losses(disk, posts, random.Random(run.seed), path, Path(folder))
                await asyncio.to_thread(found.follow, lines)
            for copy in found.copies[-BOOTED:]:
                found.missing += await asyncio.to_thread(booted, stage, copy)
    report.violations["ack before sync"] = found.early
    report.violations["lost with the power"] = found.missing
    enough = found.traced >= TRACED_POSTS and len(found.copies) == LOSSES and not disk.failed
    report.violations["empty"] = [] if enough else [f"{found.traced} acks, {disk.syncs} syncs"]
    report.faults = len(found.copies)
    report.figures = {
        "acked posts traced": found.traced,
        "syncs": disk.syncs,
        "power losses": len(found.copies),
        "acked before them": sum(found.due),
        **report.figures,
    }


class Losses:
    """Follows a trace, looks at each ack, and takes away the power at some of them."""

    def __init__(
        self, disk: Disk, posts: list[Post], dice: random.Random, path: Path, folder: Path
    ) -> None:
        self.disk, self.path, self.folder, self.dice = disk, path, folder, dice
        self.posts = {(post.room, post.seq): post for post in posts}
        self.losses = set(dice.sample(range(len(self.posts) // 4, len(self.posts)), LOSSES))
        self.acked: dict[tuple[int, int], Post] = {}
        self.early: list[str] = []
        self.missing: list[str] = []
        self.copies: list[Path] = []
        self.due: list[int] = []  # how many posts were acked at each loss

    @property
    def traced(self) -> int:
        """How many posts' acks the trace shows."""
        return len(self.acked)

    def follow(self, lines: object) -> None:
        """Reads the whole trace."""
        for left in self.disk.read(lines):  # type: ignore[arg-type]
            for place in left.acks:
                if place in self.posts and place not in self.acked:
                    self._ack(self.posts[place], left.at)

    def _ack(self, post: Post, at: float) -> None:
        self.acked[post.room, post.seq] = post
        if not self.disk.holds(post.text.encode()):
            self.early.append(f"the ack of {post.room}/{post.seq} left at {at} before its sync")
        if len(self.acked) - 1 in self.losses:
            self._lose()

    def _lose(self) -> None:
        """Makes a copy; of what was not synced every second one keeps some writes, at random."""
        copy = self.folder / f"copy{len(self.copies)}" / self.path.name
        copy.parent.mkdir()
        for file, image in self.disk.files.items():
            kept = bytearray(image)
            for write in self._survivors(self.disk.unsure[file]):
                write.onto(kept)
            Path(str(copy) + file.removeprefix(str(self.path))).write_bytes(kept)
        self.copies.append(copy)
        self.due.append(len(self.acked))
        self.missing += absent(copy, list(self.acked.values()))

    def _survivors(self, unsure: list[Write]) -> list[Write]:
        if len(self.copies) % 2 == 0:
            return []
        return [write for write in unsure if self.dice.random() < 0.5]


def absent(copy: Path, due: list[Post]) -> list[str]:
    """What a database lacks of what it must hold; SQLite repairs it when it opens it."""
    with closing(sqlite3.connect(copy)) as file:
        state = file.execute("PRAGMA integrity_check").fetchone()[0]
        rows = set(file.execute("SELECT room_id, seq FROM chat_message").fetchall())
    found = [] if state == "ok" else [f"{copy.parent.name}: {state}"]
    return found + [
        f"{p.room}/{p.seq} in {copy.parent.name}" for p in due if (p.room, p.seq) not in rows
    ]


def booted(stage: Stage, copy: Path) -> list[str]:
    """Starts a chat on a copy; what kept it from serving."""
    env = {k: v for k, v in stage.env.items() if k != "CHAT_ORIGINS"}
    server = AppServer(env | {"CHAT_DATA_DIR": str(copy.parent)}, port=free_port())
    try:
        server.start()
    except AssertionError as failure:
        return [f"{copy.parent.name} does not boot: {failure}"]
    finally:
        server.kill()
    return []
