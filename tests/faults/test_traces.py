"""What a run with findings leaves behind, and one without does not."""

import os
from pathlib import Path

from tests.faults.report import Report
from tests.faults.traces import KEPT, Traces, name_of
from tests.server import Server


def a_report(seed: int, *found: str) -> Report:
    """A report with findings."""
    return Report("P1", "kill -9 of the chat", "embedded", seed, violations={"lost": [*found]})


def test_a_run_with_findings_keeps_its_logs_and_its_report_names_the_folder(tmp_path: Path) -> None:
    traces, store = Traces(tmp_path / "now", tmp_path / "kept"), Server(1)
    (traces.stage() / "chat-1.log").write_text("it broke")
    store.log.write_text("so did I")
    report = a_report(7, *"abcdef")
    traces.keep(report, [store])
    kept = tmp_path / "kept" / "kill-9-of-the-chat-embedded-7"
    assert report.traces == str(kept)
    assert f"logs: {kept}" in report.story()
    assert (kept / "stage1" / "chat-1.log").read_text() == "it broke"
    assert (kept / "server-1.log").read_text() == "so did I"
    assert "seed 7" in (kept / "report.txt").read_text()
    assert "'f'" in (kept / "report.txt").read_text()  # every finding, not only the first


def test_a_run_without_a_finding_leaves_nothing(tmp_path: Path) -> None:
    traces = Traces(tmp_path / "now", tmp_path / "kept")
    (traces.stage() / "chat-1.log").write_text("all is well")
    report = a_report(7)
    traces.keep(report)
    assert not (tmp_path / "now").exists()
    assert not (tmp_path / "kept").exists()
    assert report.traces == ""


def test_only_the_newest_runs_are_kept(tmp_path: Path) -> None:
    for seed in range(KEPT + 2):
        report = a_report(seed, "a finding")
        traces = Traces(tmp_path / "now", tmp_path / "kept")
        traces.stage()
        traces.keep(report)
        os.utime(tmp_path / "kept" / name_of(report), (seed, seed))
    left = {path.name for path in (tmp_path / "kept").iterdir()}
    assert left == {name_of(a_report(seed)) for seed in range(2, KEPT + 2)}
