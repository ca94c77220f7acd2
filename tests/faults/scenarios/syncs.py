"""P1: on PostgreSQL too each ack leaves after the sync of its commit, which outlives the power."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.faults import wal
from tests.faults.load import loaded
from tests.faults.report import Report
from tests.faults.scenarios.blackout import BLACKOUTS, Blackouts, copied
from tests.faults.scenarios.programs import program
from tests.faults.scenarios.scenario import CLUSTER, Run, adopt, scenario
from tests.faults.stage import Stage, scratch, serving, staged, until
from tests.faults.trace import Disk, merged
from tests.faults.trials import ended
from tests.server import family
from tests.services import COMMAND_SECONDS, PostgreSQL, binary

TRACED_POSTS = 300
CONTROL_POSTS = 40  # of a chat whose commits need not be synced: some must be found
UNSYNCED = serving("tests.faults.unsynced:application")
STRING_BYTES = 262_144  # of a call that the trace keeps: more than PostgreSQL writes at once
STRACE = ("-f", "-ttt", "-T", "-y", "-xx", "-s", str(STRING_BYTES))
ONLY_THESE = ("--seccomp-bpf",)  # no other call is slowed down; not for who runs already
SAYS, STORES = "sendto,sendmsg,write,writev", "pwrite64,pwritev,fsync,fdatasync"
SECONDS = 180.0  # for the posts: who is traced is slow


class Findings:
    """Compares the acks of one installation with what had been synced when they left."""

    def __init__(
        self,
        disk: Disk,
        acks: dict[tuple[int, int], bytes],
        begun: int,
        paths: list[Path],
        blackouts: Blackouts,
    ) -> None:
        self.disk = disk
        self.acks = acks
        self.synced = {
            s.start: disk.files[str(p)]
            for s, p in zip(wal.Segment.since(begun), paths, strict=True)
        }
        self.written = {start: read(path) for start, path in zip(self.synced, paths, strict=True)}
        self.early: list[str] = []
        self.unknown: list[str] = []  # acked, and not in the log
        self.seen: set[tuple[int, int]] = set()
        self.blackouts = blackouts

    def follow(self, records: wal.Log, logs: list[Path]) -> None:
        """Reads the traces, looks at each ack when it leaves, and takes the power at some."""
        with ExitStack() as stack:
            traces = [stack.enter_context(log.open(errors="replace")) for log in logs]
            for left in self.disk.read(merged(*traces)):
                for ack in left.acks:
                    if ack in self.acks and ack not in self.seen:
                        self.seen.add(ack)
                        self._judge(ack, left.at, records)
                        self.blackouts.follow(self.seen, self._named())

    def _named(self) -> dict[str, bytearray]:
        """What is synced of each file of the log, by its name."""
        return {Path(path).name: image for path, image in self.disk.files.items() if image}

    def _judge(self, ack: tuple[int, int], at: float, records: wal.Log) -> None:
        found = wal.places(self.acks[ack], self.written)
        stretch = next((s for s in map(records.stretch, found) if s), None)
        named = f"{ack[0]}/{ack[1]}"
        if stretch is None:
            self.unknown.append(named)
        elif wal.cut(self.synced, *stretch) != wal.cut(self.written, *stretch):
            self.early.append(f"the ack of {named} left at {at} before its commit was synced")


@scenario("P1", "each ack follows its commit's sync", CLUSTER)
async def synced(run: Run, report: Report) -> None:
    """No ack leaves a process before PostgreSQL has synced its commit; a control shows some."""
    strace = program("strace")
    if strace is None:
        report.skipped = "strace is not installed"
        return
    control = await traced(run, strace, Report("", "", "", 0), CONTROL_POSTS, UNSYNCED)
    found = await traced(run, strace, report, TRACED_POSTS)
    report.violations["ack before sync"] = found.early
    report.violations["not in the log"] = found.unknown
    report.faults = len(found.blackouts.due)
    report.violations["lost with the power"] = found.blackouts.missing
    enough = len(found.seen) >= TRACED_POSTS and len(found.blackouts.due) == BLACKOUTS
    shown = f"{len(found.seen)} acks, {len(found.blackouts.due)} blackouts"
    if not control.early or not control.blackouts.missing:
        enough, shown = False, "nothing found in the control"
    report.violations["empty"] = [] if enough else [shown]
    report.figures = {
        "acked posts traced": len(found.seen),
        "syncs": found.disk.syncs,
        "acks before their sync": len(found.early),
        "power losses": len(found.blackouts.due),
        "acked before them": sum(found.blackouts.due),
        "missing after them": len(found.blackouts.missing),
        "early without synchronous commits": f"{len(control.early)} of {len(control.seen)}",
        "missing without": f"{len(control.blackouts.missing)} of {sum(control.blackouts.due)}",
        **report.figures,
    }


async def traced(
    run: Run, strace: str, report: Report, posts: int, command: tuple[str, ...] = ()
) -> Findings:
    """Follows an installation and its PostgreSQL under load, and compares acks with syncs."""
    with scratch() as scratched:
        folder = Path(scratched)
        chats = [folder / f"chat{n}" for n in range(2)]
        prefixes = [
            [strace, *STRACE, *ONLY_THESE, "-e", f"trace={SAYS}", "-o", str(log)] for log in chats
        ]
        async with staged(
            run.stores, run.mode, run.seed, command=command, prefixes=prefixes, start=False
        ) as stage:
            assert stage.postgresql is not None
            with following(strace, stage.postgresql, folder / "store") as log:
                await until(lambda: followed(stage.postgresql), "strace's grip on PostgreSQL")
                begun = await asyncio.to_thread(beginning, stage)
                base = await asyncio.to_thread(copied, stage.postgresql.cluster, folder / "base")
                disk = Disk({str(path): bytearray(read(path)) for path in files(stage, begun)})
                await asyncio.gather(*(asyncio.to_thread(s.start) for s in stage.servers))
                async with loaded(stage, run.seed, observers=2, speakers=4) as load:
                    for speaker in load.speakers:
                        speaker.surfaces = ("socket",)
                    await load.more(posts, SECONDS)
                    adopt(report, await ended(stage, load, "P1", "strace", 12.0))
                # The last commit's record ends where another begins.
                await asyncio.to_thread(told, stage, "ANALYZE chat_room")
            acks = {(a.room, a.seq): a.text.encode() for s in load.speakers for a in s.acks}
            blackouts = Blackouts(stage, base, len(acks), run.seed)
            found = Findings(disk, acks, begun, [*files(stage, begun)], blackouts)
            records = await asyncio.to_thread(dumped, stage, begun)
            await asyncio.to_thread(found.follow, records, [log, *chats])
            return found


@contextmanager
def following(strace: str, store: PostgreSQL, log: Path) -> Iterator[Path]:
    """Traces PostgreSQL's processes, also those that it is going to start."""
    pids = [part for pid in family(store.pid) for part in ("-p", str(pid))]
    command = [strace, *STRACE, "-e", f"trace={STORES}", "-o", str(log), *pids]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield log
    finally:
        process.terminate()  # it lets go of them
        process.wait()


