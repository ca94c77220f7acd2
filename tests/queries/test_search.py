"""What a search finds, with an index, with half of one and with none, and what it costs."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from chat.actions.search import index_next
from chat.models import Message
from chat.models import search as index
from chat.protocol.commands import (
    AddBookmark,
    AddMember,
    AddReaction,
    DeleteMessage,
    EditMessage,
    EndMembership,
    PinMessage,
)
from chat.protocol.errors import ChatError
from chat.queries import search as queries
from chat.queries.places import opened, sealed
from tests.cast import Cast
from tests.queries.search_corpus import ASKED, DELETED, EDITED, PINNED, REACTED, SAID, SAVED

SMALL_BLOCK = 16  # messages: the corpus fills several


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that a test fills with a handful of messages."""
    monkeypatch.setattr(index, "BLOCK_MESSAGES", SMALL_BLOCK)


def index_all() -> int:
    """Index every full block, and return how many there were."""
    count = 0
    while index_next():
        count += 1
    return count


Corpus = dict[tuple[int, int], str]  # keys by room and seq


def say(cast: Cast) -> Corpus:
    """Let everybody say the corpus, edit and delete what is to be, and date it."""
    seqs: dict[str, int] = {}
    places: Corpus = {}
    cast.do("ann", AddMember, room="general", user="eve")
    for said in SAID:
        text = EDITED[1] if said.key == EDITED[0] else said.text
        more = {"thread": seqs[said.under]} if said.under else {}
        seq = cast.post(said.by, said.room, text, **more)
        seqs[said.key], places[cast[said.room], seq] = seq, said.key
        moment = datetime.fromisoformat(said.day if " " in said.day else f"{said.day} 12:00")
        rows = Message.objects.filter(room=cast[said.room], seq=seq)
        rows.update(at=moment.replace(tzinfo=UTC))
    for key, emoji in REACTED:
        cast.do("mod", AddReaction, room="lounge", seq=seqs[key], emoji=emoji)
    for key in SAVED:
        cast.do("bob", AddBookmark, room="lounge", seq=seqs[key])
    for key in PINNED:
        cast.do("ann", PinMessage, room="lounge", seq=seqs[key])
    return places


def change(cast: Cast, places: Corpus) -> None:
    """Edit and delete what the corpus wants edited and deleted."""
    seqs = {key: seq for (_, seq), key in places.items()}
    text = next(said.text for said in SAID if said.key == EDITED[0])
    cast.do("bob", EditMessage, room="lounge", seq=seqs[EDITED[0]], text=text)
    cast.do("bob", DeleteMessage, room="lounge", seq=seqs[DELETED])


def found(cast: Cast, viewer: str, typed: str, places: Corpus) -> list[str]:
    """The keys a search finds, page by page."""
    keys: list[str] = []
    cursor = None
    while True:
        answer = queries.search(cast.user(viewer), typed, cursor=cursor, limit=3)
        hits = [hit["message"] for hit in answer["results"]]
        keys += [places[hit["room"], hit["seq"]] for hit in hits]
        cursor = answer["next"]
        if cursor is None:
            return keys


