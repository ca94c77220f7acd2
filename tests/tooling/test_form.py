"""The form of the tree: empty names, newcomers at the top and overlong code are noticed."""

from pathlib import Path

import pytest

from tests.tooling import form

STEPS = "    pass\n"


@pytest.mark.parametrize(
    "name", ["chat/utils.py", "chat/helpers/x.py", "static/js/common.js", "chat/handle_post.py"]
)
def test_a_name_that_says_nothing_is_noticed(name: str) -> None:
    assert any("says nothing" in fault for fault in form.faults_of_name(Path(name)))


def test_the_words_of_the_glossary_pass() -> None:
    assert not list(form.faults_of_name(Path("chat/management/commands/serve.py")))
    assert not list(form.faults_of_name(Path("tests/services.py")))


def test_a_newcomer_at_the_top_level_is_noticed() -> None:
    assert any("top level" in fault for fault in form.faults_of_name(Path("scratch.py")))


def test_files_and_functions_at_their_bound_pass_and_beyond_it_do_not() -> None:
    path = Path("chat/text/long.py")
    longest = "def render():\n" + STEPS * (form.LINES_OF_FUNCTION - 1)
    assert not list(form.faults_of_length(path, longest))
    [fault] = form.faults_of_length(path, longest + STEPS)
    assert "render has more than 40 lines" in fault
    [fault] = form.faults_of_length(path, "x = 1\n" * (form.LINES_OF_FILE + 1))
    assert "more than 300 lines" in fault


def test_a_function_named_after_nothing_is_noticed() -> None:
    [fault] = form.faults_of_length(Path("chat/x.py"), "def handle_frame():\n" + STEPS)
    assert "handle_frame" in fault
    method = "class Reader(HTMLParser):\n    def handle_data(self):\n        pass\n"
    assert not list(form.faults_of_length(Path("chat/x.py"), method))


def test_the_tree_itself_is_looked_at() -> None:
    assert Path("tests/tooling/form.py") in form.tracked()
