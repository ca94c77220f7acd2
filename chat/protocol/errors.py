"""The one exception for what a person or program did wrong, and what each code means."""

from http import HTTPStatus

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


class ChatError(Exception):
    """A refusal: a code of the contract, a sentence for people, and when to come back.

    ``retry_after`` is in seconds and only given where waiting helps. Nothing was stored.
    """

    def __init__(self, code: str, message: str, retry_after: float | None = None) -> None:
        if code not in STATUS:
            raise ValueError(f"{code!r} is not an error code of the contract")
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status that stands for this code."""
        return STATUS[self.code]


def not_found(what: str) -> ChatError:
    """The answer for what is absent and, alike, for what one may not know of."""
    return ChatError("not_found", f"There is no such {what}, or you may not see it.")
