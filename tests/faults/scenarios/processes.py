"""P1, P11, P12, P18: power loss, clocks, rolling restarts, and what blocks whom."""

import asyncio
import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.faults.load import loaded
from tests.faults.report import Report, quantiles
from tests.faults.scenarios.scenario import CLUSTER, EMBEDDED, Run, adopt, scenario
from tests.faults.stage import Stage, scratch, staged
from tests.faults.trials import ended
from tests.server import Server, free_port
from tests.services import LOOPBACK

SKEWS = ("+0s", "+5s", "-5s", "+1h", "-1h")  # the first shows what the tool itself costs
TRACED_POSTS = 150
CALM_POSTS = 120
SEARCH = Path("/usr/sbin")  # where Debian keeps servers


def program(name: str) -> str | None:
    """A program's path, or None where it is not installed."""
    there = SEARCH / name
    return shutil.which(name) or (str(there) if there.exists() else None)


# --- P1: power loss ------------------------------------------------------------------------------

#: A line of strace: pid, time, call, the file between < and >, the rest.
CALL = re.compile(r"^(\d+) +([\d.]+) (\w+)\((\d+)<([^>]*)>(.*)$")
RESUMED = re.compile(r"^(\d+) +([\d.]+) <\.\.\. (\w+) resumed>(.*)$")
LOGGED = (".sqlite3-wal", ".sqlite3")
WRITES, SYNCS = ("pwrite64", "write", "writev"), ("fsync", "fdatasync")
SAID = ("sendto", "sendmsg", "write", "writev")


@scenario("P1", "fsync before each ack, by strace", EMBEDDED)
async def fsync_first(run: Run, report: Report) -> None:
    """No ack leaves the server while a write to the database's log waits for its fsync."""
    strace = program("strace")
    if strace is None:
        report.skipped = "strace is not installed"
        return
    with scratch() as folder:
        log = Path(folder) / "calls"
        calls = ",".join((*WRITES, *SYNCS, "sendto", "sendmsg"))
        prefix = [strace, "-f", "-ttt", "-y", "-s", "600", "-e", f"trace={calls}", "-o", str(log)]
        async with (
            staged(run.stores, run.mode, run.seed, prefixes=[prefix]) as stage,
            loaded(stage, run.seed, observers=2, speakers=4) as load,
        ):
            for speaker in load.speakers:
                speaker.surfaces = ("socket",)
            await load.more(TRACED_POSTS, 120)
            adopt(report, await ended(stage, load, "P1", "strace", 12.0))
        acks, early, syncs = read_trace(log.read_text(errors="replace"))
    report.violations["ack before fsync"] = early
    report.violations["empty"] = [] if acks >= TRACED_POSTS and syncs else ["the trace is empty"]
    report.figures = {"acks traced": acks, "fsyncs": syncs, **report.figures}


def read_trace(text: str) -> tuple[int, list[str], int]:
    """Counts acks and fsyncs, and names acks that left before their fsync."""
    unsynced, acks, syncs = False, 0, 0
    early: list[str] = []
    pending: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        begun, resumed = CALL.match(line), RESUMED.match(line)
        if begun:
            pid, at, call, _, file, rest = begun.groups()
            if call in WRITES and file.endswith(LOGGED):
                unsynced = True
            elif call in SYNCS and file.endswith(LOGGED):
                pending[pid] = (call, file)
                if rest.rstrip().endswith("= 0"):
                    unsynced, syncs = False, syncs + 1
            elif call in SAID and '\\"type\\":\\"ack\\"' in rest:
                acks += rest.count('\\"type\\":\\"ack\\"')
                if unsynced:
                    early.append(f"an ack left at {at} before its fsync")
        elif resumed and resumed[3] in SYNCS and resumed[1] in pending:
            unsynced, syncs = False, syncs + 1
    return acks, early, syncs


# --- P11: clocks ---------------------------------------------------------------------------------


@scenario("P11", "one process's clock 5 s and 1 h off", CLUSTER)
async def skewed(run: Run, report: Report) -> None:
    """One of two processes lives in another time."""
    faketime = program("faketime")
    if faketime is None:
        report.skipped = "faketime is not installed"
        return
    for skew in SKEWS:
        prefix = [faketime, "--exclude-monotonic", "-f", skew]
        async with (
            staged(run.stores, run.mode, run.seed, prefixes=[(), prefix]) as stage,
            loaded(stage, run.seed) as load,
        ):
            await load.more(CALM_POSTS)
            stage.faults += 1 + sum(door.reset() for door in stage.doors)
            await load.more(CALM_POSTS)
            found = await ended(stage, load, "P11", skew, 12.0)
            hours = await asyncio.to_thread(apart, stage)
        for kind, examples in found.violations.items():
            report.violations.setdefault(kind, []).extend(f"{skew}: {x}" for x in examples)
        report.acked += found.acked
        report.heard += found.heard
        report.faults += found.faults
        report.waits = found.waits
        report.figures[skew] = f"p99 {found.waits['p99'] * 1000:.0f} ms, times {hours} s apart"


def apart(stage: Stage) -> int:
    """The largest step back or ahead between neighbours, which shows that the clock was off."""
    rows = stage.query(
        "SELECT max(abs(extract(epoch FROM at - before)))::int FROM (SELECT at, lag(at) OVER"
        " (PARTITION BY room_id ORDER BY seq) AS before FROM chat_message) AS neighbours"
    )
    return int(rows[0][0] or 0)


# --- P12: a rolling restart ----------------------------------------------------------------------

