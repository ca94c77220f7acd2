"""P14: random scripts of what people do, against a model, on both databases."""

import asyncio
import os
import re
import sys

from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.stage import scratch
from tests.services import ROOT

EXAMPLES = 100
STEPS = 30


@scenario("P14", "random scripts against a model")
async def scripts(run: Run, report: Report) -> None:
    """Each answer is the model's; in the end everyone draws what the model says."""
    command = [sys.executable, "-m", "pytest", "tests/faults/test_machine.py", "-q"]
    command += ["-p", "no:playwright", "-p", "no:xdist", f"--hypothesis-seed={run.seed}"]
    command += ["--show-capture=no"]  # the server's logs would push the script out of the report
    if run.mode == "cluster":
        command = [sys.executable, "-m", "tests.against_services", *command]
    with scratch() as folder:
        env = os.environ | {"CHAT_TEST_EXAMPLES": str(EXAMPLES), "CHAT_DATA_DIR": folder}
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=env,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        output = (await process.communicate())[0].decode(errors="replace")
    passed = process.returncode == 0 and re.search(r"\b1 passed", output)
    report.acked = EXAMPLES * STEPS
    report.heard = EXAMPLES * STEPS
    report.figures = {"scripts": EXAMPLES, "steps each at most": STEPS}
    report.violations["script"] = [] if passed else [output[-3_000:]]
