"""The audit log: what is an act, who did it through which door, and what is none."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.actions import HANDLERS
from chat.models import AuditEntry, Message, Room
from chat.protocol import commands as c
from chat.protocol.actors import Actor, operator
from chat.protocol.acts import ACTS
from chat.protocol.errors import ChatError
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import Cast, refused
from tests.house import House

Do = Callable[[Cast], object]
LATER = timedelta(hours=1)


def latest() -> AuditEntry:
    """The entry that was added last."""
    return AuditEntry.objects.order_by("-number")[0]


def reported(cast: Cast) -> int:
    """Ann's report of what bob said."""
    seq = cast.post("bob")
    made = cast.do("ann", c.ReportMessage, room="lounge", seq=seq, reason="spam")
    return int(made.result["report"]["id"])


def muted(cast: Cast) -> int:
    """The id of a mute of bob."""
    made = cast.do("ann", c.ImposeSanction, user="bob", kind="mute")
    return int(made.result["sanction"]["id"])


def removal(cast: Cast) -> int:
    """The id of a removal of what bob has said."""
    since = timezone.now() - LATER
    made = cast.do("mod", c.RemoveMessages, user="bob", since=since, reason="spam")
    return int(made.result["removal"]["id"])


def removed(cast: Cast) -> None:
    """Let the server take a removal a step further."""
    seq = cast.post("bob")
    place = {"removal": removal(cast), "room": "lounge", "seqs": [seq]}
    cast.do("operator", c.ContinueRemoval, **place)


def invitation(cast: Cast) -> int:
    """The id of an invitation of ann's."""
    return int(cast.do("ann", c.InvitePeople, code_hash="0" * 64).result["invitation"])


def preview_gone(cast: Cast) -> None:
    """Let a moderator take a preview off what bob said."""
    seq, url = cast.post("bob", text="https://example.org/"), "https://example.org/"
    card = {"url": url, "title": "x", "description": "", "site": "x"}
    Message.objects.filter(room=cast["lounge"], seq=seq).update(previews=[card])
    cast.do("mod", c.RemovePreview, room="lounge", seq=seq, url=url)


def signed_up(cast: Cast) -> None:
    """Let somebody make an account by an invitation, at the page."""
    cast.do("ann", c.InvitePeople, code_hash="0" * 64)
    page = operator(door="page")
    cast.do(page, c.SignUp, code_hash="0" * 64, username="zoe", name="", password="!x")


def entered(cast: Cast) -> None:
    """Let an admin look into a closed room that they have no part in."""
    made = cast.do("ann", c.CreateUser, username="ada", role="admin")
    cast.people["ada"] = made.result["user"]["id"]
    cast.do("ada", c.EnterRoom, room="board", reason="a complaint")


