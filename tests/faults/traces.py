"""What a run leaves behind: logs of its servers and of everything said and heard.

While it runs they lie in a folder of the stores. After a finding they are kept in
`var/faults/<case>-<seed>/`, the newest `KEPT` of them; without one they are thrown away.
"""

import json
import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.report import Report
from tests.server import Server
from tests.services import ROOT

if TYPE_CHECKING:
    from tests.faults.load import Load

FOLDER = ROOT / "var" / "faults"
KEPT = 20  # runs: more than anybody reads before the cause is found
LOG_BYTES = 4_194_304  # of each log, from its end: hours of a server, minutes of a loud fault


class Traces:
    """The folder of the run under way."""

    def __init__(self, folder: Path, kept: Path = FOLDER) -> None:
        self.folder = folder
        self.kept = kept
        self._stages = 0

    def stage(self) -> Path:
        """A folder for one installation of the run."""
        self._stages += 1
        path = self.folder / f"stage{self._stages}"
        path.mkdir(parents=True)
        return path

    def clear(self) -> None:
        """Throws away what the run before left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, report: Report, stores: Iterable[Server] = ()) -> None:
        """Keeps the traces of a run with findings and names the folder in its report."""
        if not report.found:
            self.clear()
            return
        target = self.kept / name_of(report)
        shutil.rmtree(target, ignore_errors=True)
        self.kept.mkdir(parents=True, exist_ok=True)
        if self.folder.exists():
            shutil.move(self.folder, target)
        target.mkdir(exist_ok=True)
        for store in stores:
            copy_log(store, target)
        story = f"{report.line()}\n{report.story(examples=None)}\n"
        (target / "report.txt").write_text(story)
        target.touch()
        report.traces = str(target.relative_to(ROOT) if target.is_relative_to(ROOT) else target)
        self._forget()

    def _forget(self) -> None:
        """Throws the oldest away."""
        runs = sorted(self.kept.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in runs[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)


def name_of(report: Report) -> str:
    """The case, mode and seed of a report as the name of a folder."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{report.name} {report.mode}".lower()).strip("-")
    return f"{words}-{report.seed}"


def copy_log(server: Server, folder: Path) -> None:
    """Copies the end of a server's log."""
    if server.log.exists():
        with server.log.open("rb") as log:
            log.seek(max(0, server.log.stat().st_size - LOG_BYTES))
            (folder / f"{server.name}-{server.port}.log").write_bytes(log.read())


def write_operations(load: "Load", folder: Path) -> None:
    """Writes every try and every event as a line of JSON, in the order of their time."""
    lines: list[dict[str, Any]] = []
    for speaker in (*load.speakers, load.leader):
        lines += [{"who": speaker.name, **asdict(entry)} for entry in speaker.log]
    for observer in load.observers:
        lines += [{"who": observer.name, "what": "event", **asdict(h)} for h in observer.heard]
        spans = observer.observation().spans
        lines += [{"who": observer.name, "what": "welcomed", "at": begun} for begun, _ in spans]
        ends = (ended for _, ended in spans if ended < time.monotonic())
        lines += [{"who": observer.name, "what": "closed", "at": ended} for ended in ends]
    lines += [{"what": "fault", "at": begun, "until": ended} for begun, ended in load.disturbed]
    lines.sort(key=lambda line: line["at"])
    with (folder / "operations.jsonl").open("w") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
