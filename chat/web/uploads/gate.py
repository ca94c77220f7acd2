"""Stands before a file's body: who may not send it is told so before a byte of it is read."""

from collections import Counter
from io import BytesIO

from django.core.handlers.asgi import ASGIRequest

from chat.pipeline.threads import read
from chat.protocol.actors import Actor
from chat.protocol.errors import ChatError
from chat.protocol.limits import UPLOADS_AT_ONCE
from chat.queries.uploads import refuse_over_quota, refuse_without_room
from chat.web.api.problems import refusal, tell
from chat.web.authentication import actor_of
from chat.web.body_cap import Application, Frame, Receive, Send, declared_length
from chat.web.languages.choice import speaking

ADDRESS = "/api/v1/uploads"
RETRY_SECONDS = 2.0


class UploadGate:
    """An ASGI layer. It decides nothing for good: the rule asks again when the file is there."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._under_way: Counter[int] = Counter()  # by person, in this process

    async def __call__(self, scope: Frame, receive: Receive, send: Send) -> None:
        """Pass on what is no upload and who may upload. Source: the ASGI specification."""
        if scope.get("method") != "POST" or scope["path"] != ADDRESS:
            await self._application(scope, receive, send)
            return
        try:
            user = (await read(admitted, scope)).user
            if self._under_way[user] >= UPLOADS_AT_ONCE:
                raise ChatError("rate_limited", "Your other files come first.", RETRY_SECONDS)
        except ChatError as refused:
            with speaking(scope):
                answer = refusal(refused)
            await tell(send, answer)
            return
        self._under_way[user] += 1
        try:
            await self._application(scope, receive, send)
        finally:
            self._under_way[user] -= 1
            self._under_way += Counter()  # forgets whoever has none


def admitted(scope: Frame) -> Actor:
    """Return who sends a file; raises what they would be refused with at its end.

    A session proves in a header that a page of ours sent it: a form's field would be in the body.
    """
    headers = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
    actor = actor_of(ASGIRequest(dict(scope) | {"headers": headers}, BytesIO()))
    if "write" not in actor.scopes:
        raise ChatError("forbidden", "This token lacks the scope '{scope}'.", scope="write")
    refuse_without_room(actor.user)
    refuse_over_quota(actor.user, declared_length(scope))
    return actor
