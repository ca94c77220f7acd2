"""Before a body is read: who may not send it is told so, unread."""

import asyncio
from typing import Any

import orjson
import pytest

from chat.models import Membership
from chat.protocol.limits import UPLOADS_AT_ONCE
from chat.web.uploads.gate import ADDRESS, UploadGate
from tests.web.api.conftest import Cast

#: The gate asks in other threads, which see only what is committed.
pytestmark = pytest.mark.usefixtures("transactional_db")

Message = dict[str, Any]


class Request:
    """A file on its way, none of which has come yet."""

    def __init__(self, secret: str = "", length: int = 100, method: str = "POST") -> None:
        headers = [
            (b"host", b"127.0.0.1"),
            (b"content-length", str(length).encode()),
            (b"content-type", b"multipart/form-data; boundary=x"),
        ]
        if secret:
            headers.append((b"authorization", f"Bearer {secret}".encode()))
        self.scope = {"type": "http", "method": method, "path": ADDRESS, "headers": headers}
        self.scope |= {"query_string": b"", "scheme": "http", "server": ("127.0.0.1", 80)}
        self.read = 0
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        """Count that somebody reads."""
        self.read += 1
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(self, message: Message) -> None:
        """Keep what is answered."""
        self.sent.append(message)

    async def through(self, gate: UploadGate) -> Any:
        """Pass the gate and return the problem that came out, if one did."""
        await gate(self.scope, self.receive, self.send)
        return orjson.loads(self.sent[1]["body"]) if self.sent else None


class Application:
    """Holds every request that gets through until told to go on."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.inside = 0

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        self.inside += 1
        await self.free.wait()


@pytest.mark.parametrize(
    ("name", "scopes", "status"),
    [("", (), 401), ("eve", (), 403), ("bob", ("read",), 403)],
)
def test_who_may_not_is_refused_unread(
    cast: Cast, name: str, scopes: tuple[str, ...], status: int
) -> None:
    Membership.objects.filter(user=cast["eve"]).delete()
    request = Request(cast.token(name, *scopes) if name else "")
    application = Application()
    problem = asyncio.run(request.through(UploadGate(application)))
    assert (problem["status"], request.read, application.inside) == (status, 0, 0)


def test_what_no_quota_has_room_for_is_refused_unread(cast: Cast, settings: Any) -> None:
    settings.CHAT_UPLOAD_PERSON_BYTES = 1_000
    secret, application = cast.token("bob"), Application()
    request = Request(secret, length=1_001)
    problem = asyncio.run(request.through(UploadGate(application)))
    assert (problem["code"], request.read) == ("forbidden", 0)


def test_one_person_sends_so_many_at_once_and_others_go_on(cast: Cast) -> None:
    bob, ann = cast.token("bob"), cast.token("ann")

    async def crowd() -> tuple[Any, int, int]:
        application = Application()
        gate = UploadGate(application)
        many = [asyncio.create_task(Request(bob).through(gate)) for _ in range(UPLOADS_AT_ONCE)]
        many.append(asyncio.create_task(Request(ann).through(gate)))
        while application.inside < UPLOADS_AT_ONCE + 1:
            await asyncio.sleep(0.001)
        refused = await Request(bob).through(gate)
        application.free.set()
        await asyncio.gather(*many)
        await Request(bob).through(gate)
        return refused, application.inside, len(gate._under_way)

    refused, inside, remembered = asyncio.run(asyncio.wait_for(crowd(), 20))
    assert (refused["code"], inside, remembered) == ("rate_limited", UPLOADS_AT_ONCE + 2, 0)
    assert refused["retry_after"]


def test_other_calls_pass_untouched() -> None:
    application = Application()
    application.free.set()
    for path, method in ((ADDRESS, "GET"), ("/api/v1/rooms", "POST"), (f"{ADDRESS}/x", "POST")):
        request = Request(method=method)
        request.scope["path"] = path
        assert asyncio.run(request.through(UploadGate(application))) is None
    assert application.inside == 3
