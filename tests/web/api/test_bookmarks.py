"""Keep messages, let go of them, list them."""

from chat.web.api.lists import Bookmarks
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of
from tests.web.api.test_messages import posted


def test_a_message_is_kept_listed_and_let_go(cast: Cast, ann: Caller, bob: Caller) -> None:
    first, second = posted(ann, cast.lounge, "keep this", "and this")
    for seq in (first, second, second):
        assert bob("PUT", f"/rooms/{cast.lounge}/messages/{seq}/bookmark").status_code == 204
    found = bob.get("/bookmarks").json()
    assert Bookmarks.model_validate(found).model_dump() == found
    assert [b["message"]["text"] for b in found["bookmarks"]] == ["and this", "keep this"]
    assert bob.get(f"/rooms/{cast.lounge}").json()["bookmarks"] == [first, second]
    assert ann.get("/bookmarks").json() == {"bookmarks": [], "next": None}
    page = bob.get("/bookmarks?limit=1").json()
    rest = bob.get(f"/bookmarks?limit=1&after={page['next']}").json()
    assert page["bookmarks"] + rest["bookmarks"] == found["bookmarks"]
    for _ in range(2):
        gone = bob("DELETE", f"/rooms/{cast.lounge}/messages/{first}/bookmark")
        assert gone.status_code == 204
    assert [b["message"]["seq"] for b in bob.get("/bookmarks").json()["bookmarks"]] == [second]


def test_an_outsider_and_an_absent_message(cast: Cast, eve: Caller, ann: Caller) -> None:
    (seq,) = posted(ann, cast.lounge, "open to read")
    problem_of(eve("PUT", f"/rooms/{cast.lounge}/messages/{seq}/bookmark"), 403, "forbidden")
    problem_of(ann("PUT", f"/rooms/{cast.lounge}/messages/{ABSENT}/bookmark"), 404, "not_found")
