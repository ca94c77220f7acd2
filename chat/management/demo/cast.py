"""Who works in the demonstration, and in which rooms they meet."""

from dataclasses import dataclass
from typing import Literal

WORKSPACE = "Harbour Museum"


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demonstration; bots get no password."""

    username: str
    name: str
    role: Literal["member", "moderator", "admin", "owner"] = "member"
    kind: Literal["person", "bot"] = "person"


@dataclass(frozen=True, slots=True)
class Place:
    """A room, made by the first of its people."""

    slug: str
    name: str
    topic: str
    people: tuple[str, ...]
    kind: Literal["open", "closed"] = "open"


PEOPLE = (
    Person("ann", "Ann Lindqvist", "owner"),
    Person("bob", "Bob Marchetti"),
    Person("eve", "Eve Sørensen"),
    Person("mod", "Mo Dietrich", "moderator"),
    Person("ines", "Inês Carvalho"),
    Person("tomasz", "Tomasz Wilk"),
    Person("priya", "Priya Raman", "admin"),
    Person("jonas", "Jonas Achterberg"),
    Person("robo", "Robo", kind="bot"),
)

EVERYONE = ("ann", "bob", "eve", "mod", "ines", "tomasz", "priya", "jonas", "robo")

PLACES = (
    Place("lounge", "Lounge", "Everyone, everything, and lunch", EVERYONE),
    Place(
        "tides",
        "Tides exhibition",
        "Opens on the first of March",
        ("ines", "ann", "bob", "tomasz", "priya", "robo"),
    ),
    Place(
        "website",
        "Website",
        "Tickets, texts and the machine in the cellar",
        ("tomasz", "priya", "bob", "jonas", "ann", "robo"),
    ),
    Place("board", "Board", "What is decided here stays here", ("ann", "priya", "mod"), "closed"),
)

DIRECT = ("ann", "bob")
