"""Code blocks get colours, keep every character, and cannot take long."""

import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.highlight import CODE_CHARACTERS, CODE_PIECES, LANGUAGES, highlight
from chat.text.markdown import render
from tests.text.oracle import faults, read

SAMPLE = "/* a < b */ \"é\" 'c' {d: [1, -2.5]} # e\n\tif (x && y) return `z`; <a b='c'>&amp;</a>"


def test_a_known_language_is_coloured() -> None:
    html = render("```py\ndef ann():\n    return 7\n```").html
    assert html.startswith('<pre><code class="language-python"><span class="k">def</span>')
    assert '<span class="nf">ann</span>' in html


@pytest.mark.parametrize("language", ["", "nothing", 'x"onload="y', "../python", "text", "é"])
def test_an_unknown_language_stays_plain(language: str) -> None:
    assert render(f"```{language}\na < b\n```").html == "<pre><code>a &lt; b\n</code></pre>"


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_every_language_keeps_every_character(language: str) -> None:
    html = render(f"```{language}\n{SAMPLE}\n```").html
    assert f'class="language-{language}"' in html
    assert "".join(read(html).text) == SAMPLE + "\n"
    assert faults(html) == []


@given(st.sampled_from(sorted(LANGUAGES)), st.text(max_size=80).filter(lambda t: "\r" not in t))
def test_no_code_breaks_out_of_its_block(language: str, code: str) -> None:
    escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = highlight(f'<pre><code class="language-{language}">{escaped}</code></pre>')
    inside = read(html)
    assert set(inside.seen) <= {"pre", "code", "span"}
    if "\x00" not in code:
        assert "".join(inside.text) == unescape(escaped)


def test_a_block_over_the_limit_stays_plain() -> None:
    fits = "a=1\n" * (CODE_CHARACTERS // 4 - 1)
    assert "<span" in render(f"```py\n{fits}\n```").html
    assert "<span" not in render(f"```py\n{fits}a=1;a=1\n```").html


def test_many_blocks_share_one_limit() -> None:
    html = render("```py\na=1;a=1\n```\n" * 400).html
    assert 0 < html.count("<span") <= CODE_PIECES
    assert html.count("<pre>") == 400
    assert not html.rpartition("<pre>")[2].count("<span")


BACKTRACKING_SECONDS = 2.0  # of one thread's own time, for what takes tens of milliseconds


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_hostile_code_does_not_make_a_lexer_backtrack_for_ever(language: str) -> None:
    render(f"```{language}\nx\n```")  # loads the language, which happens once
    for seed in ("(", "<", '"', "\\", "=", "a ", "a\n", " ", "/*", "${", "a::", "<<A\n", "\\u"):
        text = f"```{language}\n{(seed * CODE_CHARACTERS)[: CODE_CHARACTERS - 2]}\n```"
        began = time.thread_time()
        render(text)
        # Not a measure of speed, which a busy machine would decide: who backtracks takes minutes.
        assert time.thread_time() - began < BACKTRACKING_SECONDS, seed
