"""Whom a message speaks to: people by name, everybody with @room, who is present with @here."""

from dataclasses import dataclass

from chat.actions import access
from chat.actions.batch import Batch
from chat.models import Follow, Mention, Message, Room
from chat.protocol.commands import EditMessage, PostMessage
from chat.protocol.errors import ChatError
from chat.protocol.limits import HERE_PEOPLE
from chat.queries.members import member_ids
from chat.text.mentions import HERE, ROOM


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom a message speaks to: by name, because they are here, and whether it is everybody."""

    named: list[int]
    here: list[int]
    everybody: bool = False

    @property
    def rows(self) -> list[int | None]:
        """Return a mention for each, as it is stored: None is everybody."""
        return [*self.named, *self.here, *([None] if self.everybody else [])]


def mentioned(
    command: PostMessage | EditMessage, batch: Batch, room: Room, thread: int | None
) -> Mentioned:
    """Return whom a text speaks to; before anything is written.

    Raises ``forbidden`` where its author may not call many, or too many are here.
    """
    prepared = batch.prepared(command)
    named = batch.names.mentioned(prepared, room.pk)
    groups = batch.names.groups(prepared)
    if groups:
        _refuse_caller(command, batch, room)
    if ROOM in groups:
        return Mentioned(named, [], everybody=True)
    if HERE not in groups:
        return Mentioned(named, [])
    known = {*named, command.by.user}
    here = sorted(prepared.present & _hearing(room, thread) - known)
    if len(here) > HERE_PEOPLE:
        raise ChatError(
            "forbidden",
            "More than {count} people are here: call everybody with @room instead.",
            count=HERE_PEOPLE,
        )
    return Mentioned(named, here)


def _refuse_caller(command: PostMessage | EditMessage, batch: Batch, room: Room) -> None:
    """In a direct room everybody calls everybody: nobody leads it."""
    if room.callers == Room.Callers.EVERYBODY or room.kind == Room.Kind.DIRECT:
        return
    if not access.leads(batch, command.by, batch.membership(room.pk, command.by.user)):
        raise ChatError(
            "forbidden", "Only those who lead this room may call everybody in it: leave out the @."
        )


def _hearing(room: Room, thread: int | None) -> set[int]:
    """Return who belongs to a room; of a thread, who follows it."""
    if thread is None:
        return member_ids(room.pk)
    follows = Follow.objects.filter(room=room, thread=thread)
    return set(follows.values_list("user_id", flat=True))


def tell_mentioned(user_id: int, message: Message, by: int, batch: Batch) -> None:
    """Tell somebody that they were named; to name oneself is no news."""
    if user_id != by:
        batch.tell_viewer(user_id, "mention", room=message.room_id, message=message.seq, by=by)


def mention_again(message: Message, now: Mentioned, before: str, batch: Batch, room: Room) -> None:
    """Make the stored mentions those of a new text; tell whom it names for the first time.

    Who was called because they were here stays called while the text says @here: an edit calls
    nobody a second time, and nobody who came later. ``before`` is the HTML of the earlier text.
    """
    stored = set(message.mentions.values_list("user_id", flat=True))
    rows = now.rows
    if now.here and calls_here(before):
        rows = [*now.named, *(user for user in stored if user is not None)]
    gone = message.mentions.exclude(user_id__in=[user for user in rows if user is not None])
    if None in rows:
        gone = gone.filter(user__isnull=False)
    gone.delete()
    new = [user_id for user_id in dict.fromkeys(rows) if user_id not in stored]
    Mention.objects.bulk_create(
        Mention(message=message, user_id=user_id, room_id=message.room_id, seq=message.seq)
        for user_id in new
    )
    for user_id in now.named:
        if user_id in stored:
            continue
        tell_mentioned(user_id, message, message.author_id, batch)
        if message.thread is not None:
            batch.replies.begin(room, message.thread, user_id, read=message.seq - 1)


def calls_here(html: str) -> bool:
    """Whether a rendered text calls who is present."""
    return f'data-group="{HERE}"' in html