BALANCER = """\
global
    maxconn 4000
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h
    retries 2
    retry-on conn-failure empty-response
    option redispatch 1
frontend chat
    bind 127.0.0.1:{port}
    default_backend chat
backend chat
    balance roundrobin
    option httpchk GET /readyz
    http-check send hdr Host 127.0.0.1
    timeout check 2s
    default-server check inter 300ms fall 2 rise 2
{servers}
"""


class Balancer(Server):
    """HAProxy before the doors, without affinity."""

    name = "haproxy"

    def __init__(self, targets: list[int]) -> None:
        super().__init__(free_port())
        rows = "\n".join(f"    server chat{n} {LOOPBACK}:{port}" for n, port in enumerate(targets))
        self.settings = self.folder / "haproxy.cfg"
        self.settings.write_text(BALANCER.format(port=self.port, servers=rows))

    def command(self) -> list[str]:
        """In the foreground."""
        return [program("haproxy") or "haproxy", "-db", "-f", str(self.settings)]

    def answers(self) -> bool:
        """A request gets through to a chat process."""
        import urllib.request

        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}/readyz", timeout=2) as got:
                return bool(got.status == 200)
        except OSError:
            return False


@scenario("P12", "rolling restart behind HAProxy", CLUSTER)
async def rolling(run: Run, report: Report) -> None:
    """Both processes are replaced, one after the other, under load."""
    if program("haproxy") is None:
        report.skipped = "haproxy is not installed"
        return
    with ExitStack() as stack:
        async with staged(run.stores, run.mode, run.seed) as stage:
            balancer = Balancer([door.port for door in stage.doors])
            stack.callback(shutil.rmtree, balancer.folder, ignore_errors=True)
            stack.callback(balancer.kill)
            await asyncio.to_thread(balancer.start)  # its checks pass through our own loop
            url = f"http://{LOOPBACK}:{balancer.port}"
            async with loaded(stage, run.seed, urls=[url]) as load:
                for observer in load.observers:
                    observer.obeys_reconnect = True
                await load.more(CALM_POSTS)
                exits = []
                for server in stage.servers:
                    loop = asyncio.get_running_loop()
                    began = loop.time()
                    server.terminate()
                    stage.faults += 1
                    await asyncio.to_thread(exit_of, server)
                    exits.append(round(loop.time() - began, 1))
                    await asyncio.to_thread(server.start)
                    await load.more(CALM_POSTS)
                adopt(report, await ended(stage, load, "P12", "rolling", 12.0))
                failed = [
                    f"{e.verb}: {e.what} {e.code}"
                    for s in load.speakers
                    for e in s.log
                    if e.surface == "rest" and e.what in ("fail", "unknown")
                ]
                report.violations["failed HTTP"] = failed
                codes = {code for o in load.observers for code in o.closes}
                if codes - {1012}:
                    report.violations["closed"] = [f"sockets were closed with {codes}"]
                report.figures["drain s"] = exits


def exit_of(server: Server) -> int:
    """Waits for a drain to end; the bound is the product's."""
    assert server._process is not None
    return server._process.wait(30)


# --- P18: who blocks whom ------------------------------------------------------------------------


@scenario("P18", "reads that hang for two seconds", CLUSTER)
async def hanging_reads(run: Run, report: Report) -> None:
    """While reads hang on a locked table, other rooms' deliveries go on as before."""
    async with staged(run.stores, run.mode, run.seed) as stage, loaded(stage, run.seed) as load:
        for speaker in load.speakers:
            speaker.surfaces = ("socket",)
        await load.more(CALM_POSTS)
        ann = stage.caller("ann")
        page = await ann.get(f"/rooms/{stage.rooms[0]}/messages")
        seq = page["messages"][0]["seq"]
        marks: list[tuple[float, float]] = []
        for _ in range(3):
            marks.append(await hang(stage, ann, seq))
            stage.faults += 1
            await load.more(CALM_POSTS // 2)
        await ann.__aexit__()
        adopt(report, await ended(stage, load, "P18", "hanging reads", 12.0))
        during, otherwise = split_waits(load, marks)
        report.figures["p99 while reads hang ms"] = round(during.get("p99", 0) * 1000)
        report.figures["p99 otherwise ms"] = round(otherwise.get("p99", 0) * 1000)
        report.violations["empty"] = [] if during else ["nothing was delivered meanwhile"]


async def hang(stage: Stage, ann: object, seq: int) -> tuple[float, float]:
    """Locks the table of revisions, lets eight requests wait for it, and lets go."""
    import time

    began = time.monotonic()
    async with await psycopg.AsyncConnection.connect(stage.database) as connection:
        await connection.execute("LOCK TABLE chat_revision IN ACCESS EXCLUSIVE MODE")
        path = f"/rooms/{stage.rooms[0]}/messages/{seq}/revisions"
        calls = [ann.call("GET", path, at=n) for n in range(8)]  # type: ignore[attr-defined]
        await asyncio.gather(*calls, return_exceptions=True)
        await connection.rollback()
    return began, time.monotonic()


def split_waits(
    load: object, marks: list[tuple[float, float]]
) -> tuple[dict[str, float], dict[str, float]]:
    """The times from ack to delivery within the marks and apart from them."""
    from tests.checker import latenesses

    during: list[float] = []
    otherwise: list[float] = []
    for speaker in load.speakers:  # type: ignore[attr-defined]
        for ack in speaker.acks:
            inside = any(a <= ack.acked_at <= b for a, b in marks)
            for observer in load.observers:  # type: ignore[attr-defined]
                (during if inside else otherwise).extend(latenesses([ack], observer.shown))
    return quantiles(during), quantiles(otherwise)
