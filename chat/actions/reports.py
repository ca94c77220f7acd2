"""The rules of reports: filed once, looked into by one, decided once, and the reporter is told."""

from datetime import timedelta

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Membership, Report, Room, User
from chat.protocol.actors import RANKS, Actor
from chat.protocol.commands import DecideReport, ReportMessage, ReportPerson, TakeReport
from chat.protocol.errors import ChatError, not_found
from chat.protocol.limits import COMMENT_CHARACTERS, REPORTS_PER_DAY, STAFF_TOLD
from chat.queries.profiles import profiles_visible_to
from chat.queries.reports import report_record, report_wire, snapshot_of, snapshot_of_person
from chat.text.check import check_text

DAY = timedelta(days=1)


def report_message(command: ReportMessage, batch: Batch) -> Outcome:
    """Keep a message as it stands, for the moderators. A repeat changes nothing.

    Raises ``not_found``, ``forbidden``, ``rate_limited``.
    """
    room, _ = access.seen(batch, command)
    message = batch.message(room.pk, command.seq)
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    before = Report.objects.filter(room=room, seq=message.seq, reporter=command.by.user).first()
    if before is not None:
        return Outcome(repeated=True, result={"report": report_wire(before)})
    _refuse(command.by, message.author_id, batch)
    return _file(command, message.author, batch, room, message.seq, snapshot_of(message))


def report_person(command: ReportPerson, batch: Batch) -> Outcome:
    """Keep what a person is called and says of themselves, for the moderators.

    Raises ``not_found``, ``forbidden``, ``rate_limited``.
    """
    user = profiles_visible_to(User(pk=command.by.user)).filter(pk=command.user).first()
    if user is None:
        raise not_found("person")
    before = Report.objects.filter(reporter=command.by.user, user=user, seq=None)
    if (running := before.exclude(status=Report.Status.DECIDED).first()) is not None:
        return Outcome(repeated=True, result={"report": report_wire(running)})
    _refuse(command.by, user.pk, batch)
    return _file(command, user, batch, None, None, snapshot_of_person(user, batch.now))


def _refuse(by: Actor, about: int, batch: Batch) -> None:
    if by.user == about:
        raise ChatError("forbidden", "You cannot report yourself; delete what you said.")
    latest = Report.objects.filter(reporter=by.user, at__gt=batch.now - DAY).order_by("at")
    times = list(latest.values_list("at", flat=True)[:REPORTS_PER_DAY])
    if len(times) >= REPORTS_PER_DAY:
        wait = (times[0] + DAY - batch.now).total_seconds()
        raise ChatError("rate_limited", "You have reported a great deal today.", wait)


def _file(
    command: ReportMessage | ReportPerson,
    user: User,
    batch: Batch,
    room: Room | None,
    seq: int | None,
    snapshot: dict[str, object],
) -> Outcome:
    report = Report.objects.create(
        reporter_id=command.by.user,
        user=user,
        room=room,
        seq=seq,
        reason=command.reason,
        comment=_comment(command.comment),
        snapshot=snapshot,
        at=batch.now,
    )
    for staff in _staff(report):
        batch.tell_viewer(staff, "report.filed", report=report.pk, room=report.room_id)
    _note(command.by, "report.filed", report, batch)
    return Outcome(result={"report": report_wire(report)})


def _note(by: Actor, act: str, report: Report, batch: Batch, decision: str = "") -> None:
    about = {"person": report.user_id, "room": report.room_id, "thing": f"report {report.pk}"}
    said = {"decision": decision} if decision else {"for": report.reason}
    batch.note(by, act, **about, reason=report.note if decision else "", **said)


def _comment(text: str) -> str:
    text = text.strip()
    return check_text(text, COMMENT_CHARACTERS, "comment") if text else ""


def _staff(report: Report) -> list[int]:
    """Return who is told of a new report: who may decide it."""
    roles = [role for role, rank in RANKS.items() if rank >= RANKS["moderator"]]
    staff = User.objects.filter(role__in=roles, is_active=True).exclude(pk=report.user_id)
    told = set(staff.order_by("pk").values_list("pk", flat=True)[:STAFF_TOLD])
    if report.room_id is not None:
        led = Membership.objects.filter(room=report.room_id).exclude(role=Membership.Role.MEMBER)
        others = led.exclude(user=report.user_id).order_by("pk")
        told |= set(others.values_list("user_id", flat=True)[:STAFF_TOLD])
    return sorted(told - {report.reporter_id})


def take_report(command: TakeReport, batch: Batch) -> Outcome:
    """Look into a report, or leave it to others; who has it keeps it until then.

    Raises ``not_found``, ``conflict``.
    """
    report = _undecided(command, batch)
    status = Report.Status.TAKEN if command.taken else Report.Status.OPEN
    assignee = (command.by.user or None) if command.taken else None
    taken = report.assignee_id if report.status == Report.Status.TAKEN else None
    if command.taken and taken not in (None, command.by.user):
        raise ChatError("conflict", "Somebody else looks into this report already.")
    if (report.status, report.assignee_id) == (status, assignee):
        return Outcome(repeated=True, result={"report": report_record(report)})
    report.status, report.assignee_id = status, assignee
    report.save(update_fields=["status", "assignee"])
    _note(command.by, "report.taken" if command.taken else "report.released", report, batch)
    return Outcome(result={"report": report_record(report)})


def decide_report(command: DecideReport, batch: Batch) -> Outcome:
    """Decide a report and tell its reporter. Raises ``not_found``, ``forbidden``, ``conflict``."""
    report = _undecided(command, batch)
    room = access.locked(batch, report.room_id) if report.room_id else None
    if not access.outranks(batch, command.by, report.user_id, room):
        raise ChatError("forbidden", "You may not decide about this person.")
    report.status, report.decision = Report.Status.DECIDED, command.decision
    report.note, report.decided_at = _comment(command.note), batch.now
    report.decided_by_id = command.by.user or None
    report.save(update_fields=["status", "decision", "note", "decided_at", "decided_by"])
    batch.tell_viewer(report.reporter_id, "report.decided", report=report_wire(report))
    _note(command.by, "report.decided", report, batch, report.decision)
    return Outcome(result={"report": report_record(report)})


def _undecided(command: TakeReport | DecideReport, batch: Batch) -> Report:
    """Return a report that one may see and that is open, locked.

    Raises ``not_found``, ``conflict``.
    """
    rows = Report.objects.select_for_update(of=("self",)).filter(pk=command.report)
    report = rows.first()
    if report is None or not _may_see(command.by, report, batch):
        raise not_found("report")
    if report.status == Report.Status.DECIDED:
        raise ChatError("conflict", "This report was decided already.")
    return report


def _may_see(by: Actor, report: Report, batch: Batch) -> bool:
    if by.user == report.user_id:
        return False
    if access.site_rank(batch, by) >= RANKS["moderator"]:
        return True
    mine = batch.membership(report.room_id, by.user) if report.room_id else None
    return mine is not None and mine.role != Membership.Role.MEMBER
