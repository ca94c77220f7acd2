"""The audit log in the administration: who reads what, and that reading is noted."""

import pytest

from chat.models import AuditEntry
from chat.pipeline import perform_sync
from chat.protocol.commands import EditMessage
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


def test_a_room_one_has_no_part_in_is_read_for_a_reason_alone(
    house: House, sign_in: SignIn
) -> None:
    message = house.rooms["board"].messages.get()
    address, client = f"/admin/chat/message/{message.pk}/change/", sign_in("ada")
    page = client.get(address).content.decode()
    assert "the budget is secret" not in page
    assert "Say first why you read it" in page
    operation = "/admin/chat/message/do/enter/"
    assert operation in page
    client.post(operation, {"id": message.pk, "reason": ""})
    assert "the budget is secret" not in client.get(address).content.decode()
    client.post(operation, {"id": message.pk, "reason": "a complaint"})
    entry = newest()
    assert (entry.act, entry.by, entry.door) == ("room.entered", house.users["ada"].pk, "admin")
    assert (entry.room, entry.reason) == (message.room_id, "a complaint")
    page = client.get(address).content.decode()
    assert "the budget is secret" in page
    assert operation not in page
    entry = newest()
    assert (entry.act, entry.by) == ("message.read", house.users["ada"].pk)
    assert (entry.room, entry.thing) == (message.room_id, f"message {message.seq}")


def test_who_has_a_part_in_a_room_gives_no_reason(house: House, sign_in: SignIn) -> None:
    board = house.rooms["board"].messages.get()
    page = sign_in("ann").get(f"/admin/chat/message/{board.pk}/change/").content.decode()
    assert "the budget is secret" in page
    lounge = house.rooms["lounge"].messages.filter(deleted_at=None).first()
    assert (
        lounge.text
        in sign_in("ada").get(f"/admin/chat/message/{lounge.pk}/change/").content.decode()
    )
    assert not AuditEntry.objects.filter(act__in=["message.read", "room.entered"]).exists()


def test_an_earlier_text_is_withheld_too(house: House, sign_in: SignIn) -> None:
    message = house.rooms["board"].messages.get()
    edit = {"room": message.room_id, "seq": message.seq, "text": "the budget is open"}
    perform_sync(EditMessage(by=house.actor("ann"), **edit))
    address = f"/admin/chat/revision/{message.revisions.get().pk}/change/"
    assert "budget is secret" not in sign_in("ada").get(address).content.decode()
    assert "budget is secret" in sign_in("ann").get(address).content.decode()
