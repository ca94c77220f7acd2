"""The audit log in the administration: who reads what, and that reading is noted."""

import pytest

from chat.models import AuditEntry
from tests.admin.conftest import House, SignIn

LOG = "/admin/chat/auditentry/"


def newest() -> AuditEntry:
    """The entry that was added last."""
    return AuditEntry.objects.order_by("-number")[0]


def found(client: object, query: str) -> list[AuditEntry]:
    """The entries that a list shows."""
    answer = client.get(f"{LOG}{query}")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def test_reading_the_log_is_an_entry(house: House, sign_in: SignIn) -> None:
    client = sign_in("ann")
    assert client.get(f"{LOG}?act=sanction.imposed").status_code == 200
    entry = newest()
    assert (entry.act, entry.by, entry.door) == ("audit.read", house.users["ann"].pk, "admin")
    assert entry.details == '{"asked": {"act": "sanction.imposed"}}'
    page = client.get(f"{LOG}3/change/").content.decode()
    assert newest().details == '{"entry": "3"}'
    assert AuditEntry.objects.get(number=3).seal in page


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("?act=sanction.imposed", {"sanction.imposed"}),
        ("?q=lounge&act=member.added", {"member.added"}),
        ("?q=@eve&act=sanction.imposed", {"sanction.imposed"}),
        ("?q=@nobody", set()),
        ("?door=nothing", set()),
        ("?at__gte=2999-01-01", set()),
    ],
)
def test_entries_are_chosen(sign_in: SignIn, query: str, acts: set[str]) -> None:
    assert {entry.act for entry in found(sign_in("ann"), query)} == acts


def test_a_moderator_reads_acts_of_moderation_alone(house: House, sign_in: SignIn) -> None:
    client = sign_in("mod")
    acts = {entry.act for entry in found(client, "")}
    assert "sanction.imposed" in acts
    assert not acts & {"session.begun", "account.created", "audit.read"}
    founded = AuditEntry.objects.get(act="workspace.founded")
    assert client.get(f"{LOG}{founded.pk}/change/").status_code == 302


def test_a_member_does_not_come_in(house: House, sign_in: SignIn) -> None:
    before = AuditEntry.objects.count()
    client = sign_in("bob")
    assert AuditEntry.objects.count() == before + 1, "the sign-in"
    assert client.get(LOG).status_code in (302, 403)
    assert AuditEntry.objects.count() == before + 1


def test_nothing_there_changes_an_entry(house: House, sign_in: SignIn) -> None:
    page = sign_in("ann").get(f"{LOG}3/change/").content.decode()
    assert "deletelink" not in page
    assert 'name="_save"' not in page


def test_who_reads_a_text_of_a_room_they_have_no_part_in_is_noted(
    house: House, sign_in: SignIn
) -> None:
    message = house.rooms["board"].messages.get()
    address = f"/admin/chat/message/{message.pk}/change/"
    assert "the budget is secret" in sign_in("ada").get(address).content.decode()
    entry = newest()
    assert (entry.act, entry.by) == ("message.read", house.users["ada"].pk)
    assert (entry.room, entry.thing) == (message.room_id, f"message {message.seq}")
    count = AuditEntry.objects.filter(act="message.read").count()
    sign_in("ann").get(address)  # who is in it
    lounge = house.rooms["lounge"].messages.first()
    sign_in("ada").get(f"/admin/chat/message/{lounge.pk}/change/")  # which everybody sees
    assert AuditEntry.objects.filter(act="message.read").count() == count
