"""Sort one's rooms: favourites, and sections of one's own."""

from typing import Annotated

from pydantic import Field

from chat.protocol.commands.base import Command, Id, RoomCommand
from chat.protocol.limits import SECTIONS_PER_USER

Place = Annotated[int, Field(ge=0, le=SECTIONS_PER_USER)]


class CreateSection(Command):
    """Begin a section below those one has."""

    name: str


class ChangeSection(Command):
    """Rename, fold or move one of one's sections; what is absent stays.

    ``place`` counts from 0; one beyond the last means the last.
    """

    section: Id
    name: str | None = None
    collapsed: bool | None = None
    place: Place | None = None


class RemoveSection(Command):
    """Remove one of one's sections; its rooms go back to where they stood without it."""

    section: Id


class PlaceRoom(RoomCommand):
    """Say where a room stands in one's sidebar: what is absent it is not.

    A favourite stands at the top, and in its section again when it is none any more.
    """

    section: Id | None = None
    favourite: bool = False
