"""Who may do what, where: one table. Tests try each of its cells at every door, and refusals are
explained from it."""

from chat.protocol.policy.rooms import ROOM_ACTIONS
from chat.protocol.policy.ways import (
    KINDS,
    PLACES,
    RANKS,
    Bar,
    Kind,
    Place,
    Rank,
    RoomAction,
    SiteAction,
    Verdict,
    judge_room,
    judge_site,
)
from chat.protocol.policy.workspace import SITE_ACTIONS

__all__ = [
    "ACTIONS",
    "KINDS",
    "PLACES",
    "RANKS",
    "ROOM_ACTIONS",
    "SITE_ACTIONS",
    "Bar",
    "Kind",
    "Place",
    "Rank",
    "RoomAction",
    "SiteAction",
    "Verdict",
    "judge_room",
    "judge_site",
]

ACTIONS: dict[str, RoomAction | SiteAction] = {**ROOM_ACTIONS, **SITE_ACTIONS}
