"""What can be done from the admin: that it asks first, goes through the rule and takes effect."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from chat.models import (
    Invitation,
    Membership,
    Message,
    Removal,
    Revocation,
    Room,
    Session,
    Token,
    User,
)
from tests.admin.conftest import House, SignIn


def do(client: Client, kind: str, name: str, handles: Sequence[object], **fields: str) -> Any:
    """Confirm an operation; returns the page one ends up on."""
    address = f"/admin/chat/{kind}/do/{name}/"
    asked = client.get(address, {"id": handles})
    if asked.status_code != 200:
        return asked
    return client.post(address, {"id": handles, **fields}, follow=True)


def said(answer: Any) -> str:
    """What the page says about what was done."""
    return " ".join(str(message) for message in answer.context["messages"])


def session_handle(client: Client, user: User) -> str:
    """The name of a session in the admin, read from its list."""
    shown = client.get("/admin/chat/session/").context["cl"]
    session = next(s for s in shown.result_list if s.user_id == user.pk)
    return shown.url_for_result(session).split("/")[-3]


def test_a_moderator_removes_messages_chosen_in_the_list(house: House, sign_in: SignIn) -> None:
    client = sign_in("mod")
    chosen = [house.post("bob", "lounge", "buy my coins") for _ in range(2)]
    page = client.post(
        "/admin/chat/message/",
        {"action": "remove", "_selected_action": [m.pk for m in chosen], "index": 0},
        follow=True,
    )
    assert all(f'value="{m.pk}"' in page.content.decode() for m in chosen)
    assert Message.objects.filter(pk__in=[m.pk for m in chosen], deleted_at=None).count() == 2
    answer = do(client, "message", "remove", [m.pk for m in chosen])
    assert "(2)" in said(answer)
    for message in chosen:
        message.refresh_from_db()
        assert message.text == ""
        assert message.deleted_by == house.users["mod"]
        assert message.changed_seq > message.seq


def test_a_moderator_is_told_whose_messages_they_may_not_remove(
    house: House, sign_in: SignIn
) -> None:
    message = house.post("ann", "lounge", "welcome")
    answer = do(sign_in("mod"), "message", "remove", [message.pk])
    assert "may not" in said(answer)
    assert Message.objects.get(pk=message.pk).text == "welcome"


def test_a_moderator_cannot_remove_what_they_cannot_see(house: House, sign_in: SignIn) -> None:
    message = house.rooms["board"].messages.get()
    assert do(sign_in("mod"), "message", "remove", [message.pk]).status_code == 404
    assert Message.objects.get(pk=message.pk).deleted_at is None


def test_a_suspension_has_an_end_and_a_reason_and_closes_sockets(
    house: House, sign_in: SignIn
) -> None:
    bob = house.users["bob"]
    before = Revocation.objects.count()
    do(sign_in("mod"), "user", "suspend", [bob.pk], until="2099-01-02T03:04", reason="spam")
    bob.refresh_from_db()
    assert bob.suspended_until.isoformat() == "2099-01-02T03:04:00+00:00"
    assert bob.suspended_reason == "spam"
    assert Revocation.objects.count() == before + 1
    do(sign_in("mod"), "user", "lift", [bob.pk])
    bob.refresh_from_db()
    assert bob.suspended_until is None


def test_a_suspension_without_an_end_is_for_good(house: House, sign_in: SignIn) -> None:
    do(sign_in("mod"), "user", "suspend", [house.users["bob"].pk])
    assert User.objects.get(username="bob").suspended_until.year == 9999


def test_a_suspension_that_is_over_already_is_asked_again(house: House, sign_in: SignIn) -> None:
    bob = house.users["bob"]
    answer = do(sign_in("mod"), "user", "suspend", [bob.pk], until="2001-01-01T00:00")
    assert "over already" in answer.content.decode()
    assert User.objects.get(pk=bob.pk).suspended_until is None


def test_nobody_suspends_an_equal_or_a_higher_role(house: House, sign_in: SignIn) -> None:
    for who, whom in (("mod", "mod"), ("mod", "ann"), ("ada", "ann")):
        answer = do(sign_in(who), "user", "suspend", [house.users[whom].pk])
        assert "may not" in said(answer)
        assert User.objects.get(username=whom).suspended_until is None


def test_an_admin_gives_a_role(house: House, sign_in: SignIn) -> None:
    bob = house.users["bob"]
    do(sign_in("ada"), "user", "role", [bob.pk], role="moderator")
    assert User.objects.get(pk=bob.pk).role == "moderator"
    answer = do(sign_in("ada"), "user", "role", [bob.pk], role="admin")
    assert "may not" in said(answer)
    assert User.objects.get(pk=bob.pk).role == "moderator"


def test_a_session_is_signed_out(house: House, sign_in: SignIn) -> None:
    bobs, ann, bob = sign_in("bob"), sign_in("ann"), house.users["bob"]
    assert bobs.get("/accounts/profile/").status_code == 200
    do(ann, "session", "sign-out", [session_handle(ann, bob)])
    assert not Session.objects.filter(user=bob).exists()
    assert Revocation.objects.filter(kind="session").exists()
    assert bobs.get("/accounts/profile/").status_code == 302


def test_somebody_is_signed_out_everywhere(house: House, sign_in: SignIn) -> None:
    sign_in("bob"), sign_in("bob")
    assert Session.objects.filter(user=house.users["bob"]).count() == 2
    do(sign_in("ann"), "user", "sign-out", [house.users["bob"].pk])
    assert not Session.objects.filter(user=house.users["bob"]).exists()


def test_a_token_and_an_invitation_are_revoked(house: House, sign_in: SignIn) -> None:
    token, invitation = Token.objects.get(user__username="ann"), Invitation.objects.get()
    assert token.revoked_at is None
    do(sign_in("ann"), "token", "revoke", [token.pk])
    do(sign_in("ann"), "invitation", "revoke", [invitation.pk])
    assert Token.objects.get(pk=token.pk).revoked_at is not None
    assert Invitation.objects.get().revoked_at is not None


def test_a_member_is_brought_in_and_removed(house: House, sign_in: SignIn) -> None:
    board, robo, client = house.rooms["board"], house.users["robo"], sign_in("ada")
    do(client, "room", "add-member", [board.pk], username="@robo", role="moderator")
    membership = Membership.objects.get(room=board, user=robo)
    assert membership.role == "moderator"
    do(client, "membership", "remove", [membership.pk])
    assert not Membership.objects.filter(room=board, user=robo).exists()


def test_an_unknown_name_is_asked_again(house: House, sign_in: SignIn) -> None:
    board = house.rooms["board"]
    answer = do(sign_in("ann"), "room", "add-member", [board.pk], username="who", role="member")
    assert "Nobody here is called" in answer.content.decode()


def test_a_room_is_archived_and_opened_again(house: House, sign_in: SignIn) -> None:
    lounge = house.rooms["lounge"]
    do(sign_in("ann"), "room", "archive", [lounge.pk])
    assert Room.objects.get(pk=lounge.pk).archived_at is not None
    do(sign_in("ann"), "room", "reopen", [lounge.pk])
    assert Room.objects.get(pk=lounge.pk).archived_at is None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("user", "sign-out"),
        ("session", "sign-out"),
        ("token", "revoke"),
        ("invitation", "revoke"),
        ("room", "archive"),
        ("room", "add-member"),
        ("membership", "remove"),
    ],
)
def test_a_moderator_is_not_offered_what_admins_do(
    house: House, sign_in: SignIn, kind: str, name: str
) -> None:
    client = sign_in("mod")
    address = f"/admin/chat/{kind}/do/{name}/"
    for answer in (client.get(address, {"id": "1"}), client.post(address, {"id": "1"})):
        assert answer.status_code == 403


def test_a_member_does_nothing_here(house: House, sign_in: SignIn) -> None:
    message = house.post("ann", "lounge", "welcome")
    answer = sign_in("bob").post("/admin/chat/message/do/remove/", {"id": message.pk}, follow=True)
    assert answer.status_code == 403
    assert Message.objects.get(pk=message.pk).text == "welcome"


def test_an_operation_needs_a_record_and_a_name(sign_in: SignIn) -> None:
    client = sign_in("ann")
    for address in ("do/remove/", "do/remove/?id=0", "do/remove/?id=x", "do/explode/?id=1"):
        assert client.get(f"/admin/chat/message/{address}").status_code == 404, address


def test_an_operation_needs_the_pages_own_form(house: House, sign_in: SignIn) -> None:
    message = house.post("bob", "lounge", "hello")
    client = sign_in("ann")
    client.handler.enforce_csrf_checks = True
    answer = client.post("/admin/chat/message/do/remove/", {"id": message.pk})
    assert answer.status_code == 403
    assert Message.objects.get(pk=message.pk).text == "hello"


def test_a_moderator_has_all_of_a_persons_messages_removed_and_stops_it(
    house: House, sign_in: SignIn
) -> None:
    client, bob = sign_in("mod"), house.users["bob"]
    fields = {"since": "2026-01-02T03:04", "reason": "spam"}
    answer = do(client, "user", "remove-messages", [bob.pk], **fields)
    assert "has begun" in said(answer)
    removal = Removal.objects.get(user=bob)
    assert (removal.room, removal.by, removal.reason) == (None, house.users["mod"], "spam")
    page = client.get(f"/admin/chat/removal/{removal.pk}/change/").content.decode()
    assert "running" in page.lower()
    do(client, "removal", "stop", [removal.pk])
    removal.refresh_from_db()
    assert (removal.state, removal.ended_by) == ("stopped", house.users["mod"])


def test_the_same_in_one_room_by_the_membership(house: House, sign_in: SignIn) -> None:
    lounge, bob = house.rooms["lounge"], house.users["bob"]
    membership = Membership.objects.get(room=lounge, user=bob)
    client = sign_in("mod")
    late = do(client, "membership", "remove-messages", [membership.pk], since="2099-01-02T03:04")
    assert "choose a time that is over" in late.content.decode()
    assert not Removal.objects.filter(user=bob).exists()
    do(client, "membership", "remove-messages", [membership.pk], since="2026-01-02T03:04")
    assert Removal.objects.get(user=bob).room == lounge


def test_nobody_has_messages_of_their_equals_removed_here(house: House, sign_in: SignIn) -> None:
    ada, since = house.users["ada"], "2026-01-02T03:04"
    answer = do(sign_in("mod"), "user", "remove-messages", [ada.pk], since=since)
    assert "may not" in said(answer)
    assert not Removal.objects.filter(user=ada).exists()
