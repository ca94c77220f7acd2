"""List what mentions the caller."""

from chat.web.api.lists import Mentions
from tests.web.api.conftest import Caller, Cast
from tests.web.api.test_messages import posted


def test_what_mentions_one_is_listed_in_pages(cast: Cast, ann: Caller, bob: Caller) -> None:
    first, second = posted(ann, cast.lounge, "@bob, one", "@bob, two")
    bob("PUT", f"/rooms/{cast.lounge}/read", {"seq": first})
    found = bob.get("/mentions").json()
    assert Mentions.model_validate(found).model_dump() == found
    assert [(m["message"]["seq"], m["unread"]) for m in found["mentions"]] == [
        (second, True),
        (first, False),
    ]
    page = bob.get("/mentions?limit=1").json()
    rest = bob.get(f"/mentions?limit=1&after={page['next']}").json()
    assert page["mentions"] + rest["mentions"] == found["mentions"]
    assert ann.get("/mentions").json() == {"mentions": [], "next": None}
