"""What of a history is chosen, as the manifest repeats it."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from chat.archive.refusal import RefusedError
from chat.text.search_query import SearchQuery, parse


class Selection(BaseModel):
    """Rooms by slug, None for all; what of their messages; and why, where that must be said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rooms: tuple[str, ...] | None = None
    direct: bool = False  # direct conversations too
    users: tuple[str, ...] = ()  # only what these people wrote
    since: datetime | None = None  # nothing older
    until: datetime | None = None  # nothing as new
    search: str = ""  # only texts with these words
    deleted: bool = False  # readable formats say where something was deleted
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether the chosen rooms are exported with all their messages."""
        return not (self.users or self.since or self.until or self.search)

    def query(self) -> SearchQuery | None:
        """Return the words to look for. Raises ``RefusedError`` for what has its own option."""
        if not self.search:
            return None
        query = parse(self.search, datetime.now(UTC))
        if query.filters or query.spans or not query:
            raise RefusedError(
                'A search of an export has words, "phrases" and -exclusions;'
                " rooms, people and times have options of their own.",
            )
        return query

    def check(self) -> None:
        """Refuse what must be explained and is not; raises ``RefusedError``."""
        if self.direct and not self.reason.strip():
            raise RefusedError("Direct conversations are exported with a reason only.")
        if self.deleted and not self.reason.strip():
            raise RefusedError("Tombstones are made readable with a reason only.")
        if self.since and self.until and self.since >= self.until:
            raise RefusedError("The time chosen ends before it begins.")
        self.query()
