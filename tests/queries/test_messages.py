"""Pages and revisions: what is shown, in which order, to whom."""

from uuid import uuid4

import pytest

from chat.protocol.commands import DeleteMessage, EditMessage, EndMembership
from chat.protocol.errors import ChatError
from chat.queries import messages, threads
from tests.cast import ABSENT, Cast

COUNT = 12


@pytest.fixture
def seqs(cast: Cast) -> list[int]:
    """Twelve messages of bob's in the lounge."""
    return [cast.post("bob", text=str(n)) for n in range(COUNT)]


def page(cast: Cast, who: str = "bob", **where: object) -> tuple[list[int], bool, bool]:
    """The seqs of a page, and whether there is more before and after it."""
    found = messages.page(cast.user(who), cast["lounge"], **where)  # type: ignore[arg-type]
    return [m["seq"] for m in found["messages"]], found["has_before"], found["has_after"]


def test_the_newest_page_ends_with_the_newest_message(cast: Cast, seqs: list[int]) -> None:
    assert page(cast, limit=5) == (seqs[-5:], True, False)
    assert page(cast) == (seqs, False, False)
    found = messages.page(cast.user("bob"), cast["lounge"])
    assert (found["epoch"], found["seq"]) == (cast.room("lounge").epoch, seqs[-1])


def test_pages_meet_without_a_gap_both_ways(cast: Cast, seqs: list[int]) -> None:
    assert page(cast, before=seqs[5], limit=3) == (seqs[2:5], True, True)
    assert page(cast, before=seqs[2], limit=3) == (seqs[:2], False, True)
    assert page(cast, after=seqs[5], limit=3) == (seqs[6:9], True, True)
    assert page(cast, after=seqs[8], limit=3) == (seqs[9:], True, False)
    assert page(cast, after=seqs[-1]) == ([], True, False)
    assert page(cast, before=0) == ([], False, True)


def test_a_page_around_a_message_holds_it_and_its_neighbours(cast: Cast, seqs: list[int]) -> None:
    found, before, after = page(cast, around=seqs[6], limit=5)
    assert seqs[6] in found
    assert (len(found), before, after) == (5, True, True)
    assert found == sorted(found)
    assert page(cast, around=seqs[0], limit=5)[1] is False
    assert page(cast, around=seqs[-1], limit=5)[2] is False


def test_a_client_id_finds_what_one_sent_oneself(cast: Cast) -> None:
    client_id = uuid4()
    seq = cast.post("bob", client_id=client_id)
    assert page(cast, client_id=str(client_id))[0] == [seq]
    assert page(cast, "ann", client_id=str(client_id))[0] == []


def test_one_place_at_a_time(cast: Cast, seqs: list[int]) -> None:
    with pytest.raises(ChatError) as refusal:
        page(cast, before=seqs[5], after=seqs[1])
    assert refusal.value.code == "bad_frame"


def test_a_tombstone_keeps_its_place(cast: Cast, seqs: list[int]) -> None:
    cast.do("bob", DeleteMessage, room="lounge", seq=seqs[3])
    assert page(cast)[0] == seqs
    shown = messages.message(cast.user("eve"), cast["lounge"], seqs[3])
    assert (shown["text"], shown["html"], shown["deleted"]["by"]) == ("", "", cast["bob"])


def test_a_page_of_roots_leaves_replies_to_their_threads(cast: Cast, seqs: list[int]) -> None:
    replies = [cast.post("ann", thread=seqs[0]) for _ in range(3)]
    last = cast.post("ann")
    assert page(cast)[0] == [*seqs, *replies, last]
    assert page(cast, roots=True)[0] == [*seqs, last]
    assert page(cast, roots=True, limit=2) == ([seqs[-1], last], True, False)
    assert page(cast, roots=True, before=last, limit=1) == ([seqs[-1]], True, True)


def test_earlier_texts_are_kept_in_order_until_the_deletion(cast: Cast) -> None:
    seq = cast.post("bob", text="one")
    for text in ("two", "three"):
        cast.do("bob", EditMessage, room="lounge", seq=seq, text=text)
    found = messages.revisions(cast.user("bob"), cast["lounge"], seq)
    assert [(r["text"], r["seq"]) for r in found] == [("one", seq + 1), ("two", seq + 2)]
    cast.do("bob", DeleteMessage, room="lounge", seq=seq)
    assert messages.revisions(cast.user("bob"), cast["lounge"], seq) == []


@pytest.mark.parametrize("room", ["board", "direct"])
def test_what_may_not_be_seen_cannot_be_found(cast: Cast, room: str) -> None:
    seq = cast.post("bob", room)
    eve = cast.user("eve")
    reads = (
        lambda pk: messages.page(eve, pk),
        lambda pk: messages.message(eve, pk, seq),
        lambda pk: threads.thread(eve, pk, seq),
        lambda pk: messages.revisions(eve, pk, seq),
        lambda pk: messages.changes(eve, pk, epoch="", cursor=0),
    )
    for read in reads:
        answers = []
        for pk in (cast[room], ABSENT):
            with pytest.raises(ChatError) as refusal:
                read(pk)
            answers.append((refusal.value.code, refusal.value.message))
        assert answers[0] == answers[1]
        assert answers[0][0] == "not_found"


def test_who_left_a_closed_room_finds_it_no_more(cast: Cast) -> None:
    assert messages.page(cast.user("bob"), cast["board"])
    cast.do("bob", EndMembership, room="board", user="bob")
    with pytest.raises(ChatError, match="no such room"):
        messages.page(cast.user("bob"), cast["board"])
