"""What a record of a history that comes from elsewhere must fulfil, as if somebody wrote it."""

from chat.archive.records import Message, Person, Room
from chat.protocol.limits import (
    MESSAGE_CHARACTERS,
    NAME_CHARACTERS,
    PRONOUNS_CHARACTERS,
    TITLE_CHARACTERS,
    TOPIC_CHARACTERS,
    ZONE_CHARACTERS,
)
from chat.text.check import check_name, check_slug, check_text, check_username
from chat.text.emoji import check_emoji


def refuse_person(person: Person) -> None:
    """Refuse names that could not be given here; raises ``ChatError``."""
    check_username(person.username)
    check_name(person.name, NAME_CHARACTERS)
    said = (
        (person.title, TITLE_CHARACTERS),
        (person.pronouns, PRONOUNS_CHARACTERS),
        (person.time_zone, ZONE_CHARACTERS),
    )
    for text, limit in said:
        if text:
            check_name(text, limit)


def refuse_room(room: Room) -> None:
    """Refuse names and addresses that could not be given here; raises ``ChatError``."""
    check_slug(room.slug)
    for text, limit in ((room.name, NAME_CHARACTERS), (room.topic, TOPIC_CHARACTERS)):
        if text:
            check_name(text, limit)


def refuse_message(message: Message) -> None:
    """Refuse texts, names of files and emoji that nobody could have sent; raises ``ChatError``."""
    texts = [message.text, *(revision.text for revision in message.revisions)]
    for text in texts:
        if text:
            check_text(text, MESSAGE_CHARACTERS)
    for file in message.attachments:
        check_name(file.name, NAME_CHARACTERS * 2)
    for reactions in message.reactions:
        check_emoji(reactions.emoji)
