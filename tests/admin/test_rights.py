"""What somebody may do, on the pages about them."""

import re

from chat.models import Membership
from chat.pipeline import perform_sync
from chat.protocol.commands import ImposeSanction
from tests.admin.conftest import House, SignIn


def told(page: str) -> dict[str, set[str]]:
    """The actions on a page, by what each is answered."""
    lines = re.findall(r"<p><strong>([^<]+)</strong>: ([^<]+)</p>", page)
    return {answer: set(actions.split(", ")) for answer, actions in lines}


def test_the_page_of_a_membership_says_what_its_person_may(house: House, sign_in: SignIn) -> None:
    bob = Membership.objects.get(room=house.rooms["lounge"], user=house.users["bob"])
    address, client = f"/admin/chat/membership/{bob.pk}/change/", sign_in("mod")
    found = told(client.get(address).content.decode())
    assert {"message.post", "message.edit", "room.leave"} <= found["allowed"]
    assert {"message.pin", "member.remove"} <= found["forbidden"]
    mute = {"user": bob.user_id, "room": bob.room_id, "kind": "mute"}
    perform_sync(ImposeSanction(by=house.actor("ann"), **mute))
    found = told(client.get(address).content.decode())
    assert "message.post" in found["muted"]
    assert "message.delete" in found["allowed"]


def test_the_page_of_a_person_says_what_they_may(house: House, sign_in: SignIn) -> None:
    client = sign_in("ann")

    def of(name: str) -> dict[str, set[str]]:
        return told(client.get(f"/admin/chat/user/{house.users[name].pk}/change/").content.decode())

    assert "person.suspend" in of("bob")["forbidden"]
    assert "person.suspend" in of("mod")["allowed"]
    assert "role.change" in of("mod")["forbidden"]
    assert "role.change" in of("ada")["allowed"]
    assert set(of("eve")) == {"unauthenticated"}, "she is suspended"
