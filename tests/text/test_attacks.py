"""Whatever is written, a message holds only what the allowlist names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.text.markdown import _render_markdown, render
from chat.text.mentions import resolve
from tests.text.oracle import faults, read

#: Payloads that must leave no link behind: nothing to follow, nothing to load.
NO_LINK = [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](<java\nscript:alert(1)>)",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;&#x61;vascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](\\javascript:alert(1))",
    "[a]( javascript:alert(1))",
    "[a](\x01javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](data:image/png;base64,AAAA)",
    "![a](data:image/png;base64,AAAA)",
    "![a](javascript:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](file:///etc/passwd)",
    "[a](blob:https://a.example/1)",
    "[a](ftp://a.example)",
    "[a](//evil.example)",
    "[a](\\\\evil.example)",
    "[a](/\\evil.example)",
    "[a](\\/\\/evil.example)",
    "[a](&#47;/evil.example)",
    "[a](<//evil.example>)",
    "![a](//evil.example/p.png)",
    "[a](https:evil.example)",
    "[a](http:/evil.example)",
    "[a](http:\\\\evil.example)",
    "[a](https:///evil.example)",
    "[a](http:)",
    "[a](http://)",
    "[a](/logout)",
    "[a](logout)",
    "[a](?next=x)",
    "[a](#top)",
    "[a]()",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "[a][b]\n\n[b]: //evil.example",
    "<javascript:alert(1)>",
    "<//evil.example>",
    "javascript:alert(1)",
    "xmpp:a@b.example/c",
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>a</a>",
    '<a href="/x" onclick="alert(1)">a</a>',
    "<style>*{background:url(//evil.example)}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><button>a</button></form>",
    "<input type=image src=x>",
    "<object data=x></object><embed src=x>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x/>",
    "<!DOCTYPE html>",
    "<p style='position:fixed'>a</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "`<img src=x onerror=alert(1)>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    '```py" onload="alert(1)\nx\n```',
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "\ue000<script>\ue001",
    "a\x00<script\x00>alert(1)",
    "<scr\x00ipt>",
    "<\ue002script>",
]

#: Payloads that may leave a link, but a harmless one.
LINK = [
    '[a](https://a.example/"onmouseover="alert(1))',
    "[a](https://a.example/'onmouseover='alert(1))",
    '[a](<https://a.example/"><script>alert(1)</script>>)',
    '[a](https://a.example "t\\" onclick=\\"alert(1)")',
    "[a](https://a.example 't\" onclick=\"alert(1)')",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    '![" onerror="alert(1)](https://a.example/p.png)',
    "![a](https://evil.example/p.png)",
    "![](https://evil.example/p.png)",
    "[![a](https://evil.example/p.png)](https://a.example)",
    '![a](https://evil.example/p.png "onerror=")',
    "![a][b]\n\n[b]: https://evil.example/p.png",
    "[a](https://a.example/?x=javascript:alert(1))",
    "https://a.example/<script>alert(1)</script>",
    'https://a.example/"onclick="alert(1)',
    "https://a.example/&quot;onclick=&quot;alert(1)",
    "<https://a.example/'\"onclick=alert(1)>",
    "www.a.example/<svg/onload=alert(1)>",
    '"onclick="@b.example <a"b@c.example>',
    "[a](mailto:a@b.example?subject=<script>)",
    "[a](HTTPS://A.EXAMPLE)",
    "[a https://b.example](https://a.example)",
    "[a [b](https://b.example)](https://a.example)",
    "https://a.example/@ann#lounge:tada:",
]


@pytest.mark.parametrize("text", NO_LINK)
def test_an_attack_leaves_text_only(text: str) -> None:
    inside = read(render(text).html)
    assert inside.faults == []
    assert not {"a", "input"} & set(inside.seen)
    assert "".join(inside.text).strip()


@pytest.mark.parametrize("text", LINK)
def test_an_attack_on_a_link_leaves_a_harmless_link(text: str) -> None:
    inside = read(render(text).html)
    assert inside.faults == []
    assert "a" in inside.seen


SYNTAX = (
    *(
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~ py\n",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "<",
        ">",
        "|",
    ),
    *("\n", "\n\n", "> ", "- ", "1. ", "    ", "# ", "- [ ] ", "|-|\n", "\\", '"', "'", "&", ":"),
    *("@ann", "@bob.", "#lounge", ":tada:", "👍", "https://a.example", "a@b.example", "www.a.b"),
    *("\ue000", "\ue001", "\ue002", "\x00", "\ud800", "\u202e", "javascript:", "//", "</p>", "a"),
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=6)
PIECES = st.sampled_from(NO_LINK + LINK) | st.sampled_from(SYNTAX) | ANYTHING


@settings(max_examples=1_500, deadline=None)
@given(st.lists(PIECES, max_size=16).map("".join))
def test_no_text_raises_or_gives_what_is_not_allowed(text: str) -> None:
    for rendered in (render(text), _render_markdown(text)):
        assert faults(rendered.html) == []
        users = dict.fromkeys(rendered.names, (1, '"><script>'))
        rooms = dict.fromkeys(rendered.rooms, (2, "'\"><img src=x>"))
        html = resolve(rendered, users, rooms)
        assert faults(html, resolved=True) == []
        assert not {"\ue000", "\ue001", "\ue002"} & set(html)
