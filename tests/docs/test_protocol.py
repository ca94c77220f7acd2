"""Holds docs/protocol.md against the code: nothing missing, nothing invented."""

import re
from typing import Any

import pytest

from chat.management.launcher import FRAME_BYTES_MAX
from chat.models import Membership, Message, Reminder, Room, Section, Upload, User
from chat.protocol import closes, limits
from chat.protocol.errors import STATUS
from chat.protocol.events import ROOM_KINDS, VIEWER_KINDS
from chat.protocol.frames import COMMANDS, READS
from chat.queries.accounts import user_wire
from chat.queries.members import member_wire
from chat.queries.messages import wire
from chat.queries.profiles import profile_wire
from chat.queries.reminders import reminder_wire
from chat.queries.rooms import entry, room_state
from chat.queries.sections import section_wire
from chat.queries.threads import follow_wire
from chat.queries.uploads import upload_wire
from chat.realtime.feed import frame as events_frame
from chat.web.api import api
from tests.docs.pages import DOCS, parts, rows, section, spans, table
from tests.docs.sources import ANY, changes_told, codes_refused, events, frames

PAGE = (DOCS / "protocol.md").read_text()
SCHEMAS = COMMANDS | READS
FORMATS = {"uuid": "UUID", "date-time": "time"}
UNSAID = {"by", "wait"}  # set by the server, never by a frame
SPREAD = {  # what a spread in the source stands for
    "welcome": {"user", "viewer_seq", "rooms", "threads", "sections", "reminders"},
    "viewer": set(),
    "read.moved": {"read", "unread", "mentions"},
    "level.changed": {"room", "level", "muted_until"},
    "room.placed": {"room", "favourite", "section"},
    "message.posted": {"message", "root?"},
    "message.deleted": {"message", "root?", "pins?"},
    "message.pinned": {"message", "pins"},
    "message.unpinned": {"message", "pins"},
}
ADDED = {  # what is put into a frame where it applies
    "room.synced": {"ref"},
    "room.reset": {"ref"},
    "error": {"retry_after"},
    "typing": {"thread"},
}


def number(value: int) -> str:
    """A number as the page writes it."""
    return f"{value:,}"


# --- What a client sends ----------------------------------------------------------------------


def told_type(form: dict[str, Any], *, required: bool) -> str:
    """A JSON schema in the words of the page."""
    if "anyOf" in form:
        (form,) = [choice for choice in form["anyOf"] if choice != {"type": "null"}]
    return _bare_type(form) + ("" if required else "?")


def _bare_type(form: dict[str, Any]) -> str:
    if "enum" in form:
        return " · ".join(form["enum"])
    if form.get("$ref", "").endswith("/Cursor"):
        return "cursor"
    if form["type"] == "integer":
        assert form["maximum"] == limits.INTEGER_MAX
        return {0: "seq", 1: "id"}[form["minimum"]]
    if form["type"] == "boolean":
        return "boolean"
    if form["type"] == "array":
        return f"list of {_bare_type(form['items'])}s ≤ {form['maxItems']}"
    if form["type"] == "object":
        return f"map of {_bare_type(form['additionalProperties'])}s ≤ {form['maxProperties']}"
    if form.get("format") in FORMATS:
        return FORMATS[form["format"]]
    return f"string ≤ {form['maxLength']}"


def test_every_frame_of_a_client_is_described_and_no_other() -> None:
    described = parts(section(PAGE, "Frames a client sends"))
    assert list(described) != []
    assert set(described) == set(SCHEMAS)


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_each_field_of_a_clients_frame_stands_with_its_type_and_bound(kind: str) -> None:
    schema = SCHEMAS[kind].model_json_schema()
    fields = {k: v for k, v in schema["properties"].items() if k not in UNSAID}
    expected = {
        name: told_type(form, required=name in schema.get("required", []))
        for name, form in fields.items()
    }
    page = table(parts(section(PAGE, "Frames a client sends"))[kind])
    assert {name: cells[0] for name, cells in page.items()} == expected


def test_the_cursor_is_described_as_it_is() -> None:
    cursor = READS["sync"].model_json_schema()["$defs"]["Cursor"]["properties"]
    told = ", ".join(f'"{n}": {told_type(f, required=True)}' for n, f in cursor.items())
    assert f"`{{{told}}}`" in table(section(PAGE, "Words"))["cursor"][0]
    assert number(limits.INTEGER_MAX) in table(section(PAGE, "Words"))["id"][0]


# --- What the server sends --------------------------------------------------------------------


def test_every_frame_of_the_server_is_described_and_no_other() -> None:
    sent = set(frames()) | {"events", "viewer"}
    assert {"welcome", "ack", "error", "room.synced"} <= sent
    assert set(parts(section(PAGE, "Frames the server sends"))) == sent
    assert events_frame(1, [b"{}"]) == '{"type":"events","room":1,"events":[{}]}'


@pytest.mark.parametrize("kind", sorted(frames()))
def test_each_field_of_a_frame_of_the_server_is_named(kind: str) -> None:
    fields = frames()[kind]
    if kind == "viewer":
        expected = {"seq", "kind"}
        named = set(spans(section(PAGE, "Events of a person").partition("|")[0]))
        assert expected <= named
        return
    if ANY in fields:
        fields = (fields - {ANY}) | SPREAD[kind]
    fields |= ADDED.get(kind, set())
    assert set(table(parts(section(PAGE, "Frames the server sends"))[kind])) == fields


