"""Notes which links of messages are to be looked at: a row in the commit that writes them.

A post without links costs nothing, and no answer waits for what becomes of them.
"""

from django.conf import settings

from chat.actions.batch import Batch
from chat.models import Message, PreviewDue
from chat.protocol.commands import EditMessage, PostMessage
from chat.queries.previews import previewed


def note(message: Message, command: PostMessage, batch: Batch) -> None:
    """Note the links of a new message, which is inserted with the rest of its batch.

    What the operator loads is history: it is not looked up.
    """
    wanted = settings.CHAT_LINK_PREVIEWS and not command.by.operator
    if wanted and (urls := previewed(message.html)):
        batch.due.append(_due(message, urls, batch))


def note_again(message: Message, command: EditMessage, before: str, batch: Batch) -> None:
    """Note the links that an edit brought, and let go of what belongs to those it took out.

    ``before`` is the earlier HTML. A preview that somebody removed does not come back.
    """
    urls, had = previewed(message.html), previewed(before)
    kept = [shown for shown in message.previews or [] if shown["url"] in urls]
    message.previews = kept or None
    if urls == had:
        return
    waiting = PreviewDue.objects.filter(room=message.room_id, seq=message.seq).first()
    still = set(waiting.urls) if waiting else set()
    due = [url for url in urls if url in still or url not in had]
    forget_links(message)
    if due and settings.CHAT_LINK_PREVIEWS and not command.by.operator:
        _due(message, due, batch).save()


def forget_links(message: Message) -> None:
    """Look at no link of a message any more."""
    PreviewDue.objects.filter(room=message.room_id, seq=message.seq).delete()


def _due(message: Message, urls: list[str], batch: Batch) -> PreviewDue:
    return PreviewDue(
        room_id=message.room_id, seq=message.seq, urls=urls, at=batch.now, due_at=batch.now
    )
