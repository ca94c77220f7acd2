"""Files: who may, who may not, what the others hear, and what becomes of their bytes."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.actions.housekeeping import delete_expired_sessions
from chat.actions.uploads import delete_lost_bytes
from chat.models import Message, Room, Upload, User
from chat.models.upload_bytes import path_of
from chat.protocol.commands import (
    AddUpload,
    ArchiveRoom,
    DeleteMessage,
    DescribeUpload,
    DiscardUpload,
    EditMessage,
    EndMembership,
    PostMessage,
)
from chat.protocol.errors import ChatError
from chat.protocol.limits import (
    ATTACHMENTS_PER_MESSAGE,
    DESCRIPTION_CHARACTERS,
    UNPOSTED_HOURS,
)
from chat.queries.messages import page
from chat.queries.uploads import upload_visible_to
from tests.actions.rules import rule
from tests.cast import Cast, refused
from tests.house import House


def fields(size: int = 9, **more: Any) -> dict[str, Any]:
    """What a door says of a file."""
    whole = {"name": "a.txt", "kind": "text/plain", "digest": "0" * 64, "size": size}
    return {"key": uuid4(), "stored": size, **whole, **more}


# --- Taking in ----------------------------------------------------------------------------------


@rule(AddUpload, "may")
def test_a_member_of_a_room_sends_a_file_and_finds_it_alone(cast: Cast) -> None:
    sent = fields(width=3, height=2, thumbnail_width=1, thumbnail_height=1)
    told = cast.do("bob", AddUpload, **sent).result["upload"]
    assert told == {
        "id": str(sent["key"]),
        "name": "a.txt",
        "type": "text/plain",
        "size": 9,
        "width": 3,
        "height": 2,
        "thumbnail": {"width": 1, "height": 1},
        "description": "",
    }
    assert upload_visible_to(User(pk=cast["bob"]), sent["key"]).name == "a.txt"
    for other in ("ann", "mod", "eve"):
        with pytest.raises(ChatError, match="no such file"):
            upload_visible_to(User(pk=cast[other]), sent["key"])


@rule(AddUpload, "may_not")
def test_who_has_no_room_to_post_in_sends_no_file(cast: Cast) -> None:
    for room in Room.objects.exclude(kind="direct"):
        cast.do("ann", ArchiveRoom, room=room.pk)
    for name in ("robo", "mod", "eve"):
        refused("forbidden", cast, name, AddUpload, **fields())
    cast.do("bob", AddUpload, **fields())  # who still has a conversation
    Upload.objects.all().delete()
    refused("forbidden", cast, cast.with_token("ann", "read"), AddUpload, **fields())
    assert not Upload.objects.exists()


def test_a_quota_is_filled_to_its_last_byte_and_no_further(cast: Cast, settings: Any) -> None:
    settings.CHAT_UPLOAD_PERSON_BYTES, settings.CHAT_UPLOAD_TOTAL_BYTES = 20, 35
    cast.do("bob", AddUpload, **fields(12))
    refused("forbidden", cast, "bob", AddUpload, **fields(9))
    cast.do("bob", AddUpload, **fields(8))
    refused("forbidden", cast, "ann", AddUpload, **fields(16))  # the workspace has but 15 left
    cast.do("ann", AddUpload, **fields(15))
    assert Upload.objects.count() == 3


def test_thumbnails_count_as_well(cast: Cast, settings: Any) -> None:
    settings.CHAT_UPLOAD_PERSON_BYTES = 20
    refused("forbidden", cast, "bob", AddUpload, **fields(15, stored=21))


@rule(AddUpload, "heard")
@rule(DescribeUpload, "heard")
@rule(DiscardUpload, "heard")
def test_nobody_hears_of_a_file_before_it_is_posted(house: House) -> None:
    bob, ann = house.connect("bob"), house.connect("ann")
    marks = len(bob.frames), len(ann.frames)
    key = house.cast.upload("bob")
    house.cast.do("bob", DescribeUpload, key=key, description="A ferry")
    house.cast.do("bob", DiscardUpload, key=key)
    bob.nothing_since(marks[0])
    ann.nothing_since(marks[1])


# --- Describing ---------------------------------------------------------------------------------


@rule(DescribeUpload, "may")
def test_one_says_what_ones_file_shows_and_its_message_says_it_to_all(cast: Cast) -> None:
    key = cast.upload("bob")
    cast.do("bob", DescribeUpload, key=key, description="A ferry")
    told = cast.do("bob", DescribeUpload, key=key, description=" A ferry,\n at dawn ").result
    assert told["upload"]["description"] == "A ferry, at dawn"
    cast.do("bob", PostMessage, room="lounge", text="", attachments=[key])
    message = page(User(pk=cast["ann"]), cast["lounge"])["messages"][-1]
    assert message["attachments"] == [told["upload"]]
    other = cast.upload("bob")
    cast.do("bob", DescribeUpload, key=other, description="A quay")
    cast.do("bob", DescribeUpload, key=other, description="")
    assert Upload.objects.get(key=other).description == ""


@rule(DescribeUpload, "may_not")
def test_nobody_describes_anothers_file_or_one_that_was_posted(cast: Cast) -> None:
    key = cast.upload("bob")
    for name in ("ann", "mod", "eve"):
        refused("not_found", cast, name, DescribeUpload, key=key, description="Mine")
    long = "x" * (DESCRIPTION_CHARACTERS + 1)
    refused("too_long", cast, "bob", DescribeUpload, key=key, description=long)
    refused("bad_frame", cast, "bob", DescribeUpload, key=key, description="a\0b")
    cast.do("bob", PostMessage, room="lounge", text="", attachments=[key])
    refused("not_found", cast, "bob", DescribeUpload, key=key, description="Too late")
    assert Upload.objects.get(key=key).description == ""


# --- Letting go ---------------------------------------------------------------------------------


@rule(DiscardUpload, "may")
def test_one_lets_go_of_ones_own_file_and_its_bytes(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    key = cast.upload("bob")
    assert path_of(key).exists()
    with django_capture_on_commit_callbacks(execute=True):
        cast.do("bob", DiscardUpload, key=key)
    assert not path_of(key).exists()
    assert not Upload.objects.exists()


@rule(DiscardUpload, "may_not")
def test_nobody_lets_go_of_anothers_file_or_of_a_messages(cast: Cast) -> None:
    key = cast.upload("bob")
    for name in ("ann", "mod", "eve"):
        refused("not_found", cast, name, DiscardUpload, key=key)
    cast.do("bob", PostMessage, room="lounge", text="", attachments=[key])
    refused("not_found", cast, "bob", DiscardUpload, key=key)
    refused("not_found", cast, "bob", DiscardUpload, key=uuid4())
    assert path_of(key).exists()


# --- Posting ------------------------------------------------------------------------------------


def test_a_message_carries_files_in_the_order_named(cast: Cast) -> None:
    keys = [cast.upload("bob", name=f"{n}.txt") for n in range(3)]
    named = [keys[2], keys[0], keys[1]]
    told = cast.do("bob", PostMessage, room="board", text="", attachments=named).result["message"]
    assert [carried["id"] for carried in told["attachments"]] == [str(key) for key in named]
    (last,) = page(User(pk=cast["ann"]), cast["board"], limit=1)["messages"]
    assert last["attachments"] == told["attachments"]
    places = Upload.objects.values_list("room", "seq").distinct()
    assert list(places) == [(cast["board"], told["seq"])]


def test_an_empty_text_needs_a_file(cast: Cast) -> None:
    refused("bad_frame", cast, "bob", PostMessage, room="lounge", text=" ")
    told = cast.do("bob", PostMessage, room="lounge", text=" ", attachments=[cast.upload("bob")])
    assert told.result["message"]["text"] == told.result["message"]["html"] == ""


def test_others_files_and_guessed_ids_are_absent_alike(cast: Cast) -> None:
    bobs, mine = cast.upload("bob"), cast.upload("ann")
    for keys in ([bobs], [mine, bobs], [uuid4()]):
        refused("not_found", cast, "ann", PostMessage, room="lounge", text="x", attachments=keys)
    assert Upload.objects.filter(room=None).count() == 2


def test_a_file_belongs_to_one_message(cast: Cast) -> None:
    key = cast.upload("bob")
    refused("bad_frame", cast, "bob", PostMessage, room="lounge", text="", attachments=[key, key])
    cast.do("bob", PostMessage, room="lounge", text="", attachments=[key])
    refused("conflict", cast, "bob", PostMessage, room="board", text="", attachments=[key])


def test_a_message_carries_no_more_than_it_may(cast: Cast) -> None:
    keys = [uuid4() for _ in range(ATTACHMENTS_PER_MESSAGE + 1)]
    with pytest.raises(ValueError, match="at most 10 items"):
        cast.command("bob", PostMessage, room="lounge", text="", attachments=keys)


def test_a_repeat_with_the_same_files_is_the_first_message(cast: Cast) -> None:
    key, client_id = cast.upload("bob"), uuid4()
    same = {"room": "lounge", "text": "x", "client_id": client_id}
    first = cast.do("bob", PostMessage, **same, attachments=[key])
    again = cast.do("bob", PostMessage, **same, attachments=[key])
    assert (again.repeated, again.seq) == (True, first.seq)
    refused("conflict", cast, "bob", PostMessage, **same)
    refused("conflict", cast, "bob", PostMessage, **same, attachments=[cast.upload("bob")])


def test_the_others_hear_of_the_files_with_their_message(house: House) -> None:
    ann, eve = house.connect("ann"), house.connect("eve")
    mark, board = len(eve.frames), house.cast["board"]
    key = house.cast.upload("bob")
    house.cast.do("bob", PostMessage, room="board", text="", attachments=[key])
    heard = ann.heard("message.posted", board)["message"]
    assert [carried["id"] for carried in heard["attachments"]] == [str(key)]
    eve.nothing_since(mark)


def test_an_edit_leaves_the_files_where_they_are(cast: Cast) -> None:
    posted = cast.do("bob", PostMessage, room="lounge", text="x", attachments=[cast.upload("bob")])
    edited = cast.do("bob", EditMessage, room="lounge", seq=posted.seq, text="y")
    assert edited.result["message"]["attachments"] == posted.result["message"]["attachments"]


# --- Seeing and deleting ------------------------------------------------------------------------


def test_who_left_a_closed_room_has_lost_its_files(cast: Cast) -> None:
    key = cast.upload("ann")
    cast.do("ann", PostMessage, room="board", text="", attachments=[key])
    bob, eve = User(pk=cast["bob"]), User(pk=cast["eve"])
    assert upload_visible_to(bob, key).name == "notes.txt"
    cast.do("ann", EndMembership, room="board", user="bob")
    for viewer in (bob, eve):
        with pytest.raises(ChatError, match="no such file"):
            upload_visible_to(viewer, key)


def test_a_sender_who_left_has_lost_them_too(cast: Cast) -> None:
    key = cast.upload("bob")
    cast.do("bob", PostMessage, room="board", text="", attachments=[key])
    cast.do("bob", EndMembership, room="board", user="bob")
    with pytest.raises(ChatError, match="no such file"):
        upload_visible_to(User(pk=cast["bob"]), key)


def test_files_go_with_their_message_and_give_their_room_back(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    key, other = cast.upload("bob"), cast.upload("bob")
    posted = cast.do("bob", PostMessage, room="lounge", text="x", attachments=[key])
    with django_capture_on_commit_callbacks(execute=True):
        told = cast.do("mod", DeleteMessage, room="lounge", seq=posted.seq).result["message"]
    assert told["attachments"] == []
    assert Message.objects.get(room=cast["lounge"], seq=posted.seq).attachments is None
    assert not path_of(key).exists()
    assert path_of(other).exists()
    assert list(Upload.objects.values_list("key", flat=True)) == [other]


# --- Sweeping -----------------------------------------------------------------------------------


def test_files_that_nobody_posted_go_after_a_day(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    waiting, posted = cast.upload("bob"), cast.upload("bob")
    cast.do("bob", PostMessage, room="lounge", text="", attachments=[posted])
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_expired_sessions(now + timedelta(hours=UNPOSTED_HOURS - 1)) == 0
        assert delete_expired_sessions(now + timedelta(hours=UNPOSTED_HOURS + 1)) == 1
    assert not path_of(waiting).exists()
    assert path_of(posted).exists()


def test_bytes_without_a_row_go_after_a_day(cast: Cast, upload_dir: Path) -> None:
    kept, lost = cast.upload("bob"), uuid4()
    for path in (path_of(lost), path_of(lost, thumbnail=True), upload_dir / "incoming" / "half"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    now = timezone.now()
    assert delete_lost_bytes(now) == 0
    assert delete_lost_bytes(now + timedelta(hours=UNPOSTED_HOURS + 1)) == 3
    files = [path for path in upload_dir.rglob("*") if path.is_file()]
    assert files == [path_of(kept)]