#: An act for each command that is one; the founding of the workspace stands before all others.
RECORDED: dict[type[c.Command], tuple[Do, str]] = {
    c.CreateUser: (lambda d: d.do("ann", c.CreateUser, username="zoe"), "account.created"),
    c.SignUp: (signed_up, "account.created"),
    c.InvitePeople: (invitation, "invitation.created"),
    c.RevokeInvitation: (
        lambda d: d.do("ann", c.RevokeInvitation, invitation=invitation(d)),
        "invitation.revoked",
    ),
    c.ChangeRole: (
        lambda d: d.do("ann", c.ChangeRole, user="bob", role="moderator"),
        "role.changed",
    ),
    c.SuspendUser: (lambda d: d.do("mod", c.SuspendUser, user="bob"), "sanction.imposed"),
    c.LiftSuspension: (
        lambda d: (
            d.do("mod", c.SuspendUser, user="bob") and d.do("mod", c.LiftSuspension, user="bob")
        ),
        "sanction.lifted",
    ),
    c.ImposeSanction: (muted, "sanction.imposed"),
    c.LiftSanction: (
        lambda d: d.do("ann", c.LiftSanction, sanction=muted(d)),
        "sanction.lifted",
    ),
    c.RemoveMessages: (removal, "removal.begun"),
    c.ContinueRemoval: (removed, "message.removed"),
    c.EndRemoval: (lambda d: d.do("ann", c.EndRemoval, removal=removal(d)), "removal.stopped"),
    c.ReportMessage: (reported, "report.filed"),
    c.ReportPerson: (
        lambda d: d.do("eve", c.ReportPerson, user="bob", reason="abuse"),
        "report.filed",
    ),
    c.TakeReport: (lambda d: d.do("mod", c.TakeReport, report=reported(d)), "report.taken"),
    c.DecideReport: (
        lambda d: d.do("mod", c.DecideReport, report=reported(d), decision="upheld", note="so"),
        "report.decided",
    ),
    c.SetPassword: (
        lambda d: d.do("bob", c.SetPassword, user="bob", password="!hash"),
        "password.changed",
    ),
    c.SetEmail: (lambda d: d.do("bob", c.SetEmail, email="b@example.org"), "email.changed"),
    c.EndSession: (
        lambda d: d.do("ann", c.EndSession, session=d.signed_in("bob").session),
        "session.ended",
    ),
    c.EndOtherSessions: (
        lambda d: d.do("ann", c.EndOtherSessions, user="bob"),
        "sessions.ended",
    ),
    c.CreateToken: (lambda d: d.token("bob"), "token.created"),
    c.RevokeToken: (
        lambda d: d.do("bob", c.RevokeToken, token=d.token("bob")[0]),
        "token.revoked",
    ),
    c.CreateRoom: (lambda d: d.do("bob", c.CreateRoom, slug="den", name="Den"), "room.created"),
    c.UpdateRoom: (
        lambda d: d.do("ann", c.UpdateRoom, room="board", topic="money"),
        "room.changed",
    ),
    c.ArchiveRoom: (lambda d: d.do("ann", c.ArchiveRoom, room="board"), "room.archived"),
    c.EnterRoom: (entered, "room.entered"),
    c.AddMember: (lambda d: d.do("ann", c.AddMember, room="board", user="eve"), "member.added"),
    c.EndMembership: (
        lambda d: d.do("ann", c.EndMembership, room="board", user="bob"),
        "member.removed",
    ),
    c.DeleteMessage: (
        lambda d: d.do("mod", c.DeleteMessage, room="lounge", seq=d.post("bob")),
        "message.removed",
    ),
    c.RemovePreview: (preview_gone, "preview.removed"),
    c.RecordAct: (
        lambda d: d.do("operator", c.RecordAct, act="history.exported"),
        "history.exported",
    ),
    c.FoundWorkspace: (lambda d: None, "workspace.founded"),
}
#: What people do among themselves or for themselves, and what the server does by itself.
UNRECORDED = {
    *(c.PostMessage, c.EditMessage, c.AddReaction, c.RemoveReaction, c.PinMessage),
    *(c.UnpinMessage, c.ShowPreviews, c.AddBookmark, c.RemoveBookmark, c.SetReminder),
    *(
        c.FinishReminder,
        c.TellReminders,
        c.AddUpload,
        c.DescribeUpload,
        c.DiscardUpload,
        c.MoveRead,
    ),
    *(c.FollowThread, c.UnfollowThread, c.MoveThreadRead, c.OpenDirect, c.SetLevel),
    *(c.CreateSection, c.ChangeSection, c.RemoveSection, c.PlaceRoom, c.UpdateProfile),
    *(c.SetStatus, c.SetQuiet, c.SetQuietHours, c.ChooseLanguage),
}


def test_every_command_is_an_act_or_says_that_it_is_none() -> None:
    assert set(RECORDED) | UNRECORDED == set(HANDLERS)
    assert not set(RECORDED) & UNRECORDED


@pytest.mark.parametrize("command", RECORDED, ids=lambda command: command.__name__)
def test_an_act_stands_in_the_log(cast: Cast, command: type[c.Command]) -> None:
    do, act = RECORDED[command]
    do(cast)
    entry = AuditEntry.objects.get(number=1) if act == "workspace.founded" else latest()
    assert (entry.act, act in ACTS) == (act, True)
    assert entry.person or entry.room or entry.thing or act == "history.exported"


def test_an_entry_says_who_what_to_whom_where_and_why(cast: Cast) -> None:
    until = timezone.now() + LATER
    about = {"user": "bob", "room": "lounge", "kind": "mute"}
    made = cast.do("ann", c.ImposeSanction, **about, until=until, reason="spam")
    entry = latest()
    assert (entry.by, entry.person, entry.room) == (cast["ann"], cast["bob"], cast["lounge"])
    assert (entry.reason, entry.thing) == ("spam", f"sanction {made.result['sanction']['id']}")
    assert json.loads(entry.details)["kind"] == "mute"
    cast.do("ann", c.ChangeRole, user="bob", role="moderator")
    assert json.loads(latest().details) == {"was": "member", "role": "moderator"}


