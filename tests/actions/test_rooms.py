"""Making, changing and archiving rooms: who may, who may not, what the others hear."""

from datetime import timedelta

import pytest

from chat.actions import memberships
from chat.models import AuditEntry, Membership, Room, User
from chat.protocol.commands import (
    AddMember,
    ArchiveRoom,
    Command,
    CreateRoom,
    CreateUser,
    EnterRoom,
    OpenDirect,
    PostMessage,
    UpdateRoom,
)
from chat.protocol.limits import ENTRY_MINUTES
from chat.queries.audit import entered
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House

# --- Making --------------------------------------------------------------------------------------


@rule(CreateRoom, "may")
@pytest.mark.parametrize("kind", ["open", "closed"])
@pytest.mark.parametrize("who", ["eve", "robo"])
def test_everyone_makes_rooms_and_owns_them(cast: Cast, who: str, kind: str) -> None:
    outcome = cast.do(who, CreateRoom, slug="Den", name=" The  Den ", kind=kind, topic="cosy")
    room = Room.objects.get(slug="den")
    assert (room.name, room.kind, room.topic, room.seq) == ("The Den", kind, "cosy", 1)
    assert Membership.objects.get(room=room).role == "owner"
    entry = outcome.result["room"]
    assert (entry["id"], entry["role"], entry["members_count"]) == (room.pk, "owner", 1)


@rule(CreateRoom, "may_not")
def test_a_slug_names_one_room(cast: Cast) -> None:
    for slug in ("lounge", "LOUNGE", "board"):
        refused("conflict", cast, "eve", CreateRoom, slug=slug, name="Den")


@rule(CreateRoom, "may_not")
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("bad_frame", {"slug": "no blank", "name": "Den"}),
        ("bad_frame", {"slug": "", "name": "Den"}),
        ("bad_frame", {"slug": "dé", "name": "Den"}),
        ("too_long", {"slug": "d" * 65, "name": "Den"}),
        ("bad_frame", {"slug": "den", "name": " "}),
        ("bad_frame", {"slug": "den", "name": "a\nb"}),
        ("too_long", {"slug": "den", "name": "d" * 81}),
        ("too_long", {"slug": "den", "name": "Den", "topic": "d" * 251}),
    ],
)
def test_a_room_has_a_proper_name(cast: Cast, code: str, fields: dict[str, str]) -> None:
    refused(code, cast, "eve", CreateRoom, **fields)


@rule(CreateRoom, "may_not")
def test_a_program_that_only_reads_makes_no_room(cast: Cast) -> None:
    refused("forbidden", cast, cast.with_token("robo", "read"), CreateRoom, slug="den", name="Den")


@rule(CreateRoom, "may_not")
def test_who_belongs_to_as_many_rooms_as_one_may_makes_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memberships, "MEMBERSHIPS_PER_USER", 3)
    assert Membership.objects.filter(user=cast["bob"]).count() == 3
    refused("forbidden", cast, "bob", CreateRoom, slug="den", name="Den")


@rule(CreateRoom, "heard")
def test_only_its_maker_hears_of_a_new_room(house: House) -> None:
    people = Listening(house)
    tablet = house.connect("bob")
    outcome = people.do("bob", CreateRoom, slug="den", name="Den")
    opened = people.told("bob", "room.opened")
    assert opened["room"] == outcome.result["room"]
    assert tablet.told("room.opened") == opened
    people.none_hear("ann", "mod", "eve")


@rule(CreateRoom, "heard")
def test_its_maker_is_live_in_a_new_room_at_once(house: House) -> None:
    people = Listening(house)
    room = people.do("bob", CreateRoom, slug="den", name="Den").room
    people.told("bob", "room.opened")
    outcome = house.cast.do("bob", PostMessage, room=room, text="first")
    people.all_hear("message.posted", outcome, "bob")


# --- Direct rooms --------------------------------------------------------------------------------


@rule(OpenDirect, "may")
def test_one_set_of_people_has_one_direct_room(cast: Cast) -> None:
    made = cast.do("eve", OpenDirect, users=["mod", "robo"])
    for who, others in (("robo", ["eve", "mod"]), ("mod", ["mod", "robo", "eve", "eve"])):
        found = cast.do(who, OpenDirect, users=others)
        assert (found.repeated, found.room) == (True, made.room)
    room = Room.objects.get(pk=made.room)
    assert (room.kind, room.name, room.memberships.count()) == ("direct", "", 3)
    assert {m.level for m in room.memberships.all()} == {"everything"}
    named = [user["username"] for user in made.result["room"]["users"]]
    assert sorted(named) == ["eve", "mod", "robo"]


