"""The oracle of the other tests must itself find what is wrong."""

import pytest

from tests.text.oracle import REL, faults


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="http://evil.example/p.png">',
        '<p onclick="x">a</p>',
        '<p class="other">a</p>',
        f'<a href="javascript:alert(1)" rel="{REL}">a</a>',
        f'<a href="//evil.example" rel="{REL}">a</a>',
        f'<a href="/logout" rel="{REL}">a</a>',
        '<a href="http://a.example">a</a>',
        f'<a href="http://a.example" rel="{REL}" style="x">a</a>',
        "<p>never closed",
        "<p><em></p></em>",
        "<!-- a -->",
        '<a class="mention" data-user="7" href="/people/ann">@ann</a>',
    ],
)
def test_the_oracle_reports_what_a_message_must_not_contain(html: str) -> None:
    assert faults(html)


def test_the_oracle_accepts_what_a_message_may_contain() -> None:
    html = f'<p>a<br><a href="https://a.example/?b=1&amp;c" rel="{REL}"><em>b</em></a></p>'
    assert faults(html) == []
    mention = '<a class="mention" data-user="7" href="/people/ann">@ann</a>'
    assert faults(mention, resolved=True) == []
