"""The links of a message are found in what the renderer made of it."""

import pytest

from chat.text.links import links
from chat.text.markdown import render


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no link", []),
        ("https://page.example", ["https://page.example"]),
        (
            "see [this](https://page.example/a?b=1&c=2#d) and www.other.example",
            ["https://page.example/a?b=1&c=2", "http://www.other.example"],
        ),
        ("https://a.example/#one https://a.example/#two", ["https://a.example/"]),
        ("`https://page.example`", []),
        ("```\nhttps://page.example\n```", []),
        ("ann@page.example", []),
        ("[a](javascript:alert(1)) [b](/rooms/lounge)", []),
        ("![a picture](https://page.example/p.png)", ["https://page.example/p.png"]),
        ('[a](https://page.example/"x)', ["https://page.example/%22x"]),
    ],
)
def test_each_link_is_found_once_in_order(text: str, found: list[str]) -> None:
    assert links(render(text).html) == found
