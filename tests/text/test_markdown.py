"""What Markdown becomes, and that the short way for plain texts gives the same as the long one."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chat.protocol.limits import MESSAGE_CHARACTERS
from chat.text.markdown import _PLAIN, NESTING, PARSED_CHARACTERS, _render_markdown, render
from tests.text.oracle import REL, faults, read


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("hi", "<p>hi</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a & b \"c\" 'd' <e>", "<p>a &amp; b \"c\" 'd' &lt;e&gt;</p>"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"),
        ("# a\n## b", "<h1>a</h1>\n<h2>b</h2>"),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("7. a\n8. b", '<ol start="7">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("- [x] a", '<ul>\n<li><input type="checkbox" checked="" disabled=""> a</li>\n</ul>'),
        ("a\n\n---", "<p>a</p>\n<hr>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("[a](https://b.example)", f'<p><a href="https://b.example" rel="{REL}">a</a></p>'),
        ("<https://b.example>", f'<p><a href="https://b.example" rel="{REL}">https://b.example</a></p>'),
        ("www.b.example", f'<p><a href="http://www.b.example" rel="{REL}">www.b.example</a></p>'),
        ("a@b.example", f'<p><a href="mailto:a@b.example" rel="{REL}">a@b.example</a></p>'),
        ("![a](http://b.example/p)", f'<p><a href="http://b.example/p" rel="{REL}">a</a></p>'),
        (
            "|a|b|\n|-|:-:|\n|1|2|",
            '<table>\n<thead>\n<tr>\n<th>a</th>\n<th align="center">b</th>\n</tr>\n</thead>\n'
            '<tbody>\n<tr>\n<td>1</td>\n<td align="center">2</td>\n</tr>\n</tbody>\n</table>',
        ),
    ],
)  # fmt: skip
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert render(text).html == html
    assert faults(html) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<div>\n*a*\n</div>", "<p>&lt;div&gt;<br>\n<em>a</em><br>\n&lt;/div&gt;</p>"),
        ("> <div>\n> *a*", None),
        ("- <div>\n  *a*", None),
        ("*a* <!-- b", "<p><em>a</em> &lt;!-- b</p>"),
    ],
)
def test_raw_html_is_text_and_the_markdown_in_it_still_works(text: str, html: str | None) -> None:
    shown = render(text).html
    assert "<em>a</em>" in shown
    assert "&lt;" in shown
    assert html is None or shown == html


def test_a_message_of_which_markdown_shows_nothing_is_shown_as_typed() -> None:
    assert render("[a]: https://b.example").html == "<p>[a]: https://b.example</p>"
    assert render("[](https://b.example)").html != "<p></p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("good :tada:", "good 🎉"),
        (":+1::tada: x", "👍🎉 x"),
        ("*:tada:*", "🎉"),
        ("`:tada:`", ":tada:"),
        ("[:tada:](https://a.example)", ":tada:"),
        (":nope: 10:30:11 a:b:c", ":nope: 10:30:11 a:b:c"),
        ("1:100:2 std::tada::x", "1:100:2 std::tada::x"),
    ],
)
def test_shortcodes_become_emoji_outside_links_code_and_words(text: str, shown: str) -> None:
    assert "".join(read(render(text).html).text) == shown


@pytest.mark.parametrize("text", ["👍", "👍🏽 ❤️\n🎉", ":tada:", ":+1: :tada:", "#️⃣", "  👍"])
def test_nothing_but_emoji_is_marked_for_the_style_sheet(text: str) -> None:
    assert render(text).html.startswith('<p class="emoji-only">')


@pytest.mark.parametrize("text", ["👍 a", "> 👍", "*👍*", "`👍`", "👍\n\n👍", "é", "&nbsp;"])
def test_other_messages_are_not_marked_as_emoji(text: str) -> None:
    assert "emoji-only" not in render(text).html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("/me waves", '<p class="action">waves</p>'),
        ("/me   *waves*", '<p class="action"><em>waves</em></p>'),
        ("/me 👍", '<p class="action">👍</p>'),
        ("/me waves\n\nHello", '<p class="action">waves</p>\n<p>Hello</p>'),
        ("/me <b>", '<p class="action">&lt;b&gt;</p>'),
    ],
)
def test_what_somebody_does_is_marked_for_its_name(text: str, html: str) -> None:
    assert render(text).html == html
    assert faults(html) == []


@pytest.mark.parametrize(
    "text", ["/me", "/me # a", "/me - a", "/mean", " /me a", "a /me b", "\\/me a"]
)
def test_other_messages_are_not_marked_as_actions(text: str) -> None:
    html = render(text).html
    assert "action" not in html
    assert "".join(read(html).text).strip().startswith(("/me", "a /me"))


def test_whom_an_action_names_is_found() -> None:
    assert render("/me waves at @bob in #lounge").names == ("bob",)
    assert render("/me waves at @bob in #lounge").rooms == ("lounge",)


PIECES = (
    *(
        "a",
        "B",
        "é",
        "字",
        "👍",
        "0",
        "1.",
        "1)",
        "12",
        "12.",
        " ",
        "  ",
        "w",
        "www",
        "www.",
        "WWW.a.b",
    ),
    *(".", ",", ":", ":\n", ":a", "a:b", ";", "!", "?", "'", '"', "(", ")", "/", "//", "-", "--"),
    *("---", "+", "=", "==", "$", "%", "^", "{", "}", "http", "https://", "HTTP:", "mailto:", "\n"),
    *(
        "\n\n",
        "\t",
        "\r",
        "\x0b",
        "\x0c",
        "\x00",
        "\x1c",
        "\x85",
        "\xa0",
        "\u3000",
        "\u2028",
        "\u200b",
    ),
    *(
        "\ufeff",
        "\u0301",
        "\ue000",
        "\ue001",
        "\ue002",
        "\ud800",
        "*",
        "_",
        "~",
        "`",
        "#",
        "@",
        "&",
    ),
    *("<", ">", "[", "]", "|", "\\"),
)
LINES = st.lists(st.sampled_from(PIECES) | st.just("a") | st.text(max_size=3), max_size=14)


@settings(max_examples=2_000, deadline=None)
@given(LINES.map("".join))
@example("a\n=")
@example("a\n-")
@example("1) a")
@example("a \nb")
@example("\ufeffa")
@example("a:")
@example("👍\n👍")
def test_the_short_way_gives_what_the_long_way_gives(text: str) -> None:
    assert render(text) == _render_markdown(text)


def test_plain_prose_takes_the_short_way() -> None:
    for text in ("Hello, world!", "It's 3 o'clock: time (really).\nÄpfel? 10 euro - yes", "好的。"):
        assert _PLAIN.fullmatch(text)
    assert not _PLAIN.fullmatch("a *b*")


def test_what_is_nested_too_deep_is_shown_as_typed() -> None:
    deep = render(">" * (NESTING - 1) + " a").html
    assert deep.count("<blockquote>") == NESTING - 1
    deeper = render(">" * NESTING + " a").html
    assert deeper == f"<p>{'&gt;' * NESTING} a</p>"
    assert "<blockquote>" not in render(">" * MESSAGE_CHARACTERS).html
    assert "<em>" not in render("*a " * 100 + "b*" * 100).html


def test_a_table_with_too_many_cells_is_shown_as_text() -> None:
    assert "<td>" in render("a|b\n-|-\n" + "x\n" * 200).html
    html = render("a|" * 1000 + "\n" + "-|" * 1000 + "\n" + "x\n" * 1900).html
    assert "<td>" not in html
    assert len(html) < PARSED_CHARACTERS


def test_a_text_beyond_the_limit_is_shown_as_typed() -> None:
    assert render("*a* " * MESSAGE_CHARACTERS).html.startswith("<p>*a* *a*")


HOSTILE = {
    "brackets": "[" * 8000,
    "nested brackets": "[" * 4000 + "]" * 4000,
    "stars": "*" * 8000,
    "open emphasis": "*a _b " * 1333,
    "nested emphasis": "*a " * 2000 + "b*" * 1000,
    "quotes": "> " * 4000,
    "list markers": "- " * 3999 + "a",
    "nested lists": "".join(" " * (2 * n) + "- a\n" for n in range(88)),
    "backticks": "".join("`" * n + " " for n in range(1, 125)),
    "images": "![[" * 2666,
    "long autolink": "http://" + "a." * 3990,
    "addresses": "a@b.c " * 1333,
    "at signs": "a@" * 4000,
    "mentions": "@a " * 2666,
    "shortcodes": ":+1: " * 1600,
    "colons": ":a" * 4000,
    "angles": "<" * 8000,
    "tags": "<a\n" * 2666,
    "wide table": "a|" * 1000 + "\n" + "-|" * 1000 + "\n" + "x\n" * 1990,
    "quoted table": "> " + "a|" * 1000 + "\n> " + "-|" * 1000 + "\n" + "> x\n" * 990,
    "table in a list": "- " + "a|" * 1000 + "\n  " + "-|" * 1000 + "\n" + "  x\n" * 990,
    "square table": "|a" * 40 + "\n" + "|-" * 40 + "\n" + ("|b" * 40 + "\n") * 77,
    "many tables": "|x\n|-\n\n" * 1142,
    "references": "[a]: http://x/" + "y" * 4000 + "\n\n" + "[a]" * 1300,
    "entities": "&#0" * 2666,
    "code": "```python\n" + "a=1;" * 990 + "\n```",
    "code blocks": "```python\na=1\n```\n" * 440,
    "spaces before a pipe": "x\n" + " " * 7990 + "|x",
    "almost plain": "a " * 3999 + "*",
    "blank lines": (" " * 100 + "\n") * 79 + "*",
    "emoji": "👍" * 8000,
    "accents": "e" + "\u0301" * 7999,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_worst_message_renders_within_a_tenth_of_a_second(name: str) -> None:
    text = HOSTILE[name][:MESSAGE_CHARACTERS]
    render("```python\nx\n```")  # loads the language, which happens once
    spent = []
    for _ in range(3):
        began = time.thread_time()
        html = render(text).html
        spent.append(time.thread_time() - began)
    assert min(spent) < 0.1
    assert len(html) < 2 * PARSED_CHARACTERS
    assert faults(html) == []
