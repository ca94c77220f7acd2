"""The index of the search: signatures of messages, turned so that a query reads few rows.

Messages are indexed in blocks of neighbours by id. A row of a block is a string of bits, one for
each message: whether its signature has this bit, or whether it stands in this room, is by this
person, mentions them. Bits are numbered from the lowest of the first byte.
"""

from collections.abc import Iterable
from typing import ClassVar

from django.db import connection, models

from chat.text.signature import SIGNATURE_BITS

BLOCK_MESSAGES = 4_096  # so a row has 512 bytes; fewer than this many messages are looked through


class SearchBlock(models.Model):
    """That the messages of a block are indexed: those whose id // ``BLOCK_MESSAGES`` it is."""

    number = models.BigIntegerField(primary_key=True)
    first_at = models.DateTimeField(null=True)  # of its messages; null where it has none
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"block {self.number}"


class SearchSlice(models.Model):
    """One property of the messages of a block: a bit of their signatures, a room or a person."""

    block = models.BigIntegerField()
    key = models.BigIntegerField()
    bits = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "block"], name="searchslice_once")
        ]
        indexes: ClassVar = [models.Index(fields=["block"], name="searchslice_block")]

    def __str__(self) -> str:
        return f"{self.key} of block {self.block}"


def room_key(room_id: int) -> int:
    """Return the key of the row that says which messages stand in a room."""
    return SIGNATURE_BITS + 3 * room_id


def author_key(user_id: int) -> int:
    """Return the key of the row that says which messages are by somebody."""
    return SIGNATURE_BITS + 3 * user_id + 1


def mention_key(user_id: int) -> int:
    """Return the key of the row that says which messages mention somebody."""
    return SIGNATURE_BITS + 3 * user_id + 2


def bounds(number: int) -> tuple[int, int]:
    """Return the first and the last id that belong to a block."""
    return number * BLOCK_MESSAGES, (number + 1) * BLOCK_MESSAGES - 1


def insert_slices(block: int, rows: Iterable[tuple[int, int]]) -> None:
    """Insert the (key, bits) of a block, bits as a number; what no message has takes no row."""
    size = -(-BLOCK_MESSAGES // 8)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO chat_searchslice (block, key, bits) VALUES (%s, %s, %s)",
            [(block, key, bits.to_bytes(size, "little")) for key, bits in rows if bits],
        )


def clear_bit(block: int, place: int) -> None:
    """Take one message's bit out of every row of a block."""
    if connection.vendor == "postgresql":  # in one statement, so that neighbours lose nothing
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE chat_searchslice SET bits = set_bit(bits, %s, 0)"
                " WHERE block = %s AND get_bit(bits, %s) = 1",
                [place, block, place],
            )
        return
    _change(place, SearchSlice.objects.filter(block=block), wanted=False)


def set_bit(block: int, place: int, keys: Iterable[int]) -> None:
    """Put one message's bit into the rows of these keys, and make those that were not there."""
    keys = set(keys)
    rows = SearchSlice.objects.select_for_update().filter(block=block, key__in=keys)
    there = _change(place, rows, wanted=True)
    insert_slices(block, ((key, 1 << place) for key in keys - there))


def _change(place: int, rows: "models.QuerySet[SearchSlice]", *, wanted: bool) -> set[int]:
    """Store a message's bit in rows where it is another; returns the keys of all rows."""
    keys, changed = set(), []
    for pk, key, bits in rows.values_list("pk", "key", "bits"):
        keys.add(key)
        number = int.from_bytes(bits, "little")
        if bool(number >> place & 1) != wanted:
            changed.append(((number ^ 1 << place).to_bytes(len(bits), "little"), pk))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE chat_searchslice SET bits = %s WHERE id = %s", changed)
    return keys


def bits_of(keys: Iterable[int], first: int, last: int) -> list[tuple[int, int, bytes]]:
    """Return the (block, key, bits) of these keys in the blocks from ``first`` to ``last``."""
    wanted = ", ".join(map(str, keys)) or "NULL"  # numbers of our own; to bind 500 took 7 ms
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT block, key, bits FROM chat_searchslice WHERE key IN ({wanted})"  # nosec B608
            " AND block BETWEEN %s AND %s",
            [first, last],
        )
        return list(cursor.fetchall())