@pytest.mark.parametrize("state", ["no index", "an index made before", "an index made after"])
@pytest.mark.usefixtures("small_blocks")
def test_every_query_of_the_corpus_finds_what_it_must(
    cast: Cast, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places = say(cast)
    if state == "an index made before":
        assert index_all() >= len(SAID) // SMALL_BLOCK
    change(cast, places)
    if state == "an index made after":
        assert index_all() >= len(SAID) // SMALL_BLOCK
    wanted_hits = found_hits = 0
    wrong = []
    for viewer, typed, expected in ASKED:
        if expected is None:
            with pytest.raises(ChatError):
                found(cast, viewer, typed, places)
            continue
        keys = found(cast, viewer, typed, places)
        wanted_hits += len(expected.split())
        found_hits += len(set(keys) & set(expected.split()))
        if sorted(keys) != sorted(expected.split()):
            wrong.append((viewer, typed, expected, " ".join(keys)))
        assert keys == newest_first(keys)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nsearch corpus, {state}: {len(SAID)} messages, {len(ASKED)} queries,"
            f" {wanted_hits} hits expected, {found_hits} found"
        )
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("indexed", [False, True])
def test_a_call_looks_at_a_bounded_part_and_says_where_to_go_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, indexed: bool
) -> None:
    monkeypatch.setattr(queries, "LOOK_MESSAGES", SMALL_BLOCK)
    monkeypatch.setattr(queries, "LOOK_BLOCKS", 2)
    monkeypatch.setattr(queries, "TEXTS_AT_ONCE", SMALL_BLOCK // 2)
    cast.post("ann", "lounge", "the first and only pearl")
    for _ in range(6 * SMALL_BLOCK):
        cast.post("bob", "lounge", "sand")
    if indexed:
        index_all()
    answers, cursor = [], None
    while True:
        answers.append(queries.search(cast.user("eve"), "pearl", cursor=cursor))
        if (cursor := answers[-1]["next"]) is None:
            break
    counts = [len(answer["results"]) for answer in answers]
    assert sum(counts) == 1
    assert len(counts) >= (3 if indexed else 6), "one call has looked at too much"
    assert counts[0] == 0


@pytest.mark.usefixtures("small_blocks")
def test_rooms_of_others_cost_an_indexed_search_nothing(cast: Cast) -> None:
    for _ in range(4 * SMALL_BLOCK):
        cast.post("ann", "board", "pearl")
    cast.post("bob", "lounge", "pearl")
    for _ in range(SMALL_BLOCK):
        cast.post("ann", "board", "sand")
    index_all()
    answer = queries.search(cast.user("eve"), "pearl", limit=5)
    assert [hit["message"]["room"] for hit in answer["results"]] == [cast["lounge"]]
    assert answer["next"] is None


def test_who_left_a_room_finds_nothing_of_it_any_more(cast: Cast) -> None:
    cast.post("ann", "board", "pearl")
    assert len(queries.search(cast.user("bob"), "pearl")["results"]) == 1
    cast.do("ann", EndMembership, room="board", user="bob")
    assert queries.search(cast.user("bob"), "pearl") == {"results": [], "rooms": [], "next": None}


def test_a_hidden_room_and_an_absent_one_are_refused_alike(cast: Cast) -> None:
    sentences = []
    for slug in ("board", "nowhere"):
        with pytest.raises(ChatError) as refusal:
            queries.search(cast.user("eve"), f"pearl in:{slug}")
        assert refusal.value.code == "not_found"
        sentences.append(refusal.value.message.replace(slug, ""))
    assert sentences[0] == sentences[1]


@pytest.mark.parametrize("typed", ["in:@eve", "from:nobody", "mentions:nobody", "in:@nobody"])
def test_who_and_what_is_not_there_is_said(cast: Cast, typed: str) -> None:
    with pytest.raises(ChatError) as refusal:
        queries.search(cast.user("bob"), typed)
    assert refusal.value.code == "not_found"
    assert typed in refusal.value.message


def test_a_day_begins_where_the_viewer_is(cast: Cast) -> None:
    seq = cast.post("ann", "lounge", "pearl")
    Message.objects.filter(room=cast["lounge"], seq=seq).update(
        at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    )
    bob = cast.user("bob")
    assert queries.search(bob, "pearl on:2026-03-10")["results"] == []
    assert len(queries.search(bob, "pearl on:2026-03-10", zone=60)["results"]) == 1


def test_a_cursor_tells_nothing_of_how_much_was_written(cast: Cast) -> None:
    for _ in range(4):
        cast.post("ann", "lounge", "pearl")
    names = []
    answer = queries.search(cast.user("bob"), "pearl", limit=1)
    while answer["next"] is not None:
        names.append(answer["next"])
        answer = queries.search(cast.user("bob"), "pearl", limit=1, cursor=names[-1])
    assert len(set(names)) == 3
    places = [opened(name) for name in names]
    assert places == sorted(places, reverse=True)
    assert [sealed(place) for place in places] == names
    assert max(abs(int(a, 16) - int(b, 16)) for a, b in pairwise(names)) > 2**32


def newest_first(keys: list[str]) -> list[str]:
    """Keys in the order in which a search shows them."""
    order = [said.key for said in SAID]
    return sorted(keys, key=order.index, reverse=True)


@pytest.mark.parametrize("indexed", [True, False])
def test_messages_with_files_are_found_whether_words_stand_beside_them(
    cast: Cast, small_blocks: None, indexed: bool
) -> None:
    def carried(by: str, room: str, text: str) -> int:
        return cast.post(by, room, text, attachments=[cast.upload(by)])

    bare, worded = carried("bob", "lounge", ""), carried("ann", "lounge", "The tide table")
    plain = cast.post("bob", text="Which tide table?")
    gone = carried("bob", "lounge", "The wrong tide table")
    carried("ann", "board", "For us alone")
    cast.do("bob", DeleteMessage, room="lounge", seq=gone)
    for _ in range(2 * SMALL_BLOCK if indexed else 0):
        cast.post("ann", text="And so on")
    assert bool(index_all()) == indexed

    def found(q: str, name: str = "eve") -> list[int]:
        results = queries.search(cast.user(name), q)["results"]
        assert all(r["message"]["room"] == cast["lounge"] for r in results)
        return [r["message"]["seq"] for r in results]

    assert found("has:file") == [worded, bare]
    assert found("has:file tide") == [worded]
    assert found("has:file from:bob") == [bare]
    assert found("tide -has:file") == [plain]
