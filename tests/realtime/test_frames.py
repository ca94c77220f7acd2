"""Bad frames: each is answered with its code, stores nothing and closes nothing."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from chat.protocol.limits import FRAME_BYTES
from tests.cast import ABSENT, contents
from tests.house import Client, House

POST = {"type": "message.post", "ref": "r", "room": 1, "client_id": str(uuid4()), "text": "hi"}
NESTED = "[" * 30 + "]" * 30

#: (what is sent, the code, the ref of the answer)
NO_FRAMES: dict[str, tuple[str | bytes, str, str | None]] = {
    "nothing": ("", "bad_frame", None),
    "no JSON": ("{", "bad_frame", None),
    "half a frame": ('{"type":"ping","ref"', "bad_frame", None),
    "a list": ("[]", "bad_frame", None),
    "a string": ('"ping"', "bad_frame", None),
    "a number": ("1", "bad_frame", None),
    "null": ("null", "bad_frame", None),
    "NaN": ('{"type":"ping","ref":"r","received":NaN}', "bad_frame", None),
    "infinity": ('{"type":"ping","ref":"r","received":1e999}', "bad_frame", None),
    "two frames": ('{"type":"ping","ref":"1"}{"type":"ping","ref":"2"}', "bad_frame", None),
    "binary": (b'{"type":"ping","ref":"r"}', "bad_frame", None),
    "too long": ('{"type":"ping","ref":"' + "r" * FRAME_BYTES + '"}', "too_long", None),
    "too many bytes": ('{"ref":"' + "é" * (FRAME_BYTES // 2) + '"}', "too_long", None),
    "a depth bomb": ("[" * 30_000, "bad_frame", None),
    "deep": ('{"type":"ping","ref":"r","x":' + NESTED + "}", "bad_frame", None),
    "a lone surrogate": ('{"type":"ping","ref":"\\ud800"}', "bad_frame", None),
    "a NUL": ('{"type":"ping","ref":"r"}\x00', "bad_frame", None),
    "no ref": ('{"type":"ping"}', "bad_frame", None),
    "a number as ref": ('{"type":"ping","ref":1}', "bad_frame", None),
    "a long ref": (json.dumps({"type": "ping", "ref": "r" * 65}), "bad_frame", None),
    "no type": ('{"ref":"r"}', "bad_frame", "r"),
    "a number as type": ('{"ref":"r","type":1}', "bad_frame", "r"),
    "an unknown type": ('{"ref":"r","type":"room.destroy"}', "bad_frame", "r"),
    "a server's type": ('{"ref":"r","type":"welcome"}', "bad_frame", "r"),
    "an empty type": ('{"ref":"r","type":""}', "bad_frame", "r"),
}


def frame(**fields: Any) -> str:
    """A post that would be all right but for some fields; None removes one."""
    return json.dumps({key: value for key, value in (POST | fields).items() if value != "absent"})


WRONG_FIELDS = {
    "no room": frame(room="absent"),
    "a room's name": frame(room="lounge"),
    "true as a room": frame(room=True),
    "a fraction": frame(room=1.5),
    "a negative room": frame(room=-1),
    "room zero": frame(room=0),
    "a huge room": frame(room=2**53),
    "an endless room": frame(room=10**18),
    "null as a room": frame(room=None),
    "no client_id": frame(client_id="absent"),
    "no UUID": frame(client_id="1"),
    "a number as client_id": frame(client_id=1),
    "no text": frame(text="absent"),
    "a number as text": frame(text=1),
    "a list as text": frame(text=["hi"]),
    "null as text": frame(text=None),
    "a thread's name": frame(thread="root"),
    "a negative thread": frame(thread=-1),
    "a field too many": frame(colour="red"),
    "another author": frame(by=1),
    "its own waiting time": frame(wait=None),
    "a name that is none": frame(**{"a b": 1}),
    "an author in pieces": frame(author=2),
    "blank text": frame(text=" \n "),
    "control characters": frame(text="a\x00b"),
    "ping with text": '{"type":"ping","ref":"r","received":"1"}',
    "ping backwards": '{"type":"ping","ref":"r","received":-1}',
    "hello with a list": '{"type":"hello","ref":"r","cursors":[]}',
    "hello with half a cursor": '{"type":"hello","ref":"r","cursors":{"1":{"seq":1}}}',
    "hello with a bad seq": '{"type":"hello","ref":"r","cursors":{"1":{"epoch":"k","seq":"1"}}}',
    "sync without a cursor": '{"type":"sync","ref":"r","room":1}',
    "sync with a long epoch": json.dumps(
        {"type": "sync", "ref": "r", "room": 1, "cursor": {"epoch": "k" * 99, "seq": 1}}
    ),
    "typing nowhere": '{"type":"typing","ref":"r"}',
    "an edit without seq": '{"type":"message.edit","ref":"r","room":1,"text":"x"}',
    "no emoji": '{"type":"reaction.add","ref":"r","room":1,"seq":1,"emoji":""}',
    "a long emoji": json.dumps(
        {"type": "reaction.add", "ref": "r", "room": 1, "seq": 1, "emoji": "👍" * 99}
    ),
    "an unknown emoji": '{"type":"reaction.add","ref":"r","room":1,"seq":1,"emoji":"x"}',
    "an unknown level": '{"type":"level.set","ref":"r","room":1,"level":"loud"}',
}


def answer_of(client: Client, sent: str | bytes) -> dict[str, Any]:
    """Send a frame and return the one answer to it, whatever its ref."""
    mark = len(client.frames)
    client.send(sent)
    client.wait_until(lambda: len(client.frames) > mark)
    client.settle()
    answers = ("error", "ack", "welcome", "pong")
    return next(f for f in client.frames[mark:] if f["type"] in answers)


def assert_refused(client: Client, sent: str | bytes, code: str, ref: str | None) -> None:
    """Assert an error with that code and ref, a sentence, and an open socket."""
    answer = answer_of(client, sent)
    assert (answer["type"], answer["code"], answer["ref"]) == ("error", code, ref), answer
    assert answer["message"].endswith(".")
    assert client.closed is None


def test_what_is_no_frame_is_refused(house: House) -> None:
    bob, before = house.connect("bob"), contents()
    for sent, code, ref in NO_FRAMES.values():
        assert_refused(bob, sent, code, ref)
    assert contents() == before


def test_wrong_fields_are_refused_by_their_name(house: House) -> None:
    bob, before = house.connect("bob"), contents()
    lounge = f'"room": {house.cast["lounge"]},'
    for sent in WRONG_FIELDS.values():
        assert_refused(bob, sent.replace('"room": 1,', lounge), "bad_frame", "r")
    assert contents() == before
    named = bob.ask({"type": "message.post", "room": "x", "client_id": "x", "text": "SECRET"})
    assert named["message"].startswith("room:")
    assert "SECRET" not in named["message"], "a refusal must not repeat what was sent"


def test_a_text_may_hold_what_frames_are_made_of(house: House) -> None:
    """Brackets in a text are no nesting: people paste code."""
    bob, lounge = house.connect("bob"), house.cast["lounge"]
    for text in ("{" * 100, "[" * 100, '"' * 50 + "[{" * 50, "\\" * 99 + "{" * 30):
        assert bob.post(lounge, text, str(uuid4()))["type"] == "ack", text


def test_a_message_that_is_too_long_is_refused(house: House) -> None:
    bob, lounge = house.connect("bob"), house.cast["lounge"]
    assert bob.post(lounge, "a" * 8_001, str(uuid4()))["code"] == "too_long"
    assert bob.post(lounge, "a" * 8_000, str(uuid4()))["type"] == "ack"
    assert bob.post(lounge, "👍" * 8_000, str(uuid4()))["type"] == "ack"


@pytest.mark.parametrize("room", ["board", "direct", "absent"])
def test_every_frame_about_a_hidden_room_is_answered_as_about_none(house: House, room: str) -> None:
    eve, before = house.connect("eve"), contents()
    pk = house.cast.rooms.get(room, ABSENT)
    rest = {"client_id": str(uuid4()), "seq": 1, "text": "x", "emoji": "👍", "level": "nothing"}
    fields = {
        "message.post": ("client_id", "text"),
        "message.edit": ("seq", "text"),
        "message.delete": ("seq",),
        "reaction.add": ("seq", "emoji"),
        "reaction.remove": ("seq", "emoji"),
        "read.move": ("seq",),
        "level.set": ("level",),
        "typing": (),
    }
    answers = {
        kind: eve.ask({"type": kind, "room": pk} | {name: rest[name] for name in names})
        for kind, names in fields.items()
    }
    assert {a["code"] for a in answers.values()} == {"not_found"}
    assert {a["message"] for a in answers.values()} == {
        "There is no such room, or you may not see it."
    }
    assert contents() == before


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=8,
)
TYPES = some.sampled_from(
    ["message.post", "message.edit", "reaction.add", "read.move", "sync", "typing", "ping", "hello"]
)
NAMES = some.sampled_from(
    ["room", "seq", "text", "client_id", "thread", "emoji", "cursor", "cursors", "by", "received"]
)


def test_whatever_is_sent_the_socket_answers_and_stays(house: House) -> None:
    bob = house.connect("bob")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(kind=TYPES | VALUES, fields=some.dictionaries(NAMES | some.text(), VALUES, max_size=5))
    def fuzzed(kind: Any, fields: dict[str, Any]) -> None:
        sent = json.dumps({**fields, "type": kind, "ref": "fuzz"})
        answer = answer_of(bob, sent)
        assert answer["ref"] == "fuzz" or answer["code"] == "bad_frame", (sent, answer)
        assert answer.get("code") not in ("unavailable", "rate_limited"), (sent, answer)
        assert bob.closed is None
        del bob.frames[1:]

    fuzzed()
