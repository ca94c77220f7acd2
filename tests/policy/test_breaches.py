"""Breaches that were published of other chats, each tried here at the door it came through."""

import orjson
from django.test import Client as Browser

from chat.models import User
from chat.protocol.closes import BARRED, SIGNED_OUT
from chat.protocol.commands import (
    AddMember,
    DeleteMessage,
    EndMembership,
    EndSession,
    ImposeSanction,
    SuspendUser,
)
from chat.queries.accounts import hash_key
from tests.cast import Cast
from tests.house import House


def read(cast: Cast, name: str, path: str) -> tuple[int, str]:
    """What the API answers somebody's token: the status, and the body as text."""
    secret = cast.token(name)[1]
    browser = Browser(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {secret}"})
    answer = browser.get(f"/api/v1{path}")
    return answer.status_code, answer.content.decode()


def test_a_membership_that_does_not_count_any_more_opens_nothing(cast: Cast) -> None:
    """CVE-2026-44561: a row of a membership was there, and that it was inactive nobody asked."""
    cast.post("ann", "board", "for few")
    cast.do("ann", ImposeSanction, user="mod", room="board", kind="ban")
    assert read(cast, "mod", f"/rooms/{cast['board']}/messages")[0] == 404
    cast.do("ann", SuspendUser, user="bob")
    status, body = read(cast, "bob", f"/rooms/{cast['board']}/messages")
    assert (status, "for few" in body) == (401, False)


def test_what_was_deleted_is_not_in_the_news_of_its_deletion(house: House) -> None:
    """CVE-2026-2578: the event that told of a deletion carried what was deleted."""
    socket = house.connect("bob")
    seq = house.cast.post("ann", "lounge", "a slip of the tongue")
    socket.heard("message.posted", house.cast["lounge"], seq=seq)
    mark = len(socket.frames)
    outcome = house.cast.do("ann", DeleteMessage, room="lounge", seq=seq)
    event = socket.heard("message.deleted", house.cast["lounge"], seq=outcome.seq)
    assert (event["message"]["text"], event["message"]["html"]) == ("", "")
    assert "slip of the tongue" not in orjson.dumps(socket.frames[mark:]).decode()


def test_who_was_switched_off_does_not_come_in_by_the_socket(house: House) -> None:
    """CVE-2026-30831: a deactivated account signed in through the streaming service."""
    _, secret = house.cast.token("bob")
    User.objects.filter(pk=house.cast["bob"]).update(is_active=False)
    for credential in ({"token": secret}, {"session": house.cast.session("bob")}):
        socket = house.connect(hello=False, **credential)
        assert socket.wait_closed() == BARRED
        assert not [frame for frame in socket.frames if frame["type"] == "welcome"]


def test_a_socket_does_not_outlive_its_session(house: House) -> None:
    """GHSA-4hv6-xc92-j86g: the socket never asked whether its session was still there."""
    session = house.cast.session("bob")
    socket = house.connect(session=session)
    house.cast.do("ann", EndSession, session=hash_key(session))
    assert socket.wait_closed() == SIGNED_OUT
    mark = len(socket.frames)
    house.cast.post("ann", "lounge", "after the end")
    house.connect("ann").settle()
    assert len(socket.frames) == mark


def test_a_message_is_not_found_through_another_room(cast: Cast) -> None:
    """GHSA-r979-jhp2-3f6h: a message was looked up by its id, whatever room was named."""
    for _ in range(30):  # beyond what was said anywhere else
        hidden = cast.post("ann", "board", "for few")
    cast.do("eve", AddMember, room="lounge", user="eve")
    for tail in ("", "/thread", "/revisions"):
        status, body = read(cast, "eve", f"/rooms/{cast['lounge']}/messages/{hidden}{tail}")
        assert (status, "for few" in body) == (404, False)


def test_nobody_outside_hears_who_comes_into_a_closed_room(house: House) -> None:
    """CVE-2020-14457: everybody was told the details of a team's new members."""
    inside, outside = house.connect("bob"), house.connect("mod")
    house.cast.do("ann", EndMembership, room="board", user="mod")
    outside.told("room.closed")
    mark = len(outside.frames)
    outcome = house.cast.do("ann", AddMember, room="board", user="eve")
    inside.heard("member.joined", house.cast["board"], seq=outcome.seq)
    outside.nothing_since(mark)


def test_a_cursor_kept_from_before_brings_nothing_back(house: House) -> None:
    """A name of a stream, kept from before, was heard on after the removal."""
    cast, socket = house.cast, house.connect("mod")
    board = cast.room("board")
    cursor = {"epoch": board.epoch, "seq": board.seq}
    cast.do("ann", EndMembership, room="board", user="mod")
    cast.post("ann", "board", "among ourselves")
    socket.told("room.closed")
    refused = socket.ask({"type": "sync", "room": board.pk, "cursor": cursor})
    assert (refused["type"], refused["code"]) == ("error", "not_found")
    again = house.connect("mod", cursors={str(board.pk): cursor})
    again.settle()
    for heard in (socket, again):
        assert "among ourselves" not in orjson.dumps(heard.frames).decode()