def test_what_a_removal_takes_away_is_noted_as_who_asked_for_it_would_have(cast: Cast) -> None:
    seq = cast.post("bob")
    by = Actor(cast["mod"], door="admin")
    since = timezone.now() - LATER
    made = cast.do(by, c.RemoveMessages, user="bob", since=since).result["removal"]["id"]
    cast.do("operator", c.ContinueRemoval, removal=made, room="lounge", seqs=[seq])
    entry = latest()
    assert (entry.act, entry.by, entry.door) == ("message.removed", cast["mod"], "admin")
    assert (entry.person, entry.thing) == (cast["bob"], f"message {seq}")


def test_an_entry_names_the_door(cast: Cast) -> None:
    for door in ("socket", "rest", "page", "admin"):
        cast.do(Actor(cast["ann"], door=door), c.EndOtherSessions, user="bob")
        assert (latest().door, latest().by) == (door, cast["ann"])
    cast.do(operator(cast["ann"]), c.EndOtherSessions, user="bob")
    assert (latest().door, latest().by) == ("command", None)


def test_what_people_do_among_themselves_is_none(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    seq = cast.post("bob")
    cast.do("bob", c.EditMessage, room="lounge", seq=seq, text="other")
    cast.do("ann", c.PinMessage, room="lounge", seq=seq)
    cast.do("bob", c.DeleteMessage, room="lounge", seq=seq)
    cast.do("eve", c.AddMember, room="lounge", user="eve")
    cast.do("eve", c.EndMembership, room="lounge", user="eve")
    assert AuditEntry.objects.count() == before


def test_a_refusal_and_a_repeat_add_nothing(cast: Cast) -> None:
    cast.do("ann", c.ChangeRole, user="bob", role="moderator")
    before = AuditEntry.objects.count()
    assert cast.do("ann", c.ChangeRole, user="bob", role="moderator").repeated
    with pytest.raises(ChatError, match="may not"):
        cast.do("mod", c.SuspendUser, user="ann")
    assert AuditEntry.objects.count() == before


def test_no_text_and_no_secret_reaches_the_log(cast: Cast) -> None:
    seq = cast.post("bob", text="a very particular text")
    cast.do("ann", c.ReportMessage, room="lounge", seq=seq, reason="spam", comment="my comment")
    cast.do("mod", c.DeleteMessage, room="lounge", seq=seq)
    _, secret = cast.token("bob")
    cast.do("bob", c.SetPassword, user="bob", password="md5$hash")
    cast.do("bob", c.SetEmail, email="bob@example.org")
    written = " ".join(str(row) for row in AuditEntry.objects.values_list())
    assert "report.filed" in written
    assert "token.created" in written
    for hidden in ("particular", "my comment", secret, secret[:9], "md5$hash", "bob@example.org"):
        assert hidden not in written


def test_an_act_that_does_not_commit_is_not_in_the_log(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = AuditEntry.objects.count()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("chat.actions.accounts.Outcome", broken)
    with pytest.raises(ChatError, match="on our side"):
        cast.do("ann", c.ChangeRole, user="bob", role="moderator")
    assert cast.user("bob").role == "member"
    assert AuditEntry.objects.count() == before


def test_an_act_is_not_done_where_the_log_cannot_be_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("chat.actions.batch.append", broken)
    with pytest.raises(ChatError, match="on our side"):
        cast.do("ann", c.ChangeRole, user="bob", role="moderator")
    assert cast.user("bob").role == "member"


@rule(c.RecordAct, "may")
def test_the_server_notes_for_somebody_what_no_command_does(cast: Cast) -> None:
    by = operator(cast["ann"], "admin")
    cast.do(by, c.RecordAct, act="audit.read", reason="a look", details={"page": "x"})
    entry = latest()
    assert (entry.act, entry.by, entry.door) == ("audit.read", cast["ann"], "admin")
    assert (entry.reason, json.loads(entry.details)) == ("a look", {"page": "x"})


@rule(c.RecordAct, "may_not")
def test_nobody_else_writes_the_log(cast: Cast) -> None:
    for name in ("ann", "mod", "bob"):
        refused("forbidden", cast, name, c.RecordAct, act="audit.read")


@rule(c.RecordAct, "heard")
def test_nobody_hears_of_an_entry(house: House) -> None:
    listening = Listening(house)
    listening.do("operator", c.RecordAct, act="audit.read", room=Room.objects.get(slug="lounge").pk)
    listening.none_hear("ann", "bob", "eve", "mod")
