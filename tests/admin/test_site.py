"""Who may open the admin, and what has no address there."""

import pytest
from django.test import Client

from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import SuspendUser
from tests.admin.conftest import House, SignIn

KINDS = (
    *("user", "session", "token", "invitation", "room", "membership"),
    *("message", "revision", "reaction", "mention", "workspace", "revocation"),
)
FOR_ADMINS = ("session", "token", "invitation", "workspace", "revocation")
FOR_MODERATORS = tuple(kind for kind in KINDS if kind not in FOR_ADMINS)


def test_a_visitor_is_sent_to_the_chats_own_sign_in_page(house: House) -> None:
    answer = Client().get("/admin/chat/user/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert "/admin/chat/user/" in answer.redirect_chain[-1][0].replace("%2F", "/")


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_is_refused_everywhere(sign_in: SignIn, kind: str) -> None:
    assert sign_in("bob").get(f"/admin/chat/{kind}/", follow=True).status_code == 403


def test_a_suspended_moderator_is_refused(house: House, sign_in: SignIn) -> None:
    client = sign_in("mod")
    assert client.get("/admin/").status_code == 200
    perform_sync(SuspendUser(by=operator(), user=house.users["mod"].pk))
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("kind", FOR_MODERATORS)
def test_a_moderator_sees_people_rooms_and_messages(sign_in: SignIn, kind: str) -> None:
    assert sign_in("mod").get(f"/admin/chat/{kind}/").status_code == 200


@pytest.mark.parametrize("kind", FOR_ADMINS)
def test_a_moderator_sees_no_credentials(sign_in: SignIn, kind: str) -> None:
    client = sign_in("mod")
    assert f"/admin/chat/{kind}/" not in client.get("/admin/").content.decode()
    assert client.get(f"/admin/chat/{kind}/").status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_page_leads_to_every_kind_of_record(sign_in: SignIn, kind: str) -> None:
    assert f'href="/admin/chat/{kind}/"' in sign_in("ann").get("/admin/").content.decode()


@pytest.mark.parametrize("address", ["add/", "1/delete/", "1/history/", "autocomplete/"])
def test_nothing_is_added_deleted_or_logged_beside_the_rules(sign_in: SignIn, address: str) -> None:
    assert sign_in("ann").get(f"/admin/chat/user/{address}").status_code == 404


def test_nothing_is_saved_from_the_page_of_a_record(house: House, sign_in: SignIn) -> None:
    bob = house.users["bob"]
    page = f"/admin/chat/user/{bob.pk}/change/"
    assert sign_in("ann").get(page).status_code == 200
    answer = sign_in("ann").post(page, {"role": "owner", "username": "bobby"})
    assert answer.status_code == 403
    assert User.objects.get(pk=bob.pk).role == "member"
