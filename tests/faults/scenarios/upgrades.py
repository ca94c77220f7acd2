"""P12: the version before serves beside this one, on a database that this one has migrated."""

import asyncio
import io
import subprocess
import tarfile
import time
from pathlib import Path

from tests.deploy.balancers import HAProxy
from tests.faults.load import Load
from tests.faults.report import Report
from tests.faults.scenarios.deploys import CALM_POSTS, rolling
from tests.faults.scenarios.scenario import CLUSTER, Run, scenario
from tests.faults.stage import Stage, scratch
from tests.services import ROOT, manage

HISTORY_SECONDS = 30.0  # for git to say or write out a revision
MIGRATIONS = "chat/migrations/[0-9]*.py"
APPLIED = "SELECT name FROM django_migrations WHERE app = 'chat' ORDER BY name"


def git(*words: str) -> bytes:
    """What git says; empty where it fails, is missing, or there is no history."""
    try:
        said = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, timeout=HISTORY_SECONDS, check=False
        )
    except FileNotFoundError:
        return b""
    return said.stdout if said.returncode == 0 else b""


def version_before() -> str:
    """The newest tag; without tags, the commit before the one that added a migration last."""
    if tag := git("describe", "--tags", "--abbrev=0", "HEAD").decode().strip():
        return tag
    words = ("--diff-filter=A", "--format=%H", "--", MIGRATIONS)
    newest = git("log", "-1", *words).decode().strip()
    return git("rev-parse", "--verify", "-q", f"{newest}~1").decode().strip() if newest else ""


def written_out(revision: str, folder: Path) -> bool:
    """Writes a revision's files into a folder; False where there is no such revision."""
    packed = git("archive", "--format=tar", revision) if revision else b""
    if not packed:
        return False
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return True


@scenario("P12", "upgrade from the version before", CLUSTER)
async def upgraded(run: Run, report: Report) -> None:
    """This version's migrations run while the one before serves; then it is replaced."""
    revision = run.stores.base or await asyncio.to_thread(version_before)
    with scratch() as name:
        older = Path(name)
        if not await asyncio.to_thread(written_out, revision, older):
            report.skipped = "there is no older revision in the history"
            return
        added: list[str] = []

        async def migrated(stage: Stage, load: Load) -> None:
            before = {row[0] for row in stage.query(APPLIED)}
            began = time.monotonic()
            env = stage.env | {"DATABASE_URL": stage.database}
            await asyncio.to_thread(manage, "migrate", env=env)
            report.figures["migrated s"] = round(time.monotonic() - began, 1)
            added.extend(row[0] for row in stage.query(APPLIED) if row[0] not in before)
            stage.faults += 1
            await load.more(CALM_POSTS)  # the older program on the newer database

        await rolling(run, report, HAProxy, root=older, before=migrated)
    if report.skipped:
        return
    report.violations["empty"] = [] if added else ["no migration was added"]
    report.figures["from"] = revision[:12]
    report.figures["migrations"] = " ".join(added)
