"""The pages on which one says who one is, what one does and when one is not to be disturbed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from chat.models import Profile, User
from chat.web.accounts.ends import end_of, zone_of
from tests.web.conftest import SignIn, text_of

STATUS, QUIET, HOURS = (f"/accounts/status/{part}" for part in ("", "quiet/", "quiet-hours/"))


def stored() -> Profile:
    """The one profile that there is."""
    return Profile.objects.get()


def test_people_say_who_they_are(sign_in: SignIn) -> None:
    client = sign_in("bob")
    said = {"title": "Keeps the bees", "pronouns": "he/him", "time_zone": "Europe/Berlin"}
    client.post("/accounts/profile/", {"name": "Bobby"} | said)
    assert User.objects.get(username="bob").name == "Bobby"
    assert (stored().title, stored().pronouns) == ("Keeps the bees", "he/him")
    page = text_of(client.get("/accounts/profile/"))
    assert 'value="Keeps the bees"' in page
    assert '<option value="Europe/Berlin" selected>' in page
    page = text_of(client.post("/accounts/profile/", {"name": "Bobby", "time_zone": "Mars"}))
    assert "is not one of the available choices" in page


def test_a_status_is_said_shown_and_taken_back(sign_in: SignIn) -> None:
    client = sign_in("bob")
    sent = {"text": "on <b>holiday</b>", "emoji": ":palm_tree:", "ends": "hour"}
    page = text_of(client.post(STATUS, sent, follow=True))
    assert "Your status is changed." in page
    assert "on &lt;b&gt;holiday&lt;/b&gt;" in page
    assert "It ends" in page
    assert stored().status_emoji == "🌴"
    assert timedelta(0) < stored().status_until - timezone.now() <= timedelta(hours=1)
    Profile.objects.update(status_until=timezone.now())
    assert "holiday" not in text_of(client.get(STATUS))
    client.post(STATUS, {"text": "", "emoji": "", "ends": "never"})
    assert (stored().status_emoji, stored().status_text) == ("", "")


def test_a_refused_status_is_explained(sign_in: SignIn) -> None:
    page = text_of(sign_in("bob").post(STATUS, {"text": "hi", "emoji": "hm", "ends": "never"}))
    assert "not an emoji" in page
    assert not Profile.objects.exists()


def test_quiet_begins_and_ends_by_hand(sign_in: SignIn) -> None:
    client = sign_in("bob")
    assert "You are not disturbed until" in text_of(
        client.post(QUIET, {"ends": "half"}, follow=True)
    )
    assert stored().quiet_until is not None
    assert "You are reached again." in text_of(client.post(QUIET, follow=True))
    assert stored().quiet_until is None


def test_quiet_hours_are_kept_day_by_day(sign_in: SignIn) -> None:
    client = sign_in("bob")
    sent = {"begins_1": "22:00", "ends_1": "07:00", "begins_6": "00:00", "ends_6": "00:00"}
    assert "Choose your time zone first" in text_of(client.post(HOURS, sent))
    client.post("/accounts/profile/", {"name": "Bob", "time_zone": "Asia/Tokyo"})
    client.post(HOURS, sent)
    assert stored().quiet_hours == [
        {"day": 1, "begins": "22:00", "ends": "07:00"},
        {"day": 6, "begins": "00:00", "ends": "00:00"},
    ]
    assert 'value="22:00"' in text_of(client.get(STATUS))
    half = text_of(client.post(HOURS, {"begins_2": "22:00"}))
    assert "Tuesday: say both when it begins and when it ends." in half
    assert len(stored().quiet_hours) == 2


@pytest.mark.parametrize(
    ("choice", "ends"),
    [
        ("half", "2026-11-24T21:00"),
        ("hour", "2026-11-24T21:30"),
        ("hours", "2026-11-25T00:30"),
        ("today", "2026-11-24T23:00"),
        ("tomorrow", "2026-11-25T07:00"),
        ("week", "2026-11-29T23:00"),
        ("never", None),
    ],
)
def test_days_end_by_the_clock_of_the_person(choice: str, ends: str | None) -> None:
    tuesday = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    found = end_of(choice, tuesday, ZoneInfo("Europe/Berlin"))
    assert (found and f"{found.astimezone(UTC):%Y-%m-%dT%H:%M}") == ends


def test_who_said_no_time_zone_lives_by_utc() -> None:
    assert zone_of("") is UTC
