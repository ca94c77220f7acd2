"""The table of promises on the page of reliability is what the command writes."""

from tests.docs.pages import ROOT
from tests.docs.promised import BEGIN, END, PAGE, PROMISES, count, written

MODULES = [module for _, modules in PROMISES for module in modules]


def test_the_page_shows_the_table_as_the_command_writes_it() -> None:
    page = PAGE.read_text()
    assert page.count(BEGIN) == page.count(END) == 1
    assert written(page) == page, "run: python -m tests.docs.promised"


def test_every_promise_names_modules_that_exist_and_hold_tests() -> None:
    assert len(MODULES) >= 20
    for module in MODULES:
        assert (ROOT / module).is_file(), module
        assert count(module) > 0, module


def test_every_journey_holds_a_promise() -> None:
    journeys = {str(path.relative_to(ROOT)) for path in ROOT.glob("tests/journeys/test_*.py")}
    assert len(journeys) >= 10
    assert journeys - set(MODULES) == set()
