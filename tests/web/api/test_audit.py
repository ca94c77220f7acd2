"""Reading the audit log over REST: who may, what of it, and that it is noted."""

from typing import Any

from chat.models import AuditEntry
from chat.pipeline import perform_sync
from chat.protocol.commands import AddMember, ImposeSanction
from tests.web.api.conftest import Caller, Cast, problem_of


def read(caller: Caller, query: str = "") -> Any:
    """A page of the log."""
    answer = caller.get(f"/audit{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_admin_reads_all_newest_first_page_by_page(cast: Cast, ann: Caller) -> None:
    total, seen, query = AuditEntry.objects.count(), [], "?limit=4"
    while True:
        page = read(ann, query)
        seen += [entry["number"] for entry in page["entries"]]
        if page["next"] is None:
            break
        query = f"?limit=4&before={page['next']}"
    assert seen == list(range(total, 0, -1))


def test_reading_is_noted_with_what_was_asked(cast: Cast, ann: Caller) -> None:
    read(ann, f"?person={cast['bob']}")
    entry = AuditEntry.objects.order_by("-number")[0]
    assert (entry.act, entry.by, entry.door) == ("audit.read", cast["ann"], "rest")
    assert entry.details == f'{{"asked": {{"person": "{cast["bob"]}"}}}}'


def test_entries_are_chosen(cast: Cast, ann: Caller) -> None:
    about = {"user": cast["bob"], "room": cast.lounge, "kind": "mute", "reason": "spam"}
    perform_sync(ImposeSanction(by=cast.actor("ann"), **about))
    for query in (
        "?act=sanction.imposed",
        f"?act=sanction.imposed&person={cast['bob']}",
        f"?act=sanction.imposed&room={cast.lounge}&since=2020-01-01T00:00:00Z",
    ):
        (entry,) = read(ann, query)["entries"]
        assert (entry["person"], entry["room"], entry["reason"]) == (
            *(cast["bob"], cast.lounge),
            "spam",
        )
    assert read(ann, "?since=2999-01-01T00:00:00Z")["entries"] == []
    problem_of(ann.get("/audit?act=nothing"), 422, "bad_frame")


def test_a_token_needs_the_scope_too(cast: Cast) -> None:
    problem_of(cast.caller("ann", "read", "write", "admin").get("/audit"), 403, "forbidden")
    problem_of(cast.caller("ann", "moderate").get("/audit"), 403, "forbidden")
    assert read(cast.caller("ann", "read", "moderate"))["entries"]


def test_members_do_not_read_it(cast: Cast, bob: Caller, eve: Caller, nobody: Caller) -> None:
    before = AuditEntry.objects.count()
    for caller in (bob, eve):
        problem_of(caller.get("/audit"), 403, "forbidden")
    problem_of(nobody.get("/audit"), 401, "unauthenticated")
    assert AuditEntry.objects.count() == before


def test_a_moderator_reads_acts_of_moderation_alone(cast: Cast) -> None:
    acts = {entry["act"] for entry in read(cast.caller("mod"))["entries"]}
    assert acts == {"member.added"}


def test_who_leads_a_room_reads_what_was_done_there(cast: Cast, bob: Caller) -> None:
    lead = {"user": cast["bob"], "room": cast.board, "role": "moderator"}
    perform_sync(AddMember(by=cast.actor("ann"), **lead))
    found = read(bob)["entries"]
    assert {entry["room"] for entry in found} == {cast.board}
    assert "member.role_changed" in {entry["act"] for entry in found}
