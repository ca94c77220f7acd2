"""`renew_epochs`: after a restored backup, old cursors are recognised as useless."""

from chat.models import Room, User, Workspace
from chat.queries.messages import changes
from tests.management.conftest import Run


def test_every_room_and_the_workspace_get_an_epoch_of_their_own(run: Run) -> None:
    run("seed_demo")
    before = dict(Room.objects.values_list("pk", "epoch"))
    seqs = dict(Room.objects.values_list("pk", "seq"))
    workspace = Workspace.objects.get().epoch
    assert len(before) == 5
    assert "5 rooms" in run("renew_epochs")
    after = dict(Room.objects.values_list("pk", "epoch"))
    assert not set(before.values()) & set(after.values())
    assert len(set(after.values())) == len(after)
    assert Workspace.objects.get().epoch != workspace
    assert dict(Room.objects.values_list("pk", "seq")) == seqs


def test_a_cursor_from_before_is_told_to_begin_again(run: Run) -> None:
    run("seed_demo")
    ann, room = User.objects.get(username="ann"), Room.objects.get(slug="lounge")
    assert changes(ann, room.pk, epoch=room.epoch, cursor=3, limit=9)["type"] == "room.synced"
    run("renew_epochs")
    assert changes(ann, room.pk, epoch=room.epoch, cursor=3, limit=9)["type"] == "room.reset"


def test_an_empty_database_is_no_error(run: Run) -> None:
    assert run("renew_epochs").startswith("0 rooms")
