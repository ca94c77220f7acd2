"""The rules of sorting one's rooms: one's other devices alone hear of it."""

from collections.abc import Sequence

from chat.actions import access
from chat.actions.batch import Batch
from chat.actions.outcome import Outcome
from chat.models import Membership, Section, User
from chat.protocol.commands import ChangeSection, Command, CreateSection, PlaceRoom, RemoveSection
from chat.protocol.errors import ChatError, not_found
from chat.protocol.limits import NAME_CHARACTERS, SECTIONS_PER_USER
from chat.queries.sections import section_wire
from chat.text.check import check_name


def create_section(command: CreateSection, batch: Batch) -> Outcome:
    """Begin a section below the others. Raises ``forbidden``, ``conflict``, ``bad_frame``."""
    name = check_name(command.name, NAME_CHARACTERS)
    mine = _mine(command)
    _refuse_taken(name, mine)
    if len(mine) >= SECTIONS_PER_USER:
        raise ChatError("forbidden", "You have as many sections as one may: remove one first.")
    made = Section(user_id=command.by.user, name=name)
    return _arranged([*mine, made], made, command, batch)


def change_section(command: ChangeSection, batch: Batch) -> Outcome:
    """Rename, fold or move a section; no change tells nobody anything.

    Raises ``not_found``, ``conflict``, ``bad_frame``.
    """
    mine = _mine(command)
    section = _one(mine, command.section)
    before = [section_wire(one) for one in mine]
    if command.name is not None:
        name = check_name(command.name, NAME_CHARACTERS)
        _refuse_taken(name, [one for one in mine if one != section])
        section.name = name
    if command.collapsed is not None:
        section.collapsed = command.collapsed
    if command.place is not None:
        mine.remove(section)
        mine.insert(command.place, section)
    if [section_wire(one) for one in mine] == before:
        return Outcome(repeated=True, result={"section": section_wire(section)})
    return _arranged(mine, section, command, batch)


def remove_section(command: RemoveSection, batch: Batch) -> Outcome:
    """Remove a section and let its rooms go back. Raises ``not_found``."""
    mine = _mine(command)
    section = _one(mine, command.section)
    Membership.objects.filter(section=section).update(section=None)
    mine.remove(section)
    section.delete()
    _tell(mine, command, batch)
    return Outcome()


def place_room(command: PlaceRoom, batch: Batch) -> Outcome:
    """Say where a room stands in one's sidebar. Raises ``not_found``, ``forbidden``."""
    room, membership = access.joined(batch, command)
    place = {"favourite": command.favourite, "section": command.section}
    stored = Membership.objects.filter(pk=membership.pk)
    repeated = stored.filter(**place).exists()
    if not repeated:
        if command.section is not None:
            _one(_mine(command), command.section)
        stored.update(**place)
        batch.tell_viewer(command.by.user, "room.placed", room=room.pk, **place)
    return Outcome(room.pk, room.seq, repeated)


def _mine(command: Command) -> list[Section]:
    """Return one's sections in order, and let no other commit change them before this one ends.

    What is told is the whole list, so the last to be told must have seen what the others did.
    """
    me = User.objects.select_for_update(no_key=True).filter(pk=command.by.user).first()
    if me is None:  # the operator sorts nothing
        raise not_found("person")
    return list(me.sections.all())


def _one(mine: Sequence[Section], section_id: int) -> Section:
    for section in mine:
        if section.pk == section_id:
            return section
    raise not_found("section")


def _refuse_taken(name: str, others: Sequence[Section]) -> None:
    """Two headings of one name could not be told apart."""
    if any(section.name.casefold() == name.casefold() for section in others):
        raise ChatError("conflict", "You have a section of this name.")


def _arranged(mine: list[Section], changed: Section, command: Command, batch: Batch) -> Outcome:
    """Store the order of one's sections and what changed of one; tell the whole list."""
    for place, section in enumerate(mine):
        if section is changed or section.place != place:
            section.place = place
            section.save()
    _tell(mine, command, batch)
    return Outcome(result={"section": section_wire(changed)})


def _tell(mine: Sequence[Section], command: Command, batch: Batch) -> None:
    sections = [section_wire(section) for section in mine]
    batch.tell_viewer(command.by.user, "sections.changed", sections=sections)