ENTRY = entry(Room(), Membership(read_seq=0))
SHAPES = {
    "Message": set(wire(Message(at=User().created_at), "ann")),
    "Upload": set(upload_wire(Upload())),
    "Room state": set(room_state(Room())),
    "Room entry": set(ENTRY) - set(room_state(Room()))
    | {"users", "bookmarks", "muted_until", "favourite", "section"}
    | {"silenced_until", "members_count"},
    "Section": set(section_wire(Section())),
    "Follow": set(follow_wire(1, 2, 3, 2, 0, 0)),
    "Reminder": set(reminder_wire(Reminder(due_at=User().created_at))),
    "Person": set(user_wire(User())),
    "Profile": set(profile_wire(User(), User().created_at)) - set(user_wire(User())),
    "Member": set(member_wire(Membership(user=User(), room=Room()))),
}


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_each_field_of_a_shape_is_named(name: str) -> None:
    assert SHAPES[name]
    assert set(table(section(PAGE, name))) == SHAPES[name]


# --- Events -----------------------------------------------------------------------------------


def kinds_of(title: str) -> tuple[dict[str, set[str]], set[str]]:
    """The kinds a table names with what each carries, and those it calls reserved."""
    found = table(section(PAGE, title))
    reserved = {kind for kind, cells in found.items() if cells[0] == "reserved"}
    return {k: set(spans(cells[0])) for k, cells in found.items() if k not in reserved}, reserved


def test_every_event_of_a_room_is_described_with_what_it_carries() -> None:
    told = {kind: fields for kind, fields in events("tell_room").items() if kind in ROOM_KINDS}
    told |= {kind: SPREAD.get(kind, {"message"}) for kind in changes_told()}
    told |= {kind: SPREAD[kind] for kind, fields in told.items() if ANY in fields}
    named, reserved = kinds_of("Events of a room")
    assert named == told
    assert reserved == set(ROOM_KINDS) - set(told)


def test_every_event_of_a_person_is_described_with_what_it_carries() -> None:
    told = {
        kind: (fields - {ANY}) | (SPREAD[kind] if ANY in fields else set())
        for kind, fields in events("tell_viewer").items()
    }
    named, reserved = kinds_of("Events of a person")
    assert named == told
    assert reserved == set(VIEWER_KINDS) - set(told)


# --- Codes and limits -------------------------------------------------------------------------


def test_every_error_code_stands_with_its_status() -> None:
    named = table(section(PAGE, "Errors"))
    assert {code: int(cells[0]) for code, cells in named.items()} == STATUS


def test_an_error_code_is_called_reserved_while_nothing_refuses_with_it() -> None:
    named = table(section(PAGE, "Errors"))
    reserved = {code for code, cells in named.items() if cells[1].startswith("reserved")}
    assert "bad_frame" in codes_refused()
    assert reserved == set(STATUS) - codes_refused()


def test_every_close_code_is_described_and_no_other() -> None:
    known = {value for name, value in vars(closes).items() if name.isupper()}
    assert closes.SIGNED_OUT in known
    assert {int(code) for code in table(section(PAGE, "Close codes"))} == known
    mentioned = {int(code) for code in re.findall(r"\b(?:101\d|44\d\d)\b", PAGE)}
    assert mentioned <= known


def test_the_hard_bound_of_a_frame_is_the_launchers() -> None:
    assert f"beyond {number(FRAME_BYTES_MAX)} bytes" in section(PAGE, "Close codes")


def test_every_public_limit_stands_with_its_value() -> None:
    public, others = section(PAGE, "Limits").split("Others, by their names")
    named = {name: cells[0] for name, cells in table(public).items()}
    assert named == {name: number(value) for name, value in limits.PUBLIC.items()}
    for name, cells in table(others).items():
        assert cells[0] == number(getattr(limits, name)), name


# --- REST -------------------------------------------------------------------------------------


def calls() -> dict[str, list[str]]:
    """Every call of the OpenAPI document as the page writes it."""
    schema = api.get_openapi_schema()
    found = {}
    for path, methods in schema["paths"].items():
        for method, call in methods.items():
            successes = ", ".join(str(s) for s in call["responses"] if int(s) < 300)
            scope = call["security"][0]["token"][0]
            fields = " ".join([*_body(call, schema), *_query(call)])
            found[f"{method.upper()} {path}"] = [scope, fields, successes]
    return found


def _query(call: dict[str, Any]) -> list[str]:
    asked = [p for p in call["parameters"] if p["in"] == "query"]
    return [f"`{p['name']}{'' if p['required'] else '?'}`" for p in asked]


def _body(call: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    content = call.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return []
    shape = schema["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    needed = shape.get("required", [])
    return [f"`{name}{'' if name in needed else '?'}`" for name in shape["properties"]]


def test_every_rest_call_stands_with_scope_fields_and_answers() -> None:
    named = table(section(PAGE, "REST"))
    assert calls()
    assert {call: cells[:3] for call, cells in named.items()} == calls()


def test_the_page_has_no_empty_or_broken_table() -> None:
    widths = [len(cells) for cells in rows(PAGE)]
    assert len(widths) > 150
    assert all(2 <= width <= 5 for width in widths)
