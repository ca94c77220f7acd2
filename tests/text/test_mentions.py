"""Who and what a message names, and the links that come of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.markdown import Rendered, render
from chat.text.marks import MARKS
from chat.text.mentions import resolve
from tests.text.oracle import faults, read

USERS = {"ann": (7, "Ann"), "bob": (8, "Bob <b>&\"'")}
ROOMS = {"lounge": (3, "Lounge"), "board": (4, '<img src=x onerror="alert(1)">')}
ANN = '<a class="mention" data-user="7" href="/people/ann">@Ann</a>'
LOUNGE = '<a class="room-link" data-room="3" href="/rooms/lounge">#Lounge</a>'


def shown(text: str) -> str:
    return resolve(render(text), USERS, ROOMS)


def test_a_known_name_becomes_a_link_and_an_unknown_one_stays_as_typed() -> None:
    assert shown("hi @ann and @Nobody") == f"<p>hi {ANN} and @Nobody</p>"
    assert shown("see #lounge or #Nowhere") == f"<p>see {LOUNGE} or #Nowhere</p>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ann", ("ann",)),
        ("@Ann @bob @ANN", ("ann", "bob")),
        ("(@ann), @bob!", ("ann", "bob")),
        ("thanks @ann.", ("ann",)),
        ("@ann's @bob-", ("ann", "bob")),
        ("**@ann** ~~*@bob*~~", ("ann", "bob")),
        ("# @ann\n\n- @eve", ("ann", "eve")),
        ("> @ann\n> > @bob\n> @eve\n\n@mod", ("mod",)),
        ("| a |\n|---|\n| @ann |", ("ann",)),
        ("<@ann>", ("ann",)),
        ("@a.b-c_d", ("a.b-c_d",)),
        ("@here @room", ("here", "room")),
        ("&#64;ann", ("ann",)),
    ],
)
def test_names_are_found_in_the_text(text: str, names: tuple[str, ...]) -> None:
    assert render(text).names == names


@pytest.mark.parametrize(
    "text",
    [
        "`@ann #lounge`",
        "```\n@ann #lounge\n```",
        "```python\n@ann\ndef f(): pass  # lounge #lounge\n```",
        "a\n\n    @ann #lounge",
        "[@ann #lounge](https://a.example)",
        "[**@ann** `#lounge`](https://a.example)",
        "[@ann](javascript:alert(1))",
        "[@ann](//evil.example)",
        "![@ann](https://a.example/p.png)",
        "mail ann@ann.example",
        "mail x@ann",
        "https://a.example/@ann",
        "https://a.example/#lounge",
        "see /@ann and a#lounge and ##lounge",
        "@ann@chat.example",
        "@@ann",
        "я@ann @annя",
        "@" + "a" * 33,
        "#" + "a" * 65,
        "@ #",
        "# lounge",
        "&amp#lounge;",
    ],
)
def test_nobody_is_named_in_links_code_addresses_or_words(text: str) -> None:
    rendered = render(text)
    assert (rendered.names, rendered.rooms) == ((), ())
    assert 'class="mention"' not in shown(text)
    assert 'class="room-link"' not in shown(text)


def test_a_name_after_an_attribute_with_an_angle_bracket_is_found_and_the_attribute_kept() -> None:
    html = shown('[x](https://a.example/?q=>@bob "y>@bob") @ann')
    assert html.endswith(f"</a> {ANN}</p>")
    assert faults(html, resolved=True) == []
    assert render('[x](https://a.example/?q=>@bob "y>@bob") @ann').names == ("ann",)


@pytest.mark.parametrize(
    "text",
    [
        "\ue000@ann\ue001",
        "\ue000#lounge\ue001",
        "`\ue000@ann\ue001`",
        "[\ue000@ann\ue001](https://a.example)",
        "https://a.example/\ue000@ann\ue001",
        "&#xe000;@ann&#xe001; &#57344;@ann&#57345;",
        "```\n\ue000@ann\ue001\ue002\n```",
    ],
)
def test_a_mark_cannot_be_forged(text: str) -> None:
    rendered = render(text)
    marks = rendered.html.count("\ue000")
    assert marks == rendered.html.count("\ue001")
    assert marks == 0 or rendered.names or rendered.rooms
    inside = read(shown(text), resolved=True)
    assert inside.faults == []
    assert not {"\ue000", "\ue001", "\ue002"} & set("".join(inside.text))


def test_names_are_escaped() -> None:
    html = shown("@bob #board")
    assert "@Bob &lt;b&gt;&amp;&quot;&#x27;</a>" in html
    assert faults(html, resolved=True) == []
    assert "img" not in read(html, resolved=True).seen


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_name_of_a_person_or_room_can_leave_its_link(name: str, room: str) -> None:
    html = resolve(render("@ann **#lounge**"), {"ann": (1, name)}, {"lounge": (2, room)})
    inside = read(html, resolved=True)
    assert inside.faults == []
    assert inside.seen == ["p", "a", "strong", "a"]


def test_a_message_without_marks_is_returned_untouched() -> None:
    rendered = render("no names *here*")
    assert resolve(rendered, USERS, ROOMS) is rendered.html
    assert resolve(Rendered("<p>x</p>"), {}, {}) == "<p>x</p>"


def test_a_message_names_no_more_than_the_limit() -> None:
    many = render(" ".join(f"@a{n}" for n in range(MARKS + 1)))
    assert len(many.names) == MARKS
    assert f"@a{MARKS}</p>" in many.html
    again = render("@ann " * (MARKS + 1))
    assert again.names == ("ann",)
    assert resolve(again, USERS, ROOMS).count(ANN) == MARKS
