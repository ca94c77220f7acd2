"""Keeps the index of the search: indexes full blocks, takes out what is deleted or replaced.

Posting does nothing for the search. The newest messages are looked through as they are, until a
block of them is full; then a process indexes it when it has time. Deleting or editing an indexed
message changes its rows in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max, Min, Sum

from chat.actions.batch import AUTHORITY_LOCK
from chat.models import Mention, Message, SearchBlock, search
from chat.models.search import author_key, bounds, mention_key, room_key
from chat.queries.search_index import missing_block
from chat.text.folding import fold
from chat.text.signature import SIGNATURE_BITS, signature, slices

MESSAGES_AT_ONCE = 256  # read for the index: of the longest, a few megabytes


def forget(message: Message) -> None:
    """Take a message out of the index; nothing where its block is not indexed yet."""
    number, place = divmod(message.pk, search.BLOCK_MESSAGES)
    if _locked(number):
        search.clear_bit(number, place)


def renew(message: Message) -> None:
    """Index the present text and mentions of a message instead of its earlier ones."""
    number, place = divmod(message.pk, search.BLOCK_MESSAGES)
    if _locked(number):
        search.clear_bit(number, place)
        bits = signature(fold(message.text), {})
        keys = {bit for bit in range(SIGNATURE_BITS) if bits >> bit & 1}
        named = message.mentions.filter(user__isnull=False)
        mentioned = named.values_list("user_id", flat=True)
        keys |= _facets(message.room_id, message.author_id, mentioned)
        search.set_bit(number, place, keys)


def _locked(number: int) -> bool:
    """Whether a block is indexed; then nobody else changes it before this commit."""
    blocks = SearchBlock.objects.select_for_update().filter(pk=number)
    return blocks.values_list("pk", flat=True).first() is not None


def _facets(room: int, author: int, mentioned: Iterable[int]) -> set[int]:
    return {room_key(room), author_key(author), *map(mention_key, mentioned)}


def index_next() -> bool:
    """Index the newest full block that is not; returns whether there was one to index.

    What changes meanwhile is noticed: then nothing is stored, and the next call tries again.
    Safe to run in several processes at once.
    """
    number = missing_block()
    if number is None:
        return False
    before = _state(number)
    rows = _rows(number)
    try:
        with transaction.atomic():
            SearchBlock.objects.create(
                number=number, first_at=before["first"], last_at=before["last"]
            )
            search.insert_slices(number, rows)
            _wait_for_writers()
            if _state(number) != before:
                transaction.set_rollback(True)
    except IntegrityError:
        pass  # another process was first
    return True


def _wait_for_writers() -> None:
    """Let nobody be between reading whether a block is indexed and their commit.

    Every commit holds this lock shared (see ``Batch``). With it, whoever took an id in the block
    has committed, and whoever changes a message of it has seen the block, or we see the change.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock({AUTHORITY_LOCK})")


def _state(number: int) -> dict[str, Any]:
    """Return what differs as soon as a message of a block was added or changed."""
    return Message.objects.filter(pk__range=bounds(number)).aggregate(
        count=Count("pk"), changes=Sum("changed_seq"), first=Min("at"), last=Max("at")
    )


def _rows(number: int) -> list[tuple[int, int]]:
    """Return the (key, bits) of a block."""
    first, last = bounds(number)
    facets: dict[int, int] = defaultdict(int)
    signatures = [0] * search.BLOCK_MESSAGES
    words: dict[str, int] = {}
    for pk, room, author, text in _messages(first, last):
        signatures[pk - first] = signature(fold(text), words)
        for key in _facets(room, author, ()):
            facets[key] |= 1 << (pk - first)
    mentions = Mention.objects.filter(message_id__gte=first, message_id__lte=last)
    mentions = mentions.filter(user__isnull=False)
    for pk, user in mentions.values_list("message_id", "user_id"):
        facets[mention_key(user)] |= 1 << (pk - first)
    return [*enumerate(slices(signatures)), *facets.items()]


def _messages(first: int, last: int) -> Iterator[tuple[int, int, int, str]]:
    """Return (id, room, author, text) of the messages there are, with few in memory at a time."""
    for start in range(first, last + 1, MESSAGES_AT_ONCE):
        some = Message.objects.filter(
            pk__gte=start, pk__lt=min(start + MESSAGES_AT_ONCE, last + 1), deleted_at=None
        )
        yield from some.values_list("pk", "room_id", "author_id", "text")
