"""Take in files, say what they show, and let go of what no message carries."""

from typing import Annotated

from pydantic import Field

from chat.protocol.commands.base import ClientId, Command
from chat.protocol.limits import DESCRIPTION_CHARACTERS, FILE_NAME_CHARACTERS

#: Counted again once it is one line.
Description = Annotated[str, Field(max_length=4 * DESCRIPTION_CHARACTERS)]
Pixels = Annotated[int, Field(ge=1, le=65_535)]  # no format of ours is wider or higher


class AddUpload(Command):
    """Record a file whose bytes a door has checked and put in their place under ``key``."""

    alone = True  # it stands on a membership in any room

    key: ClientId
    name: Annotated[str, Field(min_length=1, max_length=FILE_NAME_CHARACTERS)]
    kind: Annotated[str, Field(max_length=64)]
    size: Annotated[int, Field(ge=1)]
    #: Bytes on the disk, the thumbnail's included: what the quotas count.
    stored: Annotated[int, Field(ge=1)]
    digest: Annotated[str, Field(min_length=64, max_length=64)]
    width: Pixels | None = None
    height: Pixels | None = None
    thumbnail_width: Pixels | None = None
    thumbnail_height: Pixels | None = None


class DescribeUpload(Command):
    """Say what one's own file shows, before a message carries it; empty says nothing."""

    key: ClientId
    description: Description


class DiscardUpload(Command):
    """Let go of one's own upload that no message carries yet."""

    key: ClientId
