"""Holds docs/operations.md against settings, metrics and commands."""

import ast
import re

from prometheus_client.metrics import MetricWrapperBase

from chat import metrics
from tests.docs.pages import DOCS, ROOT, rows, section, spans, table

PAGE = (DOCS / "operations.md").read_text()


def variables() -> set[str]:
    """Every environment variable that the settings read."""
    tree = ast.parse((ROOT / "chatsite" / "settings.py").read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    reads = [call for call in calls if re.fullmatch(r"env\.\w+", ast.unparse(call.func))]
    return {ast.literal_eval(call.args[0]) for call in reads}


def test_every_variable_the_settings_read_is_explained_and_no_other() -> None:
    assert "CHAT_DATA_DIR" in variables()
    assert set(table(section(PAGE, "Settings"))) == variables()


def test_no_other_module_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "chat").rglob("*.py")
        if "environ.get(" in path.read_text() or "getenv(" in path.read_text()
    ]
    assert readers == []


def counted() -> dict[str, set[str]]:
    """Every metric of the product as it is exposed, with its labels."""
    found = {}
    for value in vars(metrics).values():
        if isinstance(value, MetricWrapperBase):
            found[exposed_name(value)] = set(value._labelnames)
    return found


def exposed_name(metric: MetricWrapperBase) -> str:
    """The name of a metric as a scrape reads it."""
    (family,) = metric.describe()
    return f"{family.name}_total" if family.type == "counter" else family.name


def test_every_metric_is_explained_with_its_labels_and_no_other() -> None:
    assert "chat_sockets" in counted()
    named = {name: set(spans(cells[0])) for name, cells in table(section(PAGE, "Metrics")).items()}
    assert named == counted()


def test_a_metric_is_called_uncounted_while_nothing_counts_it() -> None:
    source = "".join(path.read_text() for path in (ROOT / "chat").rglob("*.py"))
    idle = {
        exposed_name(value)
        for name, value in vars(metrics).items()
        if isinstance(value, MetricWrapperBase) and f"metrics.{name}." not in source
    }
    named = table(section(PAGE, "Metrics"))
    assert {name for name, cells in named.items() if cells[1].startswith("not counted")} == idle


def test_every_command_of_the_product_is_explained() -> None:
    files = (ROOT / "chat" / "management" / "commands").glob("*.py")
    commands = {file.stem for file in files if file.stem != "__init__"}
    told = {cells[0].strip("`").split()[1] for cells in rows(section(PAGE, "Commands"))}
    assert "serve" in commands
    assert commands <= told
