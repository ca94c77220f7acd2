"""Brings the history of an export into this workspace, and goes on where it was interrupted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError

from chat.actions import arrivals as rules
from chat.archive.opened import Opened
from chat.archive.records import Membership, Message, Person, Room
from chat.archive.refusal import RefusedError
from chat.management.archive import arriving
from chat.management.archive.bytes import Bytes
from chat.management.archive.fitness import refuse_message, refuse_person, refuse_room
from chat.management.progress import Meter
from chat.protocol.errors import ChatError
from chat.queries.archive import arrivals as here

BATCH = 500  # messages in one transaction; a killed import loses no more than one
ROOMS_AT_ONCE = 200  # read side by side, so that ids ascend in time: the search goes by them
PROBLEMS_TOLD = 100  # more say nothing new; all are counted
KINDS = ("people", "rooms", "messages")
UNWRITTEN = 0  # the id of what a dry run does not make


@dataclass
class Report:
    """What came, what was here before, and what was left out and why."""

    made: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    met: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    problems: list[str] = field(default_factory=list)
    skipped: int = 0

    def skip(self, problem: str) -> None:
        """Note something that does not come."""
        self.skipped += 1
        if len(self.problems) < PROBLEMS_TOLD:
            self.problems.append(problem)


class Arrive:
    """One import. Every step may be repeated: what is here already is met and not made again."""

    def __init__(self, opened: Opened, mapping: Mapping[str, str], *, dry_run: bool) -> None:
        manifest = opened.manifest
        if "jsonl" not in manifest.formats:
            raise RefusedError("Only records can be imported: this export has no jsonl.")
        if not manifest.selection.whole:
            raise RefusedError("Only whole rooms can be imported, not a choice of messages.")
        self._opened, self._mapping, self._dry = opened, mapping, dry_run
        self._records: dict[int, Room] = {}  # that come, by their id in the export
        self._members: set[tuple[int, int]] = set()
        self._names = rules.Arrival({}, {}, {}, {})
        self.report = Report()

    def run(self, meter: Meter) -> Report:
        """Bring everything. Memberships come last: who finds a room finds all of it."""
        manifest, unclaimed = self._opened.manifest, here.is_unclaimed()
        if not self._dry:
            rules.found_by_import(manifest.workspace, manifest.epoch)
        self._bring_people(unclaimed)
        self._bring_rooms()
        memberships = self._memberships()
        self._members = {(m.user, m.room) for m in memberships}
        rooms = list(self._records.values())
        for some in arriving.in_batches(rooms, ROOMS_AT_ONCE):
            told = arriving.messages(self._opened, some, self.report.skip)
            for batch in arriving.in_batches(told, BATCH):
                self._bring_messages(batch)
                meter.advance(len(batch))
        if not self._dry:
            rules.add_memberships(memberships, self._names)
        return self.report

    def _bring_people(self, unclaimed: bool) -> None:
        """Meet people by user name or make their accounts.

        Roles come along only into a workspace that nobody leads: an export gives nobody power.
        """
        known = here.people_here()
        for person in arriving.table(self._opened, "person", self.report.skip):
            if not isinstance(person, Person):
                self.report.skip("A record among the people is none.")
                continue
            username = self._mapping.get(person.username, person.username)
            if username in known:
                self.report.met["people"] += 1
                self._name(person, username, known[username])
                continue
            made = self._made_person(person, username, person.role if unclaimed else "member")
            if made is not None:
                self._name(person, username, made)
        self._continue_ids()

    def _name(self, person: Person, username: str, found: int) -> None:
        self._names.people[person.id] = found
        self._names.usernames[username] = (found, person.name)

    def _made_person(self, person: Person, username: str, role: str) -> int | None:
        try:
            refuse_person(person)
        except ChatError as refusal:
            self.report.skip(f"The person {person.id}: {refusal.message}")
            return None
        self.report.made["people"] += 1
        return UNWRITTEN if self._dry else rules.add_person(person, username, role)

    def _bring_rooms(self) -> None:
        """Meet rooms by their epoch, which no two rooms share, or make them."""
        for room in arriving.table(self._opened, "room", self.report.skip):
            if not isinstance(room, Room):
                self.report.skip("A record among the rooms is none.")
                continue
            met = here.room_of(room.epoch)
            if met is not None:
                self.report.met["rooms"] += 1
                self._names.rooms[room.id] = met.pk
            elif not self._made_room(room):
                continue
            self._records[room.id] = room
            if room.kind == "open":
                self._names.slugs[room.slug] = (self._names.rooms[room.id], room.name)
        self._continue_ids()

    def _made_room(self, room: Room) -> bool:
        people = [self._names.people[user] for user in room.people if user in self._names.people]
        try:
            refuse_room(room)
            if len(people) < len(room.people):
                raise RefusedError("somebody of its people does not come.")
            if room.kind == "direct" and not self._dry and here.direct_room_of(people):
                raise RefusedError("these people have a conversation here.")
            if here.is_slug_taken(room.slug):
                raise RefusedError("its address is taken here: change that of the other room.")
        except (ChatError, RefusedError) as refusal:
            self.report.skip(f"The room {room.slug}: {refusal}")
            return False
        self.report.made["rooms"] += 1
        self._names.rooms[room.id] = UNWRITTEN if self._dry else rules.add_room(room, people)
        return True

    def _continue_ids(self) -> None:
        if not self._dry:
            rules.continue_ids()

    def _memberships(self) -> list[Membership]:
        """Return the memberships of people and rooms that come."""
        found = arriving.table(self._opened, "membership", self.report.skip)
        memberships = [m for m in found if isinstance(m, Membership)]
        return [m for m in memberships if m.room in self._records and m.user in self._names.people]

    def _bring_messages(self, batch: list[Message]) -> None:
        """Store those of a batch that are not here yet, together, or one by one if one is bad."""
        rooms = self._names.rooms
        there = here.messages_here((rooms[m.room], m.seq) for m in batch if rooms[m.room])
        new = [m for m in batch if (rooms[m.room], m.seq) not in there]
        self.report.met["messages"] += len(batch) - len(new)
        fit = [message for message in map(self._fit, new) if message is not None]
        if not self._dry and fit:
            fit = self._stored(fit)
        self.report.made["messages"] += len(fit)

    def _fit(self, message: Message) -> Message | None:
        """Return a message with the files that come with it, None if it cannot be stored."""
        named = {message.author, message.pinned_by, *message.mentions} - {None}
        named |= {user for reactions in message.reactions for user in reactions.users}
        named |= {message.deleted.by} - {None} if message.deleted else set()
        try:
            if not named <= self._names.people.keys():
                raise RefusedError("it names somebody who does not come.")
            refuse_message(message)
        except (ChatError, RefusedError) as refusal:
            self.report.skip(f"{self._place(message)}: {refusal}")
            return None
        return self._with_files(message) if message.attachments else message

    def _with_files(self, message: Message) -> Message:
        """Bring the files of a message; what cannot come is told of, the message comes without."""
        taken, kept = here.uploads_here(file.id for file in message.attachments), []
        bytes_sent = Bytes(self._opened)
        for file in message.attachments:
            try:
                if file.id in taken:
                    raise RefusedError(f"its file {file.id} belongs to another message here.")
                if not self._dry:
                    bytes_sent.bring(file)
                kept.append(file)
            except RefusedError as refusal:
                self.report.skip(f"{self._place(message)}: {refusal}")
        return message.model_copy(update={"attachments": kept})

    def _stored(self, messages: list[Message]) -> list[Message]:
        try:
            self._store(messages)
        except DatabaseError as trouble:
            if len(messages) == 1:
                kind = type(trouble).__name__
                self.report.skip(f"{self._place(messages[0])}: the database refused it ({kind}).")
                return []
            return [stored for message in messages for stored in self._stored([message])]
        return messages

    def _store(self, messages: list[Message]) -> None:
        rules.add_messages(messages, self._names)
        rules.add_follows(
            (
                self._names.people[m.author],
                self._names.rooms[m.room],
                m.thread if m.thread is not None else m.seq,
                self._records[m.room].seq,
            )
            for m in messages
            if (m.thread is not None or m.replies) and (m.author, m.room) in self._members
        )

    def _place(self, message: Message) -> str:
        return f"{self._records[message.room].slug}/{message.seq}"
