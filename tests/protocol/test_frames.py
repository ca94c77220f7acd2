"""Frames: decoded within bounds, refused with a code of the contract and nothing else."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chat.protocol.actors import Actor
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError
from chat.protocol.frames import COMMANDS, READS, Frame, command_of, decode, read_of
from chat.protocol.limits import CURSORS_PER_HELLO, FRAME_BYTES, FRAME_DEPTH, REF_CHARACTERS

BOB = Actor(2)


def parse(text: str) -> Command | Frame | ChatError:
    """What a socket makes of a text."""
    try:
        kind, _, fields = decode(text)
        return command_of(kind, fields, BOB) or read_of(kind, fields)
    except ChatError as refusal:
        return refusal


def assert_proper(found: Command | Frame | ChatError, schema: type) -> None:
    """Assert that a text became what its type says, or was refused with a sentence."""
    if isinstance(found, ChatError):
        assert found.code in ("bad_frame", "too_long")
        assert found.message.endswith(".")
    else:
        assert isinstance(found, schema)


def test_no_type_means_two_things() -> None:
    assert COMMANDS
    assert READS
    assert not COMMANDS.keys() & READS.keys()


@pytest.mark.parametrize("kind", COMMANDS)
def test_no_frame_says_who_sends_it(kind: str) -> None:
    for field in ("by", "wait"):
        with pytest.raises(ChatError, match="who sends it"):
            command_of(kind, {field: 1}, BOB)


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_command_of_a_frame_is_the_sockets_own(kind: str) -> None:
    fields = {"room": 1, "seq": 1, "thread": 1, "text": "x", "emoji": "👍", "level": "nothing"}
    fields["url"] = "https://page.example/"
    fields["client_id"] = "6f1c3f1a-0000-4000-8000-000000000000"
    schema = COMMANDS[kind]
    own = {name: value for name, value in fields.items() if name in schema.model_fields}
    command = command_of(kind, own, BOB)
    assert isinstance(command, schema)
    assert command.by is BOB


@settings(max_examples=200, deadline=None)
@given(some.text() | some.binary().map(lambda b: b.decode("latin-1")))
def test_any_text_is_a_frame_or_refused(text: str) -> None:
    assert_proper(parse(text), Command | Frame)  # type: ignore[arg-type]


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=10,
)
SCHEMAS = COMMANDS | READS
FIELDS = sorted({name for schema in SCHEMAS.values() for name in schema.model_fields})


@settings(max_examples=150, deadline=None)
@given(
    some.sampled_from([*COMMANDS, *READS]),
    some.dictionaries(some.sampled_from(FIELDS) | some.text(), JSON, max_size=6),
)
def test_any_fields_are_a_frame_or_refused(kind: str, fields: dict[str, Any]) -> None:
    found = parse(json.dumps({**fields, "type": kind, "ref": "r"}))
    assert_proper(found, SCHEMAS[kind])


def nested(levels: int) -> str:
    """A frame that nests so deeply."""
    return '{"ref":"r","type":"ping","x":' + "[" * (levels - 1) + "]" * (levels - 1) + "}"


def test_nesting_is_bounded() -> None:
    assert decode(nested(FRAME_DEPTH))
    with pytest.raises(ChatError, match="nests"):
        decode(nested(FRAME_DEPTH + 1))


@pytest.mark.parametrize(
    "bomb",
    ["[" * FRAME_BYTES, '{"a":' * (FRAME_BYTES // 5), '\\"' * (FRAME_BYTES // 2), '"' * 50_000],
    ids=["arrays", "objects", "escapes", "quotes"],
)
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    padded = bomb[: FRAME_BYTES - 30] + "[" * 30
    started = time.perf_counter()
    with pytest.raises(ChatError):
        decode(padded)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("text", ["[" * 30, '\\"' + "{" * 30, '"]}' * 30 + "[" * 30, "\\" * 31])
def test_brackets_in_a_text_are_no_nesting(text: str) -> None:
    fields = {"type": "message.post", "ref": "r", "text": text}
    assert decode(json.dumps(fields))[2] == {"text": text}


def test_a_frame_is_measured_in_bytes_before_it_is_read() -> None:
    frame = '{"ref":"r","type":"ping"}'
    assert decode(frame + " " * (FRAME_BYTES - len(frame)))
    for long in (frame + " " * FRAME_BYTES, '"' + "é" * (FRAME_BYTES // 2) + '"'):
        with pytest.raises(ChatError) as refusal:
            decode(long)
        assert refusal.value.code == "too_long"


def test_a_hello_resumes_so_many_rooms() -> None:
    cursor = {"epoch": "k", "seq": 1}
    assert read_of("hello", {"cursors": {str(n): cursor for n in range(CURSORS_PER_HELLO)}})
    with pytest.raises(ChatError):
        read_of("hello", {"cursors": {str(n): cursor for n in range(CURSORS_PER_HELLO + 1)}})


def test_a_ref_has_so_many_characters() -> None:
    assert decode(json.dumps({"type": "ping", "ref": "r" * REF_CHARACTERS}))
    with pytest.raises(ChatError):
        decode(json.dumps({"type": "ping", "ref": "r" * (REF_CHARACTERS + 1)}))
