"""One commit's view of the world: who acts, which rooms are locked, what to write and to tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from chat.actions.authority import Authority
from chat.actions.chain import act_of, append
from chat.actions.names import Names
from chat.actions.prepare import Prepared, prepare
from chat.actions.replies import Replies
from chat.models import (
    AuditEntry,
    Membership,
    Message,
    PreviewDue,
    Profile,
    Revocation,
    Room,
    User,
    Workspace,
    bulk,
)
from chat.models.clock import clock
from chat.protocol.actors import Actor
from chat.protocol.commands import Command, PostMessage
from chat.protocol.commands.base import RoomCommand
from chat.protocol.errors import not_found
from chat.protocol.events import Wire, room_event


@dataclass(slots=True)
class News:
    """What a commit has to tell: by room, by viewer, the rights it took away, and
    who changed."""

    rooms: dict[int, list[Wire]] = field(default_factory=lambda: defaultdict(list))
    viewers: dict[int, list[Wire]] = field(default_factory=lambda: defaultdict(list))
    revocations: list[Revocation] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    people_seq: int = 0  # of the last change of somebody among them


class Batch:
    """The commands of one transaction, their rooms locked in id order.

    Rules read through it and write through it. Posted messages wait in ``posted`` and are
    inserted together; everything else a rule writes itself.
    """

    def __init__(
        self, commands: Sequence[Command], prepared: Mapping[int, Prepared] | None = None
    ) -> None:
        self.commands = commands
        self.now: datetime = clock.now()
        self.news = News()
        self.posted: list[Message] = []
        self.mentioned: list[tuple[Message, int | None]] = []
        self.due: list[PreviewDue] = []
        self.acts: list[AuditEntry] = []
        self.replies = Replies(self)
        self._moved: set[int] = set()  # rooms whose seq took a step
        rooms = {c.room for c in commands if isinstance(c, RoomCommand)}
        self._lock_authority()
        self.rooms = self._lock_rooms(rooms)
        self.authority = Authority([c.by for c in commands], self.now)
        self.users = self.authority.users
        # How the actors stand in the rooms they act on; others are looked up when asked for.
        places = [
            (c.room, c.by.user, str(c.client_id) if isinstance(c, PostMessage) else None)
            for c in commands
            if isinstance(c, RoomCommand)
        ]
        self._asked = {(room, user) for room, user, _ in places}
        self.memberships, posted = bulk.standing(places)
        # What the batch's client ids have already posted, ever.
        self.repeats = {(m.room_id, m.author_id, str(m.client_id)): m for m in posted}
        # A text that no door prepared is prepared here; doors do it outside the commit.
        self._prepared = {
            id(c): p for c in commands if (p := (prepared or {}).get(id(c)) or prepare(c))
        }
        self.names = Names(self._prepared.values(), rooms)

    # --- Reading -----------------------------------------------------------------------------

    def _lock_authority(self) -> None:
        """Let commands run side by side, but a command that takes rights away alone.

        A right read in this transaction then cannot end before it commits. SQLite has one
        writer at a time, so only PostgreSQL needs the lock, and there it is memory alone.
        """
        if connection.vendor == "postgresql":
            alone = any(command.alone for command in self.commands)
            shared = "" if alone else "_shared"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_xact_lock{shared}({AUTHORITY_LOCK})")

    def _lock_rooms(self, room_ids: Iterable[int]) -> dict[int, Room]:
        """Lock rooms in id order: no two commits wait for each other, seq is commit order."""
        rows = Room.objects.select_for_update(no_key=True).filter(pk__in=room_ids)
        return {room.pk: room for room in rows.order_by("pk")} if room_ids else {}

    def room(self, room_id: int) -> Room:
        """Return a room of the batch; raises ``not_found``."""
        found = self.rooms.get(room_id)
        if found is None:
            raise not_found("room")
        return found

    def membership(self, room_id: int, user_id: int) -> Membership | None:
        """Return how somebody stands in a room, as of now in this batch."""
        key = (room_id, user_id)
        if key not in self._asked:
            self._asked.add(key)
            for found in Membership.objects.filter(room_id=room_id, user_id=user_id):
                self.memberships.setdefault(key, found)
        return self.memberships.get(key)

    def user(self, user_id: int) -> User:
        """Return an account; raises ``not_found``."""
        found = self.users.get(user_id) or User.objects.filter(pk=user_id).first()
        if found is None:
            raise not_found("person")
        return found

    def prepared(self, command: Command) -> Prepared:
        """Return the checked and rendered text of a command."""
        return self._prepared[id(command)]

    def message(self, room_id: int, seq: int) -> Message:
        """Return a message of a room, also one posted in this batch; raises ``not_found``."""
        self.write_messages()
        found = Message.objects.filter(room_id=room_id, seq=seq).first()
        if found is None:
            raise not_found("message")
        return found

    # --- Writing -----------------------------------------------------------------------------

    def next_seq(self, room: Room) -> int:
        """Take the room's next seq; it is stored when the batch closes."""
        room.seq += 1
        self._moved.add(room.pk)
        return room.seq

    def add_room(self, room: Room) -> None:
        """Take in a room that a rule has just made or found, locked by this transaction."""
        self.rooms[room.pk] = room

    def write_messages(self) -> None:
        """Insert the messages that wait and what is theirs; store what they did to threads."""
        if self.posted:
            bulk.insert_messages(self.posted)
            bulk.insert_mentions(self.mentioned)
            if self.due:
                PreviewDue.objects.bulk_create(self.due)
            self.posted, self.mentioned, self.due = [], [], []
        self.replies.write()

    def close(self) -> News:
        """Write what waits, and return what there is to tell once this is committed."""
        self.write_messages()
        bulk.write_heads(self.rooms[pk] for pk in sorted(self._moved))
        self._number_revocations()
        self._number_people()
        self._number_viewers()
        if self.acts:
            append(self.acts)  # last: whoever else has something to note waits for this commit
        return self.news

    # --- Telling -----------------------------------------------------------------------------

    def tell_room(
        self, room: Room, kind: str, by: int, /, *, seq: int | None = None, **body: Any
    ) -> int:
        """Tell a room of a change under the seq it took, or under the next; returns the seq."""
        seq = self.next_seq(room) if seq is None else seq
        self.news.rooms[room.pk].append(room_event(kind, seq, self.now, by, **body))
        return seq

    def tell_viewer(self, user_id: int, kind: str, **body: Any) -> None:
        """Tell one person of a change that concerns them; numbered when the batch closes."""
        self.news.viewers[user_id].append({"type": "viewer", "seq": 0, "kind": kind, **body})

    def tell_people(self, user_id: int) -> None:
        """Tell whoever shares a room with somebody that they changed; numbered like the rest."""
        self.news.people.add(user_id)

    def revoke(self, kind: Revocation.Kind, target: object, code: int) -> None:
        """Close, in every process, the sockets that stand on a session, token or user."""
        self.news.revocations.append(
            Revocation(at=self.now, kind=kind, target=str(target), code=code)
        )
        self.authority.forget(kind, target)

    def note(self, by: Actor, act: str, /, **about: Any) -> None:
        """Note an act for the audit log, in the commit that does it; see ``act_of``."""
        self.acts.append(act_of(by, act, self.now, **about))

    def _number_viewers(self) -> None:
        """Give each person's events their dense numbers, people locked in id order."""
        for user_id in sorted(self.news.viewers):
            events = self.news.viewers[user_id]
            last = bulk.take_viewer_seqs(user_id, len(events))
            for seq, event in enumerate(events, last - len(events) + 1):
                event["seq"] = seq

    def _number_revocations(self) -> None:
        """Number revocations densely in commit order, by the workspace's locked row."""
        rows = self.news.revocations
        if rows:
            Workspace.objects.get_or_create(pk=1)
            Workspace.objects.update(revocation_seq=F("revocation_seq") + len(rows))
            last = Workspace.objects.values_list("revocation_seq", flat=True).get()
            for seq, row in enumerate(rows, last - len(rows) + 1):
                row.seq = seq
            Revocation.objects.bulk_create(rows)

    def _number_people(self) -> None:
        """Number those who changed densely in commit order, by the workspace's locked row."""
        people = sorted(self.news.people)
        if people:
            Workspace.objects.get_or_create(pk=1)
            Workspace.objects.update(people_seq=F("people_seq") + len(people))
            last = Workspace.objects.values_list("people_seq", flat=True).get()
            for seq, user_id in enumerate(people, last - len(people) + 1):
                Profile.objects.update_or_create(user_id=user_id, defaults={"seq": seq})
            self.news.people_seq = last


AUTHORITY_LOCK = 0x63686174  # "chat": the key of the advisory lock on everybody's rights
