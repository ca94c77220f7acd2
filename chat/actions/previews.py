"""The rules of previews: links are noted as they are written, and what they lead to is shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from chat.actions.batch import Batch
from chat.actions.messages import note_removal, reachable, tell_changed, whole
from chat.actions.outcome import Outcome
from chat.models import Message, PageCard, PreviewDue
from chat.models.previews import digest_of
from chat.protocol.commands import RemovePreview, ShowPreviews
from chat.protocol.errors import ChatError
from chat.protocol.events import Wire
from chat.queries.previews import previewed

LEASE_SECONDS = 30  # that a taken one is left to who took it; longer than reading takes
TRIES = 3  # of processes that were killed meanwhile
WAITING_MINUTES = 60  # after which nobody would see the preview come
CARD_HOURS = 24  # that a page is not asked again
SILENCE_MINUTES = 60  # the same where it said nothing
CARDS_KEPT = 10_000  # pages; some five megabytes


def show_previews(command: ShowPreviews, batch: Batch) -> Outcome:
    """Show previews of links that a message still has. What was deleted meanwhile stays so.

    Raises ``not_found``, ``forbidden``.
    """
    if not command.by.operator:
        raise ChatError("forbidden", "Only the server reads pages.")
    room = batch.room(command.room)
    message = batch.message(room.pk, command.seq)
    _looked_at(message, command.looked_at)
    before = message.previews or []
    shown = {old["url"]: old for old in before}
    shown |= {new.url: new.wire() for new in command.previews}
    previews = [shown[url] for url in previewed(message.html) if url in shown]
    if message.deleted_at is not None or previews == before:
        return _unchanged(message, batch)
    message.previews = previews
    message.save(update_fields=["previews"])
    return tell_changed("preview.added", message, command.by.user, batch, room)


def remove_preview(command: RemovePreview, batch: Batch) -> Outcome:
    """Take a preview off: its author, and whoever may delete the message.

    Nothing brings it back but writing the link anew. Raises ``not_found``, ``forbidden``.
    """
    room, message, may = reachable(command, batch)
    if not may:
        raise ChatError("forbidden", "You may not remove this preview.")
    if message.deleted_at is not None:
        raise ChatError("not_found", "This message was deleted.")
    kept = [preview for preview in message.previews or [] if preview["url"] != command.url]
    if kept == (message.previews or []):
        return _unchanged(message, batch)
    message.previews = kept or None
    message.save(update_fields=["previews"])
    if message.author_id != command.by.user:
        note_removal(command.by, "preview.removed", message, batch)
    return tell_changed("preview.removed", message, command.by.user, batch, room)


def _unchanged(message: Message, batch: Batch) -> Outcome:
    state = whole(message, batch)
    return Outcome(message.room_id, message.changed_seq, repeated=True, result={"message": state})


def _looked_at(message: Message, urls: list[str]) -> None:
    """Strike off what was looked at; an edit may have noted others meanwhile."""
    for due in PreviewDue.objects.filter(room=message.room_id, seq=message.seq):
        due.urls = [url for url in due.urls if url not in urls]
        if due.urls:
            due.save(update_fields=["urls"])
        else:
            due.delete()


# --- For the process that looks -----------------------------------------------------------------


def take_due(now: datetime, limit: int) -> list[PreviewDue]:
    """Return at most ``limit`` messages whose links are to be looked at, each to one caller.

    Whoever does not come back with them loses them to the next after a while.
    """
    due = PreviewDue.objects.filter(due_at__lte=now)
    if not due.exists():  # most of the time, and without a lock
        return []
    with transaction.atomic():
        taken = list(due.select_for_update(skip_locked=True).order_by("due_at")[:limit])
        for row in taken:
            row.due_at, row.tries = now + timedelta(seconds=LEASE_SECONDS), row.tries + 1
        PreviewDue.objects.bulk_update(taken, ["due_at", "tries"])
        lost = [row.pk for row in taken if row.tries > TRIES]
        PreviewDue.objects.filter(pk__in=lost).delete()
    return [row for row in taken if row.tries <= TRIES]


def keep_cards(cards: Mapping[str, Wire | None], now: datetime) -> None:
    """Keep what pages said of themselves, by their addresses; None where they said nothing."""
    hours, minutes = timedelta(hours=CARD_HOURS), timedelta(minutes=SILENCE_MINUTES)
    PageCard.objects.bulk_create(
        [
            PageCard(digest=digest_of(url), card=card, until=now + (hours if card else minutes))
            for url, card in cards.items()
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["card", "until"],
    )


def delete_old_previews(now: datetime, limit: int) -> int:
    """Delete what waited too long, and cards that are old or too many; returns how many."""
    before = now - timedelta(minutes=WAITING_MINUTES)
    newest = PageCard.objects.order_by("-until")
    return (
        _delete(PreviewDue.objects.filter(at__lte=before).order_by("pk")[:limit])
        + _delete(PageCard.objects.filter(until__lte=now).order_by("until")[:limit])
        + _delete(newest[CARDS_KEPT : CARDS_KEPT + limit])
    )


def _delete(rows: QuerySet[Any]) -> int:
    # Listed first: a delete with a limit inside is not the same on every database.
    keys = list(rows.values_list("pk", flat=True))
    return int(rows.model._default_manager.filter(pk__in=keys).delete()[0])
