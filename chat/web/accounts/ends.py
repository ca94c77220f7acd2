"""When what somebody chooses in words ends: a status, a time without disturbance."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

NEVER = "never"
MORNING = time(8)  # when those who asked for quiet until tomorrow are reached again

#: What a status may last, and a time without disturbance, in the words of their forms.
STATUS_ENDS = {
    NEVER: _("until I change it"),
    "half": _("30 minutes"),
    "hour": _("an hour"),
    "today": _("today"),
    "week": _("this week"),
}
QUIET_ENDS = {
    "half": _("30 minutes"),
    "hour": _("an hour"),
    "hours": _("4 hours"),
    "tomorrow": _("until tomorrow morning"),
}


def zone_of(name: str) -> tzinfo:
    """Return a person's time zone; UTC for who did not say."""
    return ZoneInfo(name) if name else UTC


def end_of(choice: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when a choice ends, days being those of the zone; None where it does not."""
    spans = {"half": timedelta(minutes=30), "hour": timedelta(hours=1), "hours": timedelta(hours=4)}
    if choice in spans:
        return now + spans[choice]
    today = now.astimezone(zone).date()
    days = {"today": 1, "tomorrow": 1, "week": 7 - today.weekday()}
    if choice not in days:
        return None
    at = MORNING if choice == "tomorrow" else time(0)
    return datetime.combine(today + timedelta(days=days[choice]), at, tzinfo=zone)
