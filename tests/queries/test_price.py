"""What a read costs: the same in a small room and a large one, for few rooms and many."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import Membership, Message, Room
from chat.queries import messages, rooms
from chat.realtime.hello import standings
from tests.cast import Cast

PAGE_QUERIES = 3  # the room, the rows, what hangs on them
# The person, the rooms, what is unread, direct rooms' people, the bookmarks, the threads,
# the sections, the reminders.
WELCOME_QUERIES = 8
SIZES = (1_000, 20_000)


def fill(cast: Cast, count: int) -> None:
    """Put messages into the lounge past every rule: only their number matters here."""
    head, now = cast.room("lounge").seq, timezone.now()
    Message.objects.bulk_create(
        (
            Message(
                room_id=cast["lounge"],
                seq=seq,
                changed_seq=seq,
                author_id=cast["bob"],
                client_id=uuid4(),
                at=now,
                text="hi",
                html="<p>hi</p>",
            )
            for seq in range(head + 1, head + 1 + count)
        ),
        batch_size=500,
    )
    Room.objects.filter(pk=cast["lounge"]).update(seq=head + count)


def price(read: Callable[[], Any]) -> tuple[int, Any]:
    """How many queries a read takes, and what it returns."""
    with CaptureQueriesContext(connection) as queries:
        found = read()
    return len(queries), found


READS: dict[str, Callable[[Cast], Any]] = {
    "newest": lambda c: messages.page(c.user("bob"), c["lounge"])["messages"],
    "before": lambda c: messages.page(c.user("bob"), c["lounge"], before=500)["messages"],
    "around": lambda c: messages.page(c.user("bob"), c["lounge"], around=500)["messages"],
    "after": lambda c: messages.page(c.user("bob"), c["lounge"], after=500)["messages"],
    "changes": lambda c: messages.changes(
        c.user("bob"), c["lounge"], epoch=c.room("lounge").epoch, cursor=500
    )["messages"],
    "welcome": lambda c: standings([c["bob"]])[c["bob"]]["rooms"],
}


def test_a_read_costs_the_same_in_a_room_of_any_size(cast: Cast) -> None:
    prices: dict[str, list[int]] = {name: [] for name in READS}
    size = 0
    for wanted in SIZES:
        fill(cast, wanted - size)
        size = wanted
        for name, read in READS.items():
            queries, found = price(lambda read=read: read(cast))
            assert len(found) >= 3
            prices[name].append(queries)
    for name, (small, large) in prices.items():
        assert small == large, f"{name}: {small} queries, in a large room {large}"
    # Beside the page's own queries each of these reads bob, and the changes the epoch.
    pages = [prices[name][0] for name in READS if name not in ("changes", "welcome")]
    assert max(pages) <= PAGE_QUERIES + 2
    assert prices["welcome"][0] <= WELCOME_QUERIES


@pytest.mark.parametrize("around", [None, 60, 30])
def test_a_page_takes_few_queries(cast: Cast, around: int | None) -> None:
    fill(cast, 100)
    bob = cast.user("bob")
    queries, page = price(lambda: messages.page(bob, cast["lounge"], around=around))
    assert len(page["messages"]) == 50
    assert queries <= PAGE_QUERIES


def test_a_page_near_the_beginning_is_as_long_as_any(cast: Cast) -> None:
    fill(cast, 100)
    page = messages.page(cast.user("bob"), cast["lounge"], around=10)
    seqs = [message["seq"] for message in page["messages"]]
    assert len(seqs) == 50
    assert 10 in seqs
    assert page["has_after"]
    assert not page["has_before"]


@pytest.mark.parametrize("count", [1, 60])
def test_a_welcome_takes_the_same_for_few_rooms_and_many(cast: Cast, count: int) -> None:
    kinds = ({"kind": "open"}, {"kind": "direct"})
    made = Room.objects.bulk_create(
        Room(slug=f"r{n}", direct_key=f"x{n}" if n % 2 else None, **kinds[n % 2])
        for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(room=room, user_id=cast[name]) for room in made for name in ("bob", "eve")
    )
    queries, welcome = price(lambda: standings([cast["bob"]])[cast["bob"]])
    assert len(welcome["rooms"]) == count + 3
    assert queries <= WELCOME_QUERIES
    queries, entries = price(lambda: rooms.room_entries(cast.user("bob")))
    assert len(entries) >= count + 3
    assert queries <= WELCOME_QUERIES + 3


@pytest.mark.parametrize("names", [["bob"], ["ann", "bob", "eve", "mod"]])
def test_a_welcome_takes_the_same_for_one_person_and_many(cast: Cast, names: list[str]) -> None:
    cast.post("ann", "lounge", "hi @bob")
    alone = {name: standings([cast[name]])[cast[name]] for name in names}
    queries, together = price(lambda: standings([cast[name] for name in names]))
    assert {name: together[cast[name]] for name in names} == alone
    assert queries <= WELCOME_QUERIES


def test_a_welcome_of_who_has_read_everything_counts_nothing(cast: Cast) -> None:
    cast.post("ann", "lounge")
    unread, _ = price(lambda: standings([cast["bob"]]))
    for membership in Membership.objects.filter(user=cast["bob"]).select_related("room"):
        Membership.objects.filter(pk=membership.pk).update(read_seq=membership.room.seq)
    read, _ = price(lambda: standings([cast["bob"]]))
    assert read == unread - 1


def test_unread_is_counted_no_further_than_anybody_reads(cast: Cast) -> None:
    fill(cast, rooms.UNREAD_MAX + 10)
    Membership.objects.filter(user=cast["ann"]).update(read_seq=0)
    assert rooms.counts(cast["ann"], cast["lounge"])[cast["lounge"]][0] == rooms.UNREAD_MAX
