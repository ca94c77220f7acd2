"""Markdown in Slack's markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.archive.formats.mrkdwn import mrkdwn


def turned(text: str) -> str:
    """A text for Slack, where ann and the lounge are known."""
    people = {"ann": "<@U1>"}
    return mrkdwn(text, people.get, {"lounge": "<#C1|lounge>"}.get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("**bold** and __bold__", "*bold* and *bold*"),
        ("*weak* and _weak_", "_weak_ and _weak_"),
        ("~~gone~~", "~gone~"),
        ("# Heading", "*Heading*"),
        ("[a label](https://example.org/a)", "<https://example.org/a|a label>"),
        ("[write](mailto:a@example.org)", "<mailto:a@example.org|write>"),
        ("see https://example.org/a?b=1&c=2.", "see <https://example.org/a?b=1&amp;c=2>."),
        ("@ann in #lounge", "<@U1> in <#C1|lounge>"),
        ("@nobody in #nowhere", "@nobody in #nowhere"),
        ("`**code** @ann <b>`", "`**code** @ann &lt;b&gt;`"),
        ("```python\n**x**\n```", "```\n**x**\n```"),
        ("> quoted", "&gt; quoted"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("<!everyone> <@U1>", "&lt;!everyone&gt; &lt;@U1&gt;"),
    ],
)
def test_markup_is_turned_and_the_rest_stays(text: str, expected: str) -> None:
    assert turned(text) == expected


@given(st.text(alphabet="*_~`#@<>[]()&ab \n/:|\ue000\ue0010", max_size=60))
def test_nobody_can_write_a_call_to_everyone(text: str) -> None:
    assert "<!" not in turned(text)
    assert "<@" not in turned(text)
