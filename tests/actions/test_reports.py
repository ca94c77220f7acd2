"""Reports: who may file and decide them, what they keep, and who hears of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Report
from chat.protocol.commands import (
    AddMember,
    ChangeRole,
    DecideReport,
    DeleteMessage,
    EditMessage,
    PostMessage,
    ReportMessage,
    ReportPerson,
    TakeReport,
    UpdateProfile,
)
from chat.protocol.limits import REPORTS_PER_DAY
from chat.queries.reports import reports_visible_to
from tests.actions.hearing import Listening
from tests.actions.rules import rule
from tests.cast import ABSENT, Cast, hidden, refused
from tests.house import House


def file(cast: Cast, by: str = "ann", room: str = "lounge", text: str = "Buy now!") -> int:
    """Let somebody report a message of bob's; returns the report's id."""
    seq = cast.post("bob", room, text)
    made = cast.do(by, ReportMessage, room=room, seq=seq, reason="spam", comment=" Again ")
    return int(made.result["report"]["id"])


# --- Filing --------------------------------------------------------------------------------------


@rule(ReportMessage, "may")
def test_a_report_keeps_the_message_as_it_was(cast: Cast) -> None:
    before = cast.post("ann", text="A quiet day")
    key = cast.upload("bob", name="offer.txt")
    seq = cast.post("bob", text="Buy now", attachments=[key])
    cast.do("bob", EditMessage, room="lounge", seq=seq, text="Buy now!")
    after = cast.post("ann", text="Please do not")
    done = cast.do("eve", ReportMessage, room="lounge", seq=seq, reason="spam", comment=" Again ")
    cast.do("mod", DeleteMessage, room="lounge", seq=seq)
    report = Report.objects.get(pk=done.result["report"]["id"])
    kept = report.snapshot
    assert (kept["text"], kept["author"]["username"]) == ("Buy now!", "bob")
    assert [revision["text"] for revision in kept["revisions"]] == ["Buy now"]
    assert [(file["name"], file["sha256"]) for file in kept["files"]] == [("offer.txt", "0" * 64)]
    assert [line["seq"] for line in kept["before"]][-1] == before
    assert [line["seq"] for line in kept["after"]] == [after]
    assert (report.comment, report.reporter_id) == ("Again", cast["eve"])


@rule(ReportMessage, "may")
def test_a_second_report_of_the_same_message_is_the_first(cast: Cast) -> None:
    seq = cast.post("bob")
    fields = {"room": "lounge", "seq": seq}
    one = cast.do("ann", ReportMessage, reason="spam", **fields)
    two = cast.do("ann", ReportMessage, reason="abuse", **fields)
    assert two.repeated
    assert two.result == one.result
    assert not cast.do("eve", ReportMessage, reason="abuse", **fields).repeated


@rule(ReportMessage, "may_not")
def test_what_one_cannot_see_one_cannot_report(cast: Cast) -> None:
    seq = cast.post("bob", "board")
    hidden(cast, "eve", ReportMessage, room="board", seq=seq, reason="spam")
    refused("not_found", cast, "ann", ReportMessage, room="lounge", seq=ABSENT, reason="spam")
    there = {"room": "lounge", "seq": cast.post("bob"), "reason": "spam"}
    refused("bad_frame", cast, "ann", ReportMessage, comment="a\x00b", **there)
    own = cast.post("bob")
    refused("forbidden", cast, "bob", ReportMessage, room="lounge", seq=own, reason="spam")
    cast.do("bob", DeleteMessage, room="lounge", seq=own)
    refused("not_found", cast, "ann", ReportMessage, room="lounge", seq=own, reason="spam")


@rule(ReportMessage, "may_not")
def test_reporting_is_not_for_flooding_the_moderators(cast: Cast) -> None:
    for _ in range(REPORTS_PER_DAY):
        file(cast)
    seq = cast.post("bob")
    fields = {"room": "lounge", "seq": seq, "reason": "spam"}
    refusal = refused("rate_limited", cast, "ann", ReportMessage, **fields)
    assert refusal.retry_after is not None
    assert 86_000 < refusal.retry_after <= 86_400
    Report.objects.update(at=timezone.now() - timedelta(days=2))
    cast.do("ann", ReportMessage, **fields)


@rule(ReportMessage, "heard")
def test_moderators_hear_of_it_and_nobody_else(house: House) -> None:
    seq = house.cast.post("bob", "lounge")
    people = Listening(house)
    people.do("eve", ReportMessage, room="lounge", seq=seq, reason="abuse")
    assert people.told("mod", "report.filed")["room"] == house.cast["lounge"]
    people.told("ann", "report.filed")
    people.none_hear("bob", "eve")


@rule(ReportPerson, "may")
def test_a_person_is_reported_for_their_profile(cast: Cast) -> None:
    cast.do("bob", UpdateProfile, title="Cheap watches")
    done = cast.do("eve", ReportPerson, user="bob", reason="spam")
    report = Report.objects.get(pk=done.result["report"]["id"])
    assert report.snapshot["profile"]["title"] == "Cheap watches"
    assert cast.do("eve", ReportPerson, user="bob", reason="spam").repeated
    cast.do("mod", DecideReport, report=report.pk, decision="upheld")
    assert not cast.do("eve", ReportPerson, user="bob", reason="spam").repeated


@rule(ReportPerson, "may_not")
def test_nobody_reports_themselves_or_who_is_not_there(cast: Cast) -> None:
    refused("forbidden", cast, "bob", ReportPerson, user="bob", reason="other")
    refused("not_found", cast, "bob", ReportPerson, user=ABSENT, reason="other")


@rule(ReportPerson, "heard")
def test_a_report_about_a_moderator_is_told_to_the_others(house: House) -> None:
    people = Listening(house)
    people.do("eve", ReportPerson, user="mod", reason="abuse")
    people.told("ann", "report.filed")
    people.none_hear("mod", "bob", "eve")


# --- Looking into it -----------------------------------------------------------------------------


@rule(TakeReport, "may")
def test_one_moderator_looks_into_a_report_at_a_time(cast: Cast) -> None:
    report = file(cast, by="eve")
    assert cast.do("mod", TakeReport, report=report).result["report"]["status"] == "taken"
    assert cast.do("mod", TakeReport, report=report).repeated
    refused("conflict", cast, "ann", TakeReport, report=report)
    cast.do("ann", TakeReport, report=report, taken=False)
    cast.do("ann", TakeReport, report=report)


@rule(TakeReport, "may_not")
@rule(DecideReport, "may_not")
@pytest.mark.parametrize(
    ("kind", "more"), [(TakeReport, {}), (DecideReport, {"decision": "upheld"})]
)
def test_reports_are_for_moderators_whom_they_are_not_about(
    cast: Cast, kind: type, more: dict[str, str]
) -> None:
    report = file(cast, by="eve", room="lounge")
    for name in ("eve", "bob", "robo"):
        refused("not_found", cast, name, kind, report=report, **more)
    about = cast.do("eve", ReportPerson, user="mod", reason="abuse").result["report"]["id"]
    refused("not_found", cast, "mod", kind, report=about, **more)
    refused("not_found", cast, "ann", kind, report=ABSENT, **more)


@rule(TakeReport, "heard")
def test_taking_a_report_is_told_to_nobody(house: House) -> None:
    report = file(house.cast)
    people = Listening(house)
    people.do("mod", TakeReport, report=report)
    people.none_hear("ann", "bob", "eve", "mod")


@rule(DecideReport, "may")
def test_a_report_is_decided_once(cast: Cast) -> None:
    report = file(cast, by="eve")
    done = cast.do("mod", DecideReport, report=report, decision="upheld", note=" Seen ")
    found = done.result["report"]
    assert (found["status"], found["decision"], found["note"]) == ("decided", "upheld", "Seen")
    refused("conflict", cast, "ann", DecideReport, report=report, decision="dismissed")
    refused("conflict", cast, "ann", TakeReport, report=report)


@rule(DecideReport, "may")
def test_who_leads_a_room_decides_its_reports_and_no_others(cast: Cast) -> None:
    cast.do("ann", AddMember, room="board", user="eve", role="moderator")
    here, elsewhere = file(cast, room="board"), file(cast)
    seen = reports_visible_to(cast.user("eve"))
    assert [report.pk for report in seen] == [here]
    refused("not_found", cast, "eve", DecideReport, report=elsewhere, decision="upheld")
    cast.do("eve", DecideReport, report=here, decision="dismissed")


@rule(DecideReport, "may_not")
def test_nobody_decides_about_an_equal(cast: Cast) -> None:
    cast.do("ann", ChangeRole, user="bob", role="moderator")
    report = file(cast, by="eve")
    refused("forbidden", cast, "mod", DecideReport, report=report, decision="upheld")
    cast.do("ann", DecideReport, report=report, decision="upheld")


@rule(DecideReport, "heard")
def test_the_reporter_is_told_and_nobody_else(house: House) -> None:
    report = file(house.cast, by="eve")
    people = Listening(house)
    people.do("mod", DecideReport, report=report, decision="dismissed")
    told = people.told("eve", "report.decided")["report"]
    assert (told["id"], told["decision"]) == (report, "dismissed")
    assert "note" not in told
    assert "decided_by" not in told
    people.none_hear("ann", "bob", "mod")


def test_the_next_message_of_a_thread_is_its_surroundings(cast: Cast) -> None:
    root = cast.post("ann", text="Root")
    cast.post("ann", text="Beside the thread")
    reply = cast.do("bob", PostMessage, room="lounge", text="Spam", thread=root).seq
    done = cast.do("ann", ReportMessage, room="lounge", seq=reply, reason="spam")
    kept = Report.objects.get(pk=done.result["report"]["id"]).snapshot
    assert kept["thread"] == root
    assert (kept["before"], kept["after"]) == ([], [])
