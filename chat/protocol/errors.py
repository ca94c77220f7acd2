"""The one exception for what a person or program did wrong, and what each code means."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

#: Every code of the wire contract, with the HTTP status the REST surface answers it with.
STATUS: dict[str, HTTPStatus] = {
    "bad_frame": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "conflict": HTTPStatus.CONFLICT,
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "slow_mode": HTTPStatus.TOO_MANY_REQUESTS,
    "muted": HTTPStatus.FORBIDDEN,
    "archived": HTTPStatus.FORBIDDEN,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}


#: What sentences are about; each is a word of the catalogues, too.
Thing = Literal[
    "comment",
    "description",
    "file",
    "invitation",
    "list of pronouns",
    "member",
    "message",
    "name",
    "person",
    "reminder",
    "removal",
    "report",
    "room",
    "room address",
    "sanction",
    "section",
    "session",
    "status",
    "title",
    "token",
    "upload",
    "user name",
]


class ChatError(Exception):
    """A refusal: a code of the contract, a sentence for people, and when to come back.

    The sentence is English, as the catalogues list it, with ``values`` for its {places}; the value
    of ``what`` is a word that is translated, too. ``retry_after`` is in seconds and only given
    where waiting helps. Nothing was stored.
    """

    def __init__(
        self, code: str, sentence: str, retry_after: float | None = None, **values: str | int
    ) -> None:
        if code not in STATUS:
            raise ValueError(f"{code!r} is not an error code of the contract")
        self.code = code
        self.sentence = sentence
        self.values = values
        self.retry_after = retry_after
        super().__init__(self.told(str))

    def told(self, translate: Callable[[str], str]) -> str:
        """Return the sentence as ``translate`` says it; a door gives the reader's language."""
        values = dict(self.values)
        if isinstance(what := values.get("what"), str):
            values["what"] = translate(what)
        said = translate(self.sentence)
        return said.format_map(values) if values else said

    @property
    def message(self) -> str:
        """The sentence in English, for logs and commands."""
        return str(self)

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status that stands for this code."""
        return STATUS[self.code]


def not_found(what: Thing) -> ChatError:
    """The answer for what is absent and, alike, for what one may not know of."""
    return ChatError("not_found", "There is no such {what}, or you may not see it.", what=what)
