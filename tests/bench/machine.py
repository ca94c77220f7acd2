"""The machine: which core is whose, what a process has used, what everything is called."""

import importlib.metadata
import os
import platform
import resource
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from tests.server import family
from tests.services import binary

CLOCK_OF_A_PROCESS = 2  # the kernel's number for what its scheduler has counted, all threads
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[0]
LOAD_CORE = CORES[-1]
CORES_FOR_TWO = 4  # two server processes, the load, and a core for the databases
NAMED = ("django", "channels", "uvicorn", "uvloop", "psycopg", "channels-redis", "picows")


def on_core(core: int, command: Iterable[str]) -> list[str]:
    """The command, kept to one core."""
    return ["taskset", "-c", str(core), *command]


def cpu_seconds(pid: int) -> float:
    """CPU time (user and system) of a process with all its threads, and of those below it."""
    # In nanoseconds, by the clock that Linux keeps for each process: /proc/PID/stat counts in
    # hundredths of a second, which is two requests.
    return sum(time.clock_gettime(~each << 3 | CLOCK_OF_A_PROCESS) for each in family(pid))


def resident_bytes(pid: int) -> int:
    """Memory that a process and those below it have in use."""
    statm = (Path(f"/proc/{each}/statm").read_text() for each in family(pid))
    return sum(int(text.split()[1]) for text in statm) * PAGE_BYTES


def allow_many_sockets() -> None:
    """Raise the number of open files to what the system permits; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def first_line(*command: str) -> str:
    """What a program says first; a dash when it is absent."""
    if shutil.which(command[0]) is None:
        return "—"
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    return (ended.stdout or ended.stderr).strip().partition("\n")[0]


def processor() -> str:
    """What the processor calls itself."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def memory_gib() -> int:
    """Memory of the machine in GiB."""
    return round(os.sysconf("SC_PHYS_PAGES") * PAGE_BYTES / 2**30)


def surroundings() -> dict[str, str]:
    """What a figure depends on beside the code."""
    packages = (f"{name} {importlib.metadata.version(name)}" for name in NAMED)
    return {
        "machine": f"{processor()}, {len(CORES)} cores, {memory_gib()} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "packages": ", ".join(packages),
        "PostgreSQL": first_line(binary("postgres"), "--version"),
        "Redis": first_line("redis-server", "--version"),
        "Node": first_line("node", "--version"),
    }
