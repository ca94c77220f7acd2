"""The index of the search holds what can be read, and nothing else."""

import tracemalloc
from collections import defaultdict

import pytest
from django.db import connection

from chat.actions import search as actions
from chat.actions.search import index_next
from chat.models import Message, SearchBlock, SearchSlice
from chat.models import search as index
from chat.models.search import author_key, mention_key, room_key
from chat.protocol.commands import DeleteMessage, EditMessage
from chat.text.folding import fold
from chat.text.signature import SIGNATURE_BITS, signature
from tests.cast import Cast

SMALL_BLOCK = 8  # messages
SECRET = "zanzibar @bob"


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BLOCK_MESSAGES", SMALL_BLOCK)


def indexed_keys() -> dict[int, set[int]]:
    """The keys under which each message is indexed, by id, read from the table itself."""
    keys: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT block, key, bits FROM chat_searchslice")
        for block, key, bits in cursor.fetchall():
            number = int.from_bytes(bits, "little")
            for place in range(SMALL_BLOCK):
                if number >> place & 1:
                    keys[block * SMALL_BLOCK + place].add(key)
    return dict(keys)


def wanted_keys() -> dict[int, set[int]]:
    """The keys under which each message of an indexed block should be."""
    wanted = {}
    for number in SearchBlock.objects.values_list("pk", flat=True):
        first, last = index.bounds(number)
        for message in Message.objects.filter(pk__range=(first, last), deleted_at=None):
            bits = signature(fold(message.text), {})
            keys = {bit for bit in range(SIGNATURE_BITS) if bits >> bit & 1}
            keys |= {room_key(message.room_id), author_key(message.author_id)}
            keys |= {mention_key(m.user_id) for m in message.mentions.all()}
            wanted[message.pk] = keys
    return wanted


def fill(cast: Cast) -> int:
    """Post what fills blocks, SECRET in the middle, index it, and return the seq of SECRET."""
    for n in range(SMALL_BLOCK):
        cast.post("ann", "lounge", f"Note {n} 天気")
    seq = cast.post("ann", "lounge", SECRET)
    for n in range(2 * SMALL_BLOCK):
        cast.post("bob", "board", f"Note {n} for @ann")
    while index_next():
        pass
    assert cast.message("lounge", seq).pk in indexed_keys()
    return seq


def test_full_blocks_are_indexed_and_the_one_that_fills_is_not(cast: Cast) -> None:
    fill(cast)
    ids = Message.objects.order_by("pk").values_list("pk", flat=True)
    blocks = list(SearchBlock.objects.order_by("pk").values_list("pk", flat=True))
    assert blocks == list(range(ids[0] // SMALL_BLOCK, max(ids) // SMALL_BLOCK))
    assert indexed_keys() == wanted_keys()
    assert not index_next()


def test_posting_writes_nothing_for_the_search(cast: Cast) -> None:
    for _ in range(3 * SMALL_BLOCK):
        cast.post("ann", "lounge", SECRET)
    assert not SearchSlice.objects.exists()
    assert not SearchBlock.objects.exists()


def test_a_deleted_message_leaves_every_row_of_the_index(cast: Cast) -> None:
    seq = fill(cast)
    pk = cast.message("lounge", seq).pk
    cast.do("ann", DeleteMessage, room="lounge", seq=seq)
    keys = indexed_keys()
    assert pk not in keys
    assert keys == wanted_keys()
    assert len(keys) > SMALL_BLOCK, "its neighbours stay"


def test_an_edited_message_is_indexed_by_its_new_text_alone(cast: Cast) -> None:
    seq = fill(cast)
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="quetzal @mod")
    assert indexed_keys() == wanted_keys()
    assert mention_key(cast["mod"]) in indexed_keys()[cast.message("lounge", seq).pk]


def test_what_is_not_indexed_yet_is_deleted_and_edited_without_it(cast: Cast) -> None:
    first, second = cast.post("ann", "lounge", SECRET), cast.post("ann", "lounge", SECRET)
    cast.do("ann", DeleteMessage, room="lounge", seq=first)
    cast.do("ann", EditMessage, room="lounge", seq=second, text="quetzal")
    assert not SearchSlice.objects.exists()


@pytest.mark.parametrize("change", ["delete", "edit"])
def test_a_change_while_its_block_is_indexed_is_not_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    for _ in range(3 * SMALL_BLOCK):
        seq = cast.post("ann", "lounge", SECRET)
    seq -= 2 * SMALL_BLOCK
    insert = index.insert_slices

    def insert_late(block: int, rows: list[tuple[int, int]]) -> None:
        if cast.message("lounge", seq).pk // SMALL_BLOCK == block and rows:
            message = cast.message("lounge", seq)
            Message.objects.filter(pk=message.pk).update(
                text="" if change == "delete" else "quetzal",
                html="",
                deleted_at=message.at if change == "delete" else None,
                changed_seq=message.changed_seq + 1,
            )
            monkeypatch.setattr(index, "insert_slices", insert)
        insert(block, rows)

    monkeypatch.setattr(index, "insert_slices", insert_late)
    while index_next():
        pass
    assert indexed_keys() == wanted_keys()
    assert len(indexed_keys()) >= SMALL_BLOCK


def test_two_processes_may_index_the_same_block(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cast)
    before = indexed_keys()
    monkeypatch.setattr(actions, "missing_block", lambda: 1)
    assert index_next()
    assert indexed_keys() == before


def test_a_neighbour_without_a_row_gets_one_by_an_edit(cast: Cast) -> None:
    seq = fill(cast)
    rows = SearchSlice.objects.count()
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="ξένος λόγος " * 20)
    assert SearchSlice.objects.count() > rows
    assert indexed_keys() == wanted_keys()


def test_the_texts_of_a_block_are_never_in_memory_together(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MESSAGES_AT_ONCE", 3)
    text = "words" * 1_500
    for _ in range(64):
        cast.post("ann", "lounge", text)
    ids = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    tracemalloc.start()
    try:
        read = [row[0] for row in actions._messages(ids[0], ids[-1])]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == ids
    assert most < 64 * len(text) / 2
