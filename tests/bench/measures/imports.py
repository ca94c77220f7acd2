"""Imports histories of different lengths, each into a database of its own: how fast?"""

import tempfile
import time
from pathlib import Path

from tests.bench.figures import Report
from tests.bench.scale import Scale
from tests.bench.site import Site, site
from tests.bench.tree import Tree
from tests.services import PostgreSQL

PEOPLE = 10


def measure(tree: Tree, scale: Scale, report: Report) -> None:
    """One room for each size, each imported alone; what starting costs is taken off."""
    sizes = scale.imports
    with site(tree) as here, tempfile.TemporaryDirectory(prefix="chat-bench-") as folder:
        workspace = here.fill("paper", rooms=len(sizes), people=PEOPLE, layout="shared")
        here.server.stop()
        taken = []
        for room, size in zip(workspace.rooms, sizes, strict=True):
            here.write_history(room, size, searched=False)
            history = Path(folder) / room["slug"]
            export = ("export_history", "--room", room["slug"], "--output", str(history))
            tree.manage(*export, env=here.env)
            taken.append(imported(here, history, size))
    written = (sizes[-1] - sizes[0]) / (taken[-1] - taken[0])
    report.add("import", written, f"{sizes[-1]:,} messages, PostgreSQL")


def imported(here: Site, history: Path, size: int) -> float:
    """Import an export into a new database; returns the seconds it took."""
    postgres = here.databases[0]
    assert isinstance(postgres, PostgreSQL)
    env = here.env | {"DATABASE_URL": postgres.create(f"import_{size}")}
    here.tree.manage("migrate", "--verbosity", "0", env=env)
    began = time.monotonic()
    said = here.tree.manage("import_history", str(history), env=env)
    seconds = time.monotonic() - began
    if f"{size} messages came" not in said:
        raise AssertionError(f"of {size} messages not all came: {said}")
    return seconds
