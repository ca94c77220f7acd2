"""Show what links lead to below a message, and take it away."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from chat.protocol.commands.base import RoomCommand, Seq
from chat.protocol.limits import (
    PREVIEW_DESCRIPTION_CHARACTERS,
    PREVIEW_SITE_CHARACTERS,
    PREVIEW_TITLE_CHARACTERS,
    PREVIEW_URL_CHARACTERS,
    PREVIEWS_PER_MESSAGE,
)

Url = Annotated[str, Field(max_length=PREVIEW_URL_CHARACTERS)]


class Preview(BaseModel):
    """What a page said of itself, as plain text."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    url: Url
    title: Annotated[str, Field(min_length=1, max_length=PREVIEW_TITLE_CHARACTERS)]
    description: Annotated[str, Field(max_length=PREVIEW_DESCRIPTION_CHARACTERS)]
    site: Annotated[str, Field(max_length=PREVIEW_SITE_CHARACTERS)]

    def wire(self) -> dict[str, Any]:
        """Return it as the contract writes it."""
        return self.model_dump()


class ShowPreviews(RoomCommand):
    """Say what became of links of a message: all that were looked at, and what is to be shown.

    Only the server itself looks at pages; no door takes this from anybody.
    """

    seq: Seq
    looked_at: Annotated[list[str], Field(max_length=PREVIEWS_PER_MESSAGE)]
    previews: Annotated[list[Preview], Field(max_length=PREVIEWS_PER_MESSAGE)]


class RemovePreview(RoomCommand):
    """Take a link's preview off a message; repeating it changes nothing."""

    seq: Seq
    url: Url
