"""One room as it should be: about a hundred lines that the whole server is held against."""

from dataclasses import dataclass, field

Answer = tuple[str, int | str]  # ("ack", seq) or ("error", code)

GONE: Answer = ("error", "not_found")
FORBIDDEN: Answer = ("error", "forbidden")
CONFLICT: Answer = ("error", "conflict")


@dataclass
class Said:
    """A message."""

    author: str
    text: str
    first_text: str
    changed: int
    deleted: bool = False
    reactions: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Model:
    """A closed room of ann's: who is in it, what was said, and the seq of its last change."""

    seq: int
    members: set[str]
    said: dict[int, Said] = field(default_factory=dict)
    client_ids: dict[tuple[str, str], int] = field(default_factory=dict)
    deleted_texts: set[str] = field(default_factory=set)

    def step(self) -> int:
        """Takes the next seq."""
        self.seq += 1
        return self.seq

    def enter(self, name: str) -> None:
        """Somebody is brought in; again changes nothing."""
        if name not in self.members:
            self.members.add(name)
            self.step()

    def leave(self, name: str) -> None:
        """Somebody is removed."""
        self.members.remove(name)
        self.step()

    def post(self, name: str, client_id: str, text: str) -> Answer:
        """A post, or its repeat."""
        if name not in self.members:
            return GONE
        if (name, client_id) in self.client_ids:
            place = self.client_ids[name, client_id]
            said = self.said[place]
            return ("ack", place) if said.deleted or said.first_text == text else CONFLICT
        place = self.step()
        self.said[place] = Said(name, text, text, place)
        self.client_ids[name, client_id] = place
        return ("ack", place)

    def edit(self, name: str, place: int, text: str) -> Answer:
        """An edit; the same text changes nothing."""
        said = self.said[place]
        if name not in self.members:
            return GONE
        if said.author != name:
            return FORBIDDEN
        if said.deleted:
            return GONE
        if said.text != text:
            said.text, said.changed = text, self.step()
        return ("ack", said.changed)

    def delete(self, name: str, place: int) -> Answer:
        """A deletion, by the author or by ann, who leads."""
        said = self.said[place]
        if name not in self.members:
            return GONE
        if name not in (said.author, "ann"):
            return FORBIDDEN
        if not said.deleted:
            self.deleted_texts |= {said.text, said.first_text}
            said.deleted, said.text, said.changed = True, "", self.step()
            said.reactions.clear()
        return ("ack", said.changed)

    def react(self, name: str, place: int, emoji: str, *, add: bool) -> Answer:
        """A reaction, or its end; repeating changes nothing."""
        said = self.said[place]
        if name not in self.members or said.deleted:
            return GONE
        if add != ((name, emoji) in said.reactions):
            (said.reactions.add if add else said.reactions.discard)((name, emoji))
            said.changed = self.step()
        return ("ack", said.changed)

    def drawn(self) -> dict[int, tuple[str, str, int, bool, frozenset[tuple[str, str]]]]:
        """What every member should see, whoever they are and whatever they missed."""
        return {
            place: (s.author, s.text, s.changed, s.deleted, frozenset(s.reactions))
            for place, s in self.said.items()
        }