def followed(store: PostgreSQL | None) -> bool:
    """Whether somebody traces every process of PostgreSQL."""
    assert store is not None
    for pid in family(store.pid):
        with suppress(OSError):  # it has ended
            if "TracerPid:\t0\n" in Path(f"/proc/{pid}/status").read_text():
                return False
    return True


def told(stage: Stage, statement: str) -> Any:
    """Tells PostgreSQL something outside of any transaction; returns its first answer."""
    with psycopg.connect(stage.database, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def beginning(stage: Stage) -> int:
    """Where the log stands; from now on PostgreSQL keeps as much of it as a run may write."""
    told(stage, f"ALTER SYSTEM SET wal_keep_size = '{wal.AHEAD * wal.SEGMENT_BYTES >> 20}MB'")
    told(stage, "SELECT pg_reload_conf()")
    told(stage, "CHECKPOINT")
    return wal.place(str(told(stage, "SELECT pg_current_wal_insert_lsn()::text")))


def files(stage: Stage, begun: int) -> list[Path]:
    """The files of the log that a run may write to."""
    assert stage.postgresql is not None
    folder = stage.postgresql.cluster / "pg_wal"
    return [folder / segment.name for segment in wal.Segment.since(begun)]


def read(path: Path) -> bytes:
    """What a file of the log holds, if it is there already."""
    return path.read_bytes() if path.exists() else b""


def dumped(stage: Stage, begun: int) -> wal.Log:
    """The records since then. The dump ends, with a complaint, where the log does."""
    folder = files(stage, begun)[0].parent
    start = f"{begun >> 32:X}/{begun & 0xFFFFFFFF:X}"
    done = subprocess.run(
        [binary("pg_waldump"), "-p", str(folder), "-s", start], capture_output=True, text=True,
        timeout=COMMAND_SECONDS, check=False,
    )  # fmt: skip
    return wal.Log.read(done.stdout.splitlines())