@rule(OpenDirect, "may")
def test_one_may_talk_to_oneself(cast: Cast) -> None:
    made = cast.do("eve", OpenDirect, users=["eve"])
    assert Room.objects.get(pk=made.room).memberships.count() == 1


@rule(OpenDirect, "may_not")
def test_nobody_talks_to_who_is_not_there(cast: Cast) -> None:
    refused("not_found", cast, "eve", OpenDirect, users=[ABSENT])
    User.objects.filter(pk=cast["bob"]).update(is_active=False)
    refused("not_found", cast, "eve", OpenDirect, users=["bob"])
    refused("forbidden", cast, cast.with_token("robo", "read"), OpenDirect, users=["eve"])


@rule(OpenDirect, "may_not")
def test_a_direct_room_is_made_whole_or_not_at_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memberships, "MEMBERSHIPS_PER_USER", 3)
    assert Membership.objects.filter(user=cast["bob"]).count() == 3
    refused("forbidden", cast, "eve", OpenDirect, users=["mod", "bob"])
    refused("forbidden", cast, "eve", OpenDirect, users=["bob"])


@rule(OpenDirect, "heard")
def test_its_people_hear_of_a_direct_room_and_who_is_in_it(house: House) -> None:
    people = Listening(house)
    outcome = people.do("eve", OpenDirect, users=["mod"])
    for name in ("eve", "mod"):
        entry = people.told(name, "room.opened")["room"]
        assert [user["username"] for user in entry["users"]] == ["eve", "mod"]
        assert entry["members_count"] == 2
    post = house.cast.do("eve", PostMessage, room=outcome.room, text="psst")
    people.all_hear("message.posted", post, "eve", "mod")
    people.none_hear("ann", "bob")


# --- Changing ------------------------------------------------------------------------------------

CHANGES = {UpdateRoom: {"name": "Salon", "topic": "tea", "slug": "salon"}, ArchiveRoom: {}}
EITHER = pytest.mark.parametrize("kind", [UpdateRoom, ArchiveRoom])


@rule(UpdateRoom, "may")
def test_who_leads_a_room_changes_it(cast: Cast) -> None:
    head = cast.room("lounge").seq
    outcome = cast.do("ann", UpdateRoom, room="lounge", **CHANGES[UpdateRoom])
    room = cast.room("lounge")
    assert (room.name, room.topic, room.slug) == ("Salon", "tea", "salon")
    assert room.seq == room.changed_seq == outcome.seq == head + 1
    cast.do("ann", AddMember, room="lounge", user="bob", role="moderator")
    cast.do("bob", UpdateRoom, room="lounge", topic="")
    assert cast.room("lounge").topic == ""
    assert cast.room("lounge").name == "Salon"


@rule(UpdateRoom, "may")
def test_no_change_takes_no_step(cast: Cast) -> None:
    head = cast.room("lounge").seq
    assert cast.do("ann", UpdateRoom, room="lounge", name="Lounge", slug="lounge").repeated
    assert cast.do("ann", UpdateRoom, room="lounge").repeated
    assert cast.room("lounge").seq == head


@rule(ArchiveRoom, "may")
def test_who_leads_a_room_archives_it_and_opens_it_again(cast: Cast) -> None:
    outcome = cast.do("ann", ArchiveRoom, room="board")
    assert outcome.result["room"]["archived"]
    assert cast.do("ann", ArchiveRoom, room="board").repeated
    cast.do("ann", ArchiveRoom, room="board", archived=False)
    assert cast.room("board").archived_at is None
    assert cast.post("bob", "board")


@rule(UpdateRoom, "may")
@rule(ArchiveRoom, "may")
@EITHER
def test_an_admin_leads_rooms_they_are_not_in(cast: Cast, kind: type[Command]) -> None:
    den = cast.do("bob", CreateRoom, slug="den", name="Den", kind="closed").room
    assert cast.do("ann", kind, room=den, **CHANGES[kind]).seq == 2


@rule(UpdateRoom, "may_not")
@rule(ArchiveRoom, "may_not")
@EITHER
def test_who_does_not_lead_a_room_does_not_change_it(cast: Cast, kind: type[Command]) -> None:
    fields = CHANGES[kind]
    for who in ("bob", "eve", "mod"):
        refused("forbidden", cast, who, kind, room="lounge", **fields)
    refused("forbidden", cast, "bob", kind, room="board", **fields)
    hidden(cast, "eve", kind, room="board", **fields)
    reader = cast.with_token("ann", "read")
    refused("forbidden", cast, reader, kind, room="lounge", **fields)


