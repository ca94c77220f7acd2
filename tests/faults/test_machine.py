"""Random scripts of what people do, against a model: each answer, and what everyone draws."""

import itertools
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.faults.model import Model
from tests.house import Client, House
from tests.replica import Replica, stored_replica

EXAMPLES = int(os.environ.get("CHAT_TEST_EXAMPLES", "6"))  # the long profile plays more
STEPS = 30
PEOPLE = ("ann", "bob", "eve")
EMOJI = ("👍", "🎉")
EXPIRY_SECONDS = 0.7  # of a session that runs out while its socket is open
DEADLINE = 10.0

names = st.sampled_from(PEOPLE)
others = st.sampled_from(PEOPLE[1:])
number = st.integers(0, 50)
rooms = itertools.count(1)


class Person:
    """Somebody's socket and page; the page outlives the socket."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.client: Client | None = None
        self.page: Replica | None = None
        self.read = 0  # frames of the socket that the page has taken

    def look(self) -> None:
        """Lets the page take what the socket brought."""
        if self.client is not None and self.page is not None:
            frames, self.read = self.client.frames[self.read :], len(self.client.frames)
            self.page.follow(frames)


class Machine(RuleBasedStateMachine):
    """A fresh closed room of ann's for each script."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        cast = self.house.cast
        self.slug = f"script{next(rooms)}"
        from chat.protocol.commands import CreateRoom

        made = cast.do("ann", CreateRoom, slug=self.slug, name="Script", kind="closed")
        self.room = cast.rooms[self.slug] = made.result["room"]["id"]
        self.model = Model(stored_replica(self.room).seq, {"ann"})
        self.people = {name: Person(name) for name in PEOPLE}
        self.ids = itertools.count(1)
        self.used: list[tuple[str, str, str]] = []
        self.expired = 0

    # --- Asking ------------------------------------------------------------------------------

    def ask(self, name: str, kind: str, **fields: Any) -> tuple[str, int | str]:
        """Sends a frame and says what came back."""
        person = self.online(name)
        assert person.client is not None
        answer = person.client.ask({"type": kind, "room": self.room, **fields}, DEADLINE)
        return ("error", answer["code"]) if answer["type"] == "error" else ("ack", answer["seq"])

    def online(self, name: str, session: str = "") -> Person:
        """Somebody with a live socket, resumed from where their page stood."""
        person = self.people[name]
        if person.client is None:
            cursors = person.page.cursor if person.page else None
            person.client = self.house.connect(name, cursors=cursors, session=session)
            person.read = 0
            if name in self.model.members and person.page is None:
                person.page, person.read = self.fresh(person)
        return person

    def fresh(self, person: Person) -> tuple[Replica, int]:
        """A page read anew, and from which frame on it hears."""
        assert person.client is not None
        person.client.settle()
        return stored_replica(self.room), len(person.client.frames)

    def gone(self, name: str, code: int) -> None:
        """A socket was closed by the server."""
        person = self.people[name]
        assert person.client is not None
        assert person.client.wait_closed(DEADLINE) == code
        person.look()
        person.client = None

    def place(self, choice: int) -> int:
        """One of the messages."""
        return sorted(self.model.said)[choice % len(self.model.said)]

    # --- What people do ----------------------------------------------------------------------

    @rule(name=others)
    def join(self, name: str) -> None:
        from chat.protocol.commands import AddMember

        was_in = name in self.model.members
        self.house.cast.do("ann", AddMember, room=self.slug, user=name)
        self.model.enter(name)
        person = self.people[name]
        if not was_in and person.client is not None:
            user = self.house.cast[name]
            self.house.wait(
                lambda: any(self.room in s.rooms for s in self.house.hub.viewers.get(user, ())),
                DEADLINE,
            )
            person.page, person.read = self.fresh(person)

    @precondition(lambda self: len(self.model.members) > 1)
    @rule(choice=number)
    def remove(self, choice: int) -> None:
        from chat.protocol.commands import EndMembership

        name = sorted(self.model.members - {"ann"})[choice % (len(self.model.members) - 1)]
        self.house.cast.do("ann", EndMembership, room=self.slug, user=name)
        self.model.leave(name)
        person = self.people[name]
        if person.client is not None:
            left = self.model.seq
            person.client.wait_until(lambda: person.client.knows(self.room) >= left, DEADLINE)  # type: ignore[union-attr]
        person.page = None  # what comes after this is for nobody

    @rule(name=names, text=st.text("abc ", min_size=1, max_size=8).filter(str.strip))
    def post(self, name: str, text: str) -> None:
        client_id, text = str(UUID(int=next(self.ids))), f"{text.strip()} {next(self.ids)}"
        self.used.append((name, client_id, text))
        answer = self.ask(name, "message.post", client_id=client_id, text=text)
        assert answer == self.model.post(name, client_id, text)

    @precondition(lambda self: self.used)
    @rule(choice=number, changed=st.booleans())
    def retry(self, choice: int, changed: bool) -> None:
        name, client_id, text = self.used[choice % len(self.used)]
        text += " changed" if changed else ""
        answer = self.ask(name, "message.post", client_id=client_id, text=text)
        assert answer == self.model.post(name, client_id, text)

    @precondition(lambda self: self.model.said)
    @rule(name=names, choice=number, same=st.booleans())
    def edit(self, name: str, choice: int, same: bool) -> None:
        place = self.place(choice)
        text = (self.model.said[place].text if same else "") or f"edited {next(self.ids)}"
        answer = self.ask(name, "message.edit", seq=place, text=text)
        assert answer == self.model.edit(name, place, text)

    @precondition(lambda self: self.model.said)
    @rule(name=names, choice=number)
    def delete(self, name: str, choice: int) -> None:
        place = self.place(choice)
        known = self.ask(name, "message.delete", seq=place)
        assert known == self.model.delete(name, place)

    @precondition(lambda self: self.model.said)
    @rule(name=names, choice=number, emoji=st.sampled_from(EMOJI), add=st.booleans())
    def react(self, name: str, choice: int, emoji: str, add: bool) -> None:
        place = self.place(choice)
        kind = "reaction.add" if add else "reaction.remove"
        answer = self.ask(name, kind, seq=place, emoji=emoji)
        assert answer == self.model.react(name, place, emoji, add=add)

    # --- What happens to their sockets -------------------------------------------------------

    @rule(name=names)
    def drop(self, name: str) -> None:
        person = self.people[name]
        if person.client is not None:
            person.client.settle()
            person.look()
            person.client.close()
            person.client = None

    @rule(name=names)
    def reconnect(self, name: str) -> None:
        self.online(name)

    @rule(name=others)
    def suspend(self, name: str) -> None:
        from chat.protocol.commands import LiftSuspension, SuspendUser

        self.online(name)
        self.house.cast.do("ann", SuspendUser, user=name)
        try:
            self.gone(name, 4403)
        finally:  # whoever stayed suspended would fail every script after this one
            self.house.cast.do("ann", LiftSuspension, user=name)

    @precondition(lambda self: not self.expired)
    @rule(name=others)
    def expire(self, name: str) -> None:
        self.expired += 1
        self.drop(name)
        ends = timezone.now() + timedelta(seconds=EXPIRY_SECONDS)
        session = self.house.cast.session(name, expire_date=ends, ends_at=ends)
        self.online(name, session)
        self.gone(name, 4401)

    # --- The end -----------------------------------------------------------------------------

    def teardown(self) -> None:
        for person in self.people.values():
            if person.client is not None:
                person.client.settle()
        for name in PEOPLE:
            person = self.online(name)
            assert person.client is not None
            if name in self.model.members:
                assert person.page is not None
                if self.model.seq > person.page.seq:
                    person.client.wait_until(
                        lambda p=person: p.client.knows(self.room) >= self.model.seq, DEADLINE
                    )
                person.look()
                assert drawn(person.page, self.house) == self.model.drawn()
                stored = stored_replica(self.room)  # who is in a room is asked for, not synced
                assert (person.page.room, person.page.messages) == (stored.room, stored.messages)
            person.client.settle()
            person.client.close()
        told = repr(stored_replica(self.room))
        assert not [text for text in self.model.deleted_texts if f"'{text}'" in told]


def drawn(page: Replica, house: House) -> dict[int, Any]:
    """A page in the words of the model."""
    name_of = {number: name for name, number in house.cast.people.items()}
    return {
        seq: (
            name_of[m["author"]],
            m["text"],
            m["changed_seq"],
            m["deleted"] is not None,
            frozenset((name_of[u], r["emoji"]) for r in m["reactions"] for u in r["users"]),
        )
        for seq, m in page.messages.items()
    }


@pytest.mark.timeout(60 + 20 * EXAMPLES)
def test_every_script_ends_as_the_model_says(house: House) -> None:
    class Script(Machine):
        pass

    Script.house = house
    run_state_machine_as_test(
        Script,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="CHAT_TEST_EXAMPLES" not in os.environ,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert next(rooms) > EXAMPLES
