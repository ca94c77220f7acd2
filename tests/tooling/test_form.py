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


@pytest.mark.parametrize(
    "line",
    [
        "  left: 0;",
        "  margin-right: 1rem;",
        "  border-top-left-radius: 0;",
        "  text-align: right;",
        "  padding: 0.5rem 1rem 0.5rem calc(1rem + 2px);",
    ],
)
def test_a_style_that_names_a_side_of_the_screen_is_noticed(line: str) -> None:
    assert list(form.faults_of_sides(Path("static/css/x.css"), f"p {{\n{line}\n}}\n"))


def test_styles_by_the_line_pass() -> None:
    text = """
      p { padding: 1rem var(--gap) 2rem var(--gap); margin-inline-start: 0; text-align: end }
      .sidebar-left:hover, a.right { border-radius: 0; inset-inline: auto 0 }
    """
    assert not list(form.faults_of_sides(Path("static/css/x.css"), text))
