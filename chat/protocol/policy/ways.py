"""The ways into what can be done: who gets past which question, and what stops them all the same.

A person has a **place** in a room (outsider, member, leader, owner) and a **rank** in the workspace
(member, moderator, admin; an owner counts as an admin). What holds besides, a mute, a ban or the
room's archive, is a **bar**. The rows take the message or person they are about to be a plain
member's: nobody acts on an equal or a higher role, whatever the table says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Place = Literal["outsider", "member", "leader", "owner"]
Rank = Literal["member", "moderator", "admin"]
Kind = Literal["open", "closed", "direct"]
Bar = Literal["muted", "banned", "archived"]

PLACES: tuple[Place, ...] = ("outsider", "member", "leader", "owner")
RANKS: tuple[Rank, ...] = ("member", "moderator", "admin")
KINDS: tuple[Kind, ...] = ("open", "closed", "direct")
CODES = {"Y": None, "n": "not_found", "f": "forbidden"}  # what a letter of a cell answers


@dataclass(frozen=True, slots=True)
class Way:
    """Who gets past one question. For each rank a group, in it a letter for each place.

    Nobody leads or owns a direct conversation: its groups have two letters.
    """

    open: str
    closed: str
    direct: str

    def cell(self, kind: Kind, place: Place, rank: Rank) -> str:
        """Return the letter of a cell."""
        groups: dict[Kind, str] = {"open": self.open, "closed": self.closed, "direct": self.direct}
        return groups[kind].split()[RANKS.index(rank)][PLACES.index(place)]


#: To know of a room and read in it.
SEES = Way("YYYY YYYY YYYY", "nYYY nYYY nYYY", "nY nY nY")
#: To belong to it.
BELONGS = Way("fYYY fYYY fYYY", "nYYY nYYY nYYY", "nY nY nY")
#: To be heard while one writes; a socket knows only the rooms it belongs to.
IS_HEARD = Way("nYYY nYYY nYYY", "nYYY nYYY nYYY", "nY nY nY")
#: To belong to it and lead it; in a direct conversation both do.
PINS = Way("ffYY ffYY fYYY", "nfYY nfYY nYYY", "nY nY nY")
#: To change the room itself: who leads it, and admins from outside.
LEADS = Way("ffYY ffYY YYYY", "nfYY nfYY YYYY", "nf nf nf")
#: To take away what a plain member said: who leads, moderators where they see it, admins anywhere.
TAKES_AWAY = Way("ffYY YYYY YYYY", "nfYY nYYY YYYY", "nf nY YY")
#: To take away what one said oneself.
TAKES_BACK = Way("fYYY YYYY YYYY", "nYYY nYYY YYYY", "nY nY YY")
#: To put a plain member out.
PUTS_OUT = Way("ffYY YYYY YYYY", "nfYY nYYY YYYY", "nf nf nf")
#: To impose a sanction on a plain member there.
SANCTIONS = Way("ffYY YYYY YYYY", "nfYY nYYY YYYY", "nf nf nf")
#: To bring somebody in.
BRINGS_IN = Way("fYYY fYYY YYYY", "nfYY nfYY YYYY", "nf nf nf")
#: To come in oneself; who is in already stays.
COMES_IN = Way("YYYY YYYY YYYY", "nYYY nYYY YYYY", "nf nf nf")
#: To come in where one is not yet.
ENTERS = Way("Yfff Yfff Yfff", "nfff nfff Yfff", "nf nf nf")
#: To go.
GOES = Way("nYYY nYYY nYYY", "nYYY nYYY nYYY", "nf nf nf")
#: To make a plain member lead.
GIVES_ROLES = Way("fffY fffY YYYY", "nffY nffY YYYY", "nf nf nf")
#: To look into a room that one has no part in, for a reason that is noted.
ENTERS_TO_LOOK = Way("ffff ffff YYYY", "nfff nfff YYYY", "nf nf nf")
#: Nobody but whoever wrote it.
NOBODY_ELSE = Way("ffff ffff ffff", "nfff nfff nfff", "nf nf nf")


@dataclass(frozen=True, slots=True)
class Stop:
    """A bar that stops whoever gets past one way, and what they are answered."""

    bar: Bar
    code: str
    past: Way


#: A room takes nothing while it is archived, and nobody who is muted, from who belongs to it.
QUIET = (Stop("archived", "archived", BELONGS), Stop("muted", "muted", BELONGS))


@dataclass(frozen=True, slots=True)
class RoomAction:
    """A row about a room: the way to it, what stops one, the scope of a token, and its doors."""

    way: Way
    stops: tuple[Stop, ...] = ()
    scope: str = "write"
    commands: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteAction:
    """A row about the workspace: a letter for each rank, acting on a plain member of it."""

    ranks: str = "YYY"
    scope: str = "write"
    commands: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done, the code of the refusal, and each step that decided."""

    code: str | None
    trace: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.code is None


def judge_room(
    action: RoomAction, kind: Kind, place: Place, rank: Rank, bars: Sequence[Bar] = ()
) -> Verdict:
    """Return what the table says of somebody who stands in a room like that."""
    # An open room looks to who is banned from it as a closed one to who never belonged.
    barred = "banned" in bars and place == "outsider" and kind == "open"
    seen: Kind = "closed" if barred else kind
    trace = [f"{kind} room", f"{place} of the room", f"{rank} of the workspace"]
    trace += ["banned: as if the room were closed"] if barred else []
    for stop in action.stops:
        if stop.bar in bars and stop.past.cell(seen, place, rank) == "Y":
            return Verdict(stop.code, (*trace, f"{stop.bar}: {stop.code}"))
    code = CODES[action.way.cell(seen, place, rank)]
    return Verdict(code, (*trace, code or "allowed"))


def judge_site(action: SiteAction, rank: Rank) -> Verdict:
    """Return what the table says of somebody of that rank."""
    code = CODES[action.ranks[RANKS.index(rank)]]
    return Verdict(code, (f"{rank} of the workspace", code or "allowed"))