@rule(UpdateRoom, "may_not")
@rule(ArchiveRoom, "may_not")
@EITHER
def test_a_direct_room_has_no_settings(cast: Cast, kind: type[Command]) -> None:
    for who in ("ann", "bob"):
        refused("forbidden", cast, who, kind, room="direct", **CHANGES[kind])
    for who in ("eve", "mod"):
        hidden(cast, who, kind, room="direct", **CHANGES[kind])


@rule(UpdateRoom, "may_not")
def test_a_room_keeps_a_proper_name_of_its_own(cast: Cast) -> None:
    refused("conflict", cast, "ann", UpdateRoom, room="lounge", name="x", slug="board")
    refused("bad_frame", cast, "ann", UpdateRoom, room="lounge", topic="x", slug="no blank")
    refused("bad_frame", cast, "ann", UpdateRoom, room="lounge", name="")
    refused("too_long", cast, "ann", UpdateRoom, room="lounge", topic="x" * 251)
    cast.do("ann", ArchiveRoom, room="lounge")
    refused("archived", cast, "ann", UpdateRoom, room="lounge", name="x")


@rule(UpdateRoom, "heard")
@rule(ArchiveRoom, "heard")
@EITHER
@pytest.mark.parametrize("room", ["lounge", "board"])
def test_members_hear_of_a_changed_room(house: House, room: str, kind: type[Command]) -> None:
    people = Listening(house)
    outcome = people.do("ann", kind, room=room, **CHANGES[kind])
    event = people.all_hear("room.changed", outcome, "ann", "bob", "mod")
    assert event["room"]["seq"] == outcome.seq
    people.none_hear("eve")


def test_the_event_of_a_changed_room_carries_its_new_state(house: House) -> None:
    ann = house.connect("ann")
    house.cast.do("ann", UpdateRoom, room="lounge", **CHANGES[UpdateRoom])
    frame = ann.wait(lambda f: f["type"] == "events")
    (event,) = frame["events"]
    state = event["room"]
    assert (state["name"], state["topic"], state["slug"]) == ("Salon", "tea", "salon")
    assert state["seq"] == event["seq"]


# --- Looking into a room ----------------------------------------------------------------------


def with_an_admin(cast: Cast) -> Cast:
    """The cast with ada, an admin who belongs to no room of theirs."""
    made = cast.do("ann", CreateUser, username="ada", role="admin")
    cast.people["ada"] = made.result["user"]["id"]
    return cast


@rule(EnterRoom, "may")
def test_an_admin_looks_into_a_closed_room_for_a_reason_that_is_noted(cast: Cast) -> None:
    with_an_admin(cast).do("ada", EnterRoom, room="board", reason="a complaint")
    entry = AuditEntry.objects.order_by("-number")[0]
    assert (entry.act, entry.by, entry.room) == ("room.entered", cast["ada"], cast["board"])
    assert entry.reason == "a complaint"
    now = entry.at + timedelta(minutes=ENTRY_MINUTES - 1)
    assert entered(cast.user("ada"), cast["board"], now)
    assert not entered(cast.user("ada"), cast["board"], now + timedelta(minutes=2))
    assert not entered(cast.user("ada"), cast["lounge"], now)
    assert not entered(cast.user("ann"), cast["board"], now)


@rule(EnterRoom, "may")
def test_who_needs_no_reason_leaves_no_entry(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    assert cast.do("ann", EnterRoom, room="board", reason="my own room").repeated
    assert cast.do("ann", EnterRoom, room="lounge", reason="open to all").repeated
    assert AuditEntry.objects.count() == before


@rule(EnterRoom, "may_not")
def test_nobody_else_looks_into_rooms_and_nobody_into_a_conversation(cast: Cast) -> None:
    with_an_admin(cast)
    for who in ("bob", "mod"):
        refused("forbidden", cast, who, EnterRoom, room="board", reason="x")
    hidden(cast, "eve", EnterRoom, room="board", reason="x")
    for who in ("eve", "mod", "ada"):
        hidden(cast, who, EnterRoom, room="direct", reason="x")
    refused("forbidden", cast, "ann", EnterRoom, room="direct", reason="x")
    reader = cast.with_token("ada", "read", "write")
    refused("forbidden", cast, reader, EnterRoom, room="board", reason="x")
    refused("bad_frame", cast, "ada", EnterRoom, room="board", reason="  ")


@rule(EnterRoom, "heard")
def test_nobody_hears_that_an_admin_looked(house: House) -> None:
    with_an_admin(house.cast)
    people = Listening(house)
    people.do("ada", EnterRoom, room="board", reason="a complaint")
    people.none_hear("ann", "bob", "eve", "mod")
