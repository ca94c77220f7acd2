"""Reports: filed by anybody about what they can see, looked into and decided by moderators."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from chat.pipeline import perform_sync
from chat.protocol.commands import DecideReport, ReportMessage, ReportPerson, TakeReport
from chat.protocol.commands.base import Id, Seq
from chat.protocol.commands.reports import Comment
from chat.protocol.commands.reports import Reason as ReportReason
from chat.protocol.limits import PAGE_REPORTS
from chat.queries.reports import report_record, report_visible_to, reports_visible_to
from chat.web.api.entry import Call, account_of
from chat.web.api.openapi import changes, reads
from chat.web.api.shapes import Body, Time, answer

router = Router(tags=["moderation"])
Limit = Annotated[int, Field(ge=1, le=PAGE_REPORTS)]
Status = Literal["open", "taken", "decided"]
Decision = Literal["upheld", "dismissed"]


class FiledReport(BaseModel):
    """A report as whoever filed it knows it."""

    id: Id
    user: Id = Field(description="Whom it is about.")
    room: Id | None
    message: Seq | None = Field(description="Null: it is about the person.")
    reason: ReportReason
    comment: str
    at: Time
    status: Status
    decision: Decision | None


class Report(FiledReport):
    """A report as moderators read it."""

    reporter: Id
    snapshot: dict[str, Any] = Field(description="What there was to see when it was filed.")
    assignee: Id | None
    note: str
    decided_by: Id | None
    decided_at: Time | None


class Reports(BaseModel):
    """A page of reports, filed last first."""

    reports: list[Report]
    next: Id | None = Field(description="Names the next page.")


class NewReport(Body):
    """Why one reports it."""

    reason: ReportReason
    comment: Comment = ""


class NewDecision(Body):
    """What was decided; the note is for other moderators."""

    decision: Decision
    note: Comment = ""


@router.post(
    "/rooms/{int:room}/messages/{int:seq}/report",
    response={200: FiledReport, 201: FiledReport},
    summary="Report a message",
    **changes("report_message", "not_found", "rate_limited"),
)
def report_message(request: Call, room: Id, seq: Seq, body: NewReport) -> HttpResponse:
    """Its text, earlier texts, files and surroundings are kept as they stand now."""
    command = ReportMessage(by=request.auth, room=room, seq=seq, **body.model_dump())
    done = perform_sync(command)
    return answer(done.result["report"], 200 if done.repeated else 201)


@router.post(
    "/users/{int:user}/report",
    response={200: FiledReport, 201: FiledReport},
    summary="Report a person",
    **changes("report_person", "not_found", "rate_limited"),
)
def report_person(request: Call, user: Id, body: NewReport) -> HttpResponse:
    """What they are called and say of themselves is kept as it stands now."""
    done = perform_sync(ReportPerson(by=request.auth, user=user, **body.model_dump()))
    return answer(done.result["report"], 200 if done.repeated else 201)


@router.get("/reports", response=Reports, summary="List reports", **reads("list_reports"))
def list_reports(
    request: Call,
    status: Status | None = None,
    before: Seq | None = None,
    limit: Limit = PAGE_REPORTS,
) -> HttpResponse:
    """For moderators; for those who lead rooms, the reports of these."""
    rows = reports_visible_to(account_of(request)).order_by("-pk")
    rows = rows.filter(status=status) if status else rows
    rows = rows.filter(pk__lt=before) if before else rows
    page = list(rows[: limit + 1])
    found = [report_record(report) for report in page[:limit]]
    return answer({"reports": found, "next": found[-1]["id"] if len(page) > limit else None})


@router.get(
    "/reports/{int:report}",
    response=Report,
    summary="Read a report",
    **reads("get_report", "not_found"),
)
def get_report(request: Call, report: Id) -> HttpResponse:
    """With the snapshot of what was reported."""
    return answer(report_record(report_visible_to(account_of(request), report)))


@router.put(
    "/reports/{int:report}/assignee",
    response=Report,
    summary="Look into a report",
    **changes("take_report", "not_found", scope="moderate"),
)
def take_report(request: Call, report: Id) -> HttpResponse:
    """Others see that one does, and leave it."""
    return answer(perform_sync(TakeReport(by=request.auth, report=report)).result["report"])


@router.delete(
    "/reports/{int:report}/assignee",
    response=Report,
    summary="Leave a report to others",
    **changes("release_report", "not_found", scope="moderate"),
)
def release_report(request: Call, report: Id) -> HttpResponse:
    """Nobody looks into it any more."""
    command = TakeReport(by=request.auth, report=report, taken=False)
    return answer(perform_sync(command).result["report"])


@router.put(
    "/reports/{int:report}/decision",
    response=Report,
    summary="Decide a report",
    **changes("decide_report", "not_found", scope="moderate"),
)
def decide_report(request: Call, report: Id, body: NewDecision) -> HttpResponse:
    """Once: a second decision is refused, whoever was first."""
    command = DecideReport(by=request.auth, report=report, **body.model_dump())
    return answer(perform_sync(command).result["report"])
