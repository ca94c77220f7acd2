"""Bodies beyond the limit are refused before anything keeps them."""

from typing import Any

import orjson
import pytest

from chat.web.body_cap import BodyCap, Frame, Receive, Send

LIMIT = 100


class Echo:
    """An application that reads the whole body and answers its length."""

    def __init__(self) -> None:
        self.called = False
        self.read = 0
        self.left = False

    async def __call__(self, scope: Frame, receive: Receive, send: Send) -> None:
        self.called = True
        while True:
            frame = await receive()
            if frame["type"] == "http.disconnect":
                self.left = True
                break
            self.read += len(frame["body"])
            if not frame["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(self.read).encode()})


class Request:
    """A request whose body comes in pieces; what is answered is kept."""

    def __init__(self, *pieces: int, declared: int | bytes | None = None, path: str = "/x") -> None:
        length = declared if isinstance(declared, bytes) else str(declared).encode()
        headers = [] if declared is None else [(b"content-length", length)]
        self.scope: dict[str, Any] = {"type": "http", "path": path, "headers": headers}
        self.pieces = list(pieces)
        self.received = 0
        self.sent: list[Frame] = []

    async def receive(self) -> Frame:
        """Return the next piece."""
        self.received += 1
        body = b"x" * self.pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(self.pieces)}

    async def send(self, frame: Frame) -> None:
        """Keep an answer's frame."""
        self.sent.append(frame)

    async def through(self, application: Any, **limits: Any) -> int:
        """Pass through the cap and return the status that came out."""
        await BodyCap(application, limit=LIMIT, **limits)(self.scope, self.receive, self.send)
        status: int = self.sent[0]["status"]
        return status


def assert_refused(request: Request) -> None:
    """Assert that exactly one whole problem document came out."""
    start, body = request.sent
    headers = dict(start["headers"])
    assert start["status"] == 413
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"content-length"] == str(len(body["body"])).encode()
    assert orjson.loads(body["body"])["code"] == "too_long"


@pytest.mark.parametrize("size", [0, LIMIT - 1, LIMIT])
async def test_a_declared_body_up_to_the_limit_passes(size: int) -> None:
    echo, request = Echo(), Request(size, declared=size)
    assert await request.through(echo) == 200
    assert echo.read == size


async def test_a_declared_body_beyond_the_limit_is_refused_unread() -> None:
    echo, request = Echo(), Request(LIMIT + 1, declared=LIMIT + 1)
    assert await request.through(echo) == 413
    assert_refused(request)
    assert not echo.called
    assert request.received == 0


@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT])
async def test_a_streamed_body_up_to_the_limit_passes(size: int) -> None:
    echo, request = Echo(), Request(*[1] * size)
    assert await request.through(echo) == 200
    assert echo.read == size


async def test_a_streamed_body_is_refused_at_the_first_byte_too_many() -> None:
    echo, request = Echo(), Request(*[1] * (LIMIT + 50))
    assert await request.through(echo) == 413
    assert_refused(request)
    assert echo.left
    assert request.received == LIMIT + 1


async def test_a_body_longer_than_it_declared_is_refused_too() -> None:
    request = Request(LIMIT, 1, declared=5)
    assert await request.through(Echo()) == 413
    assert_refused(request)


@pytest.mark.parametrize("length", [b"9" * 5_000, b"%d" % (LIMIT + 1)])
async def test_a_monstrous_length_is_beyond_the_limit(length: bytes) -> None:
    request = Request(1, declared=length)
    assert await request.through(Echo()) == 413


@pytest.mark.parametrize("length", [b"-1", b"x", b"", b"\xb2"])
async def test_a_length_that_is_no_number_is_counted(length: bytes) -> None:
    assert await Request(LIMIT, declared=length).through(Echo()) == 200
    assert await Request(LIMIT + 1, declared=length).through(Echo()) == 413


async def test_paths_have_limits_of_their_own() -> None:
    limits = {"/uploads": 2 * LIMIT}
    for path, status in (("/uploads", 200), ("/uploads/1", 200), ("/uploadsx", 413), ("/x", 413)):
        request = Request(2 * LIMIT, declared=2 * LIMIT, path=path)
        assert await request.through(Echo(), limits=limits) == status


async def test_an_answer_that_has_begun_is_not_broken() -> None:
    async def hasty(scope: Frame, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await receive()
        await send({"type": "http.response.body", "body": b"done"})

    request = Request(LIMIT + 1)
    assert await request.through(hasty) == 200
    assert [frame["type"] for frame in request.sent] == [
        "http.response.start",
        "http.response.body",
    ]


async def test_sockets_pass_untouched() -> None:
    seen: list[object] = []

    async def socket(scope: Frame, receive: Receive, send: Send) -> None:
        seen.extend([scope, receive, send])

    scope, request = {"type": "websocket"}, Request()
    await BodyCap(socket)(scope, request.receive, request.send)
    assert seen == [scope, request.receive, request.send]
