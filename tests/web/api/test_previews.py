"""Take previews of links off messages."""

from urllib.parse import quote

from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import ShowPreviews
from chat.protocol.commands.previews import Preview
from chat.web.api.shapes import Message
from tests.web.api.conftest import Caller, Cast, problem_of
from tests.web.api.test_messages import posted

URL = "https://page.example/?a=1&b=2"
CARD = {"url": URL, "title": "A page", "description": "", "site": "Pages"}


def shown(cast: Cast, bob: Caller) -> str:
    """Let bob post a link and the server show its preview; returns the message's path."""
    (seq,) = posted(bob, cast.lounge, URL)
    place = {"room": cast.lounge, "seq": seq, "looked_at": [URL]}
    perform_sync(ShowPreviews(by=operator(), previews=[Preview(**CARD)], **place))
    return f"/rooms/{cast.lounge}/messages/{seq}"


def test_a_preview_is_read_with_its_message_and_taken_off(cast: Cast, bob: Caller) -> None:
    place = shown(cast, bob)
    read = bob.get(place).json()
    assert Message.model_validate(read).model_dump() == read
    assert read["previews"] == [CARD]
    gone = bob("DELETE", f"{place}/previews?url={quote(URL, safe='')}")
    assert (gone.status_code, gone.json()["previews"]) == (200, [])
    assert bob("DELETE", f"{place}/previews?url={quote(URL, safe='')}").json() == gone.json()


def test_somebody_elses_preview_stays(cast: Cast, bob: Caller, eve: Caller) -> None:
    place = shown(cast, bob)
    problem_of(eve("DELETE", f"{place}/previews?url={quote(URL, safe='')}"), 403, "forbidden")
    assert bob.get(place).json()["previews"] == [CARD]


def test_a_preview_is_named_by_its_link(cast: Cast, bob: Caller) -> None:
    problem_of(bob("DELETE", f"{shown(cast, bob)}/previews"), 422, "bad_frame")
