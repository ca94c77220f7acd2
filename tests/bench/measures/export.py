"""Exports rooms of different lengths: how fast, and whether memory stays flat."""

import os
import subprocess
import sys
import time

from tests.bench.figures import Report
from tests.bench.machine import LOAD_CORE, on_core
from tests.bench.scale import Scale
from tests.bench.site import Site, site
from tests.bench.tree import Tree

PEOPLE = 10


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """One room for each size, each exported alone; what starting costs is taken off."""
    sizes = scale.exports
    with site(tree) as here:
        workspace = here.fill("paper", rooms=len(sizes), people=PEOPLE, layout="shared")
        taken, memory = [], []
        for room, size in zip(workspace.rooms, sizes, strict=True):
            here.write_history(room, size, searched=False)
            seconds, resident = exported(here, room["slug"])
            taken.append(seconds)
            memory.append(resident)
    written = (sizes[-1] - sizes[0]) / (taken[-1] - taken[0])
    report.add("export", written, f"{sizes[-1]:,} messages")
    note = f"{sizes[-1]:,} against {sizes[0]:,}; {memory[-1] / 1_024:.0f} MiB"
    report.add("export.memory", memory[-1] / memory[0], note)


def exported(here: Site, slug: str) -> tuple[float, int]:
    """Export a room to nowhere; returns the seconds it took and the most memory, in KiB."""
    command = [sys.executable, "manage.py", "export_history", "--room", slug]
    began = time.monotonic()
    process = subprocess.Popen(
        on_core(LOAD_CORE, command),
        cwd=here.tree.root,
        env=here.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError(f"export_history ended with {process.returncode}")
    return time.monotonic() - began, used.ru_maxrss
