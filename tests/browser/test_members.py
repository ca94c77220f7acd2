"""The members of a room: their roles, who gives them, and who may do what to whom."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.installation import Installation
from tests.browser.person import Person


def row(person: Person, name: str) -> Locator:
    """Somebody's line in the list of members."""
    listed = person.page.get_by_role("complementary", name="Members").get_by_role("listitem")
    return listed.filter(has=person.page.get_by_text(name, exact=True))


def list_members(person: Person) -> None:
    """Opens the list of members."""
    person.page.get_by_role("button", name="Members", exact=True).click()
    expect(row(person, person.name.title())).to_be_visible()


def test_an_owner_gives_a_role_and_everyone_sees_it(here: Installation, enter: Enter) -> None:
    room = here.room("bob", "eve")
    ann, bob = enter("ann").open(room), enter("bob").open(room)
    list_members(ann)
    list_members(bob)
    expect(row(bob, "Ann")).to_contain_text("Owner")
    expect(bob.page.get_by_role("complementary").get_by_role("combobox")).to_have_count(0)
    expect(bob.page.get_by_role("button", name="Add people")).to_have_count(0)
    ann.page.get_by_label("Role of Bob").select_option("Moderator")
    expect(row(bob, "Bob")).to_contain_text("Moderator")
    expect(bob.log).to_contain_text("Ann made Bob a moderator of the room")
    expect(bob.page.get_by_role("button", name="Add people")).to_be_visible()
    bob.page.get_by_role("button", name="Remove Eve from the room").click()
    expect(row(ann, "Eve")).to_have_count(0)
    ann.page.get_by_label("Role of Bob").select_option("Member")
    expect(bob.page.get_by_role("button", name="Add people")).to_have_count(0)
    expect(bob.log).to_contain_text("Ann made Bob a member like others")


def test_a_refused_role_is_taken_back_and_explained(here: Installation, enter: Enter) -> None:
    room = here.room("bob", kind="open")
    here.call("ann", "PUT", f"/rooms/{room.id}/members/{here.users['bob']}/role", {"role": "owner"})
    here.call("ann", "PUT", f"/rooms/{room.id}/members/{here.users['eve']}")
    bob = enter("bob").open(room)
    list_members(bob)
    role = bob.page.get_by_label("Role of Eve")
    expect(role).to_have_value("member")
    bob.page.route("**/role", lambda route: route.abort())
    role.select_option("Moderator")
    expect(bob.page.locator(".notice")).to_contain_text("Nothing was changed")
    expect(role).to_have_value("member")


def test_nobody_is_offered_to_act_on_who_stands_above(here: Installation, enter: Enter) -> None:
    room = here.room("bob", "mod")
    here.call("ann", "PUT", f"/rooms/{room.id}/members/{here.users['bob']}/role", {"role": "owner"})
    bob = enter("bob").open(room)
    list_members(bob)
    expect(bob.page.get_by_label("Role of Bob")).to_be_visible()
    for name in ("Ann", "Mod"):
        expect(row(bob, name)).to_be_visible()
        expect(bob.page.get_by_label(f"Role of {name}")).to_have_count(0)
        expect(bob.page.get_by_role("button", name=f"Remove {name}")).to_have_count(0)
