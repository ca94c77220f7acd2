"""The rules of what people say of themselves, and of when they are not to be disturbed."""

from typing import Any

from chat.actions.batch import Batch
from chat.actions.ends import checked_end
from chat.actions.outcome import Outcome
from chat.models import Profile, User
from chat.protocol.commands import SetQuiet, SetQuietHours, SetStatus, UpdateProfile
from chat.protocol.errors import ChatError, Thing
from chat.protocol.limits import (
    NAME_CHARACTERS,
    PRONOUNS_CHARACTERS,
    STATUS_CHARACTERS,
    TITLE_CHARACTERS,
)
from chat.queries.profiles import profile_of, profile_wire
from chat.text.check import check_name
from chat.text.emoji import check_emoji
from chat.text.zones import check_zone

SAYS_SOMETHING = "💬"  # what a status without an emoji is seen by beside a name


def update_profile(command: UpdateProfile, batch: Batch) -> Outcome:
    """Change one's own name, title, pronouns and time zone; what is absent stays.

    Raises ``bad_frame``, ``too_long``, ``conflict``.
    """
    user, profile = _mine(batch, command.by.user)
    name = user.name
    if command.name is not None:
        name = check_name(command.name, NAME_CHARACTERS)
    changes = _described(command, profile)
    renamed, user.name = name != user.name, name
    if renamed:
        user.save(update_fields=["name"])
    return _change(user, profile, changes, batch, also=renamed)


def _described(command: UpdateProfile, profile: Profile) -> dict[str, str]:
    """Return what one says of oneself, as it will be stored."""
    changes = {}
    if command.title is not None:
        changes["title"] = _line(command.title, TITLE_CHARACTERS, "title")
    if command.pronouns is not None:
        changes["pronouns"] = _line(command.pronouns, PRONOUNS_CHARACTERS, "list of pronouns")
    if command.time_zone is not None:
        changes["time_zone"] = check_zone(command.time_zone) if command.time_zone else ""
        if profile.quiet_hours and not command.time_zone:
            raise ChatError("conflict", "Your quiet hours need your time zone.")
    return changes


def _line(text: str, limit: int, what: Thing) -> str:
    """Return one line of text, or nothing for what is blank."""
    return check_name(text, limit, what) if text.strip() else ""


def set_status(command: SetStatus, batch: Batch) -> Outcome:
    """Say what one is doing; it ends by itself. Raises ``bad_frame``, ``too_long``."""
    user, profile = _mine(batch, command.by.user)
    text = _line(command.text, STATUS_CHARACTERS, "status")
    emoji = check_emoji(command.emoji) if command.emoji else SAYS_SOMETHING if text else ""
    until = checked_end(command.until, batch.now) if emoji else None
    changes = {"status_emoji": emoji, "status_text": text, "status_until": until}
    return _change(user, profile, changes, batch)


def set_quiet(command: SetQuiet, batch: Batch) -> Outcome:
    """Ask not to be disturbed until a time, or be reached again. Raises ``bad_frame``."""
    user, profile = _mine(batch, command.by.user)
    until = checked_end(command.until, batch.now)
    return _change(user, profile, {"quiet_until": until}, batch)


def set_quiet_hours(command: SetQuietHours, batch: Batch) -> Outcome:
    """Choose when one is not to be disturbed, week after week.

    Raises ``bad_frame`` for a day that stands there twice, ``conflict`` without a time zone.
    """
    user, profile = _mine(batch, command.by.user)
    hours = sorted((one.model_dump() for one in command.hours), key=lambda one: one["day"])
    if len({one["day"] for one in hours}) < len(hours):
        raise ChatError("bad_frame", "hours: a day has its quiet hours once.")
    if hours and not profile.time_zone:
        raise ChatError("conflict", "Choose your time zone first: quiet hours are kept in it.")
    return _change(user, profile, {"quiet_hours": hours}, batch)


def _mine(batch: Batch, user_id: int) -> tuple[User, Profile]:
    """Return one's own account and profile, which is stored once something is said in it."""
    user = batch.user(user_id)
    return user, profile_of(user)


def _change(
    user: User, profile: Profile, changes: dict[str, Any], batch: Batch, *, also: bool = False
) -> Outcome:
    """Store what differs and tell whoever shares a room with this person; nothing: nobody."""
    changed = {key: value for key, value in changes.items() if getattr(profile, key) != value}
    for key, value in changed.items():
        setattr(profile, key, value)
    if changed:
        Profile.objects.update_or_create(user=user, defaults=changed)
    user.profile = profile
    if changed or also:
        batch.tell_people(user.pk)
    result = {"user": profile_wire(user, batch.now)}
    return Outcome(repeated=not (changed or also), result=result)
