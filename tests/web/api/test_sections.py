"""Sort rooms into favourites and sections."""

from chat.web.api.sections import Sections
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of


def test_a_section_is_begun_changed_listed_and_removed(
    cast: Cast, ann: Caller, bob: Caller
) -> None:
    made = bob("POST", "/sections", {"name": "Work"})
    assert made.status_code == 201
    work = made.json()
    assert work == {"id": work["id"], "name": "Work", "collapsed": False}
    play = bob("POST", "/sections", {"name": "Play"}).json()
    changes = {"name": "Fun", "collapsed": True, "place": 0}
    changed = bob("PATCH", f"/sections/{play['id']}", changes).json()
    assert changed == {"id": play["id"], "name": "Fun", "collapsed": True}
    found = bob.get("/sections").json()
    assert Sections.model_validate(found).model_dump() == found
    assert found["sections"] == [changed, work]
    assert ann.get("/sections").json() == {"sections": []}
    place = f"/rooms/{cast.lounge}/place"
    for _ in range(2):
        assert bob("PUT", place, {"section": work["id"], "favourite": True}).status_code == 204
    room = bob.get(f"/rooms/{cast.lounge}").json()
    assert (room["section"], room["favourite"]) == (work["id"], True)
    assert bob("DELETE", f"/sections/{work['id']}").status_code == 204
    room = bob.get(f"/rooms/{cast.lounge}").json()
    assert (room.get("section"), room["favourite"]) == (None, True)


def test_an_outsider_and_what_is_not_ones_own_are_refused(
    cast: Cast, ann: Caller, bob: Caller, eve: Caller
) -> None:
    section = ann("POST", "/sections", {"name": "Work"}).json()["id"]
    place = f"/rooms/{cast.lounge}/place"
    problem_of(eve("PUT", place, {"favourite": True}), 403, "forbidden")
    problem_of(bob("PUT", place, {"section": section}), 404, "not_found")
    problem_of(bob("PATCH", f"/sections/{section}", {"name": "Mine"}), 404, "not_found")
    problem_of(bob("DELETE", f"/sections/{ABSENT}"), 404, "not_found")
    problem_of(ann("PATCH", f"/sections/{section}", {}), 422, "bad_frame")
    problem_of(ann("POST", "/sections", {"name": "work"}), 409, "conflict")
