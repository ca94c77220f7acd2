"""Fetching files: asked each time who may, and answered so that no browser takes them for pages."""

import hashlib
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from chat.web.uploads.ranges import Range, range_of
from tests import samples
from tests.web.api.conftest import Cast, problem_of
from tests.web.api.sending import fetch, post, sent

#: The answers are read in other threads, which see only what is committed.
pytestmark = pytest.mark.usefixtures("transactional_db")

CONTENT = bytes(range(256)) * 2_000  # more than one piece
asked = async_to_sync(fetch)


class Posted:
    """A file of ann's in a room, and the keys of who might want it."""

    def __init__(self, cast: Cast, room: int, content: bytes, name: str) -> None:
        self.upload = sent(cast.caller("ann"), content, name)
        self.path = f"/files/{self.upload['id']}"
        post(cast.caller("ann"), room, self.upload)


def test_members_fetch_what_was_sent(cast: Cast) -> None:
    file = Posted(cast, cast.board, CONTENT, "a.bin")
    answer, body = asked(cast.token("bob"), file.path)
    assert (answer.status_code, body) == (200, CONTENT)
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["ETag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'


def test_others_find_nothing_whether_it_is_there_or_not(cast: Cast) -> None:
    file = Posted(cast, cast.board, samples.photo(), "a.jpg")
    absent = "/files/11111111-1111-4111-8111-111111111111"
    eve, mod = cast.token("eve"), cast.token("mod")
    for path in (file.path, f"{file.path}/thumbnail"):
        hidden, _ = asked(eve, path)
        problem_of(hidden, 404, "not_found")
        assert hidden.content == asked(eve, absent)[0].content
    direct = Posted(cast, cast.direct, b"x", "a.txt")
    assert asked(mod, direct.path)[0].status_code == 404
    open_to_all = Posted(cast, cast.lounge, b"x", "a.txt")
    assert asked(eve, open_to_all.path)[0].status_code == 200


def test_who_is_removed_has_lost_it_at_the_next_fetch(cast: Cast) -> None:
    file, bob = Posted(cast, cast.board, b"x", "a.txt"), cast.token("bob")
    first, _ = asked(bob, file.path)
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"  # asked again, also for what is kept
    cast.caller("ann")("DELETE", f"/rooms/{cast.board}/members/{cast['bob']}")
    assert asked(bob, file.path, **{"if-none-match": first["ETag"]})[0].status_code == 404


def test_an_unposted_file_is_its_senders_alone(cast: Cast) -> None:
    told = sent(cast.caller("bob"), b"x", "a.txt")
    assert asked(cast.token("bob"), f"/files/{told['id']}")[0].status_code == 200
    assert asked(cast.token("ann"), f"/files/{told['id']}")[0].status_code == 404


def test_strangers_and_writing_tokens_are_refused(cast: Cast) -> None:
    file = Posted(cast, cast.lounge, b"x", "a.txt")
    problem_of(asked("nonsense", file.path)[0], 401, "unauthenticated")
    problem_of(asked(cast.token("bob", "write"), file.path)[0], 403, "forbidden")


@pytest.mark.parametrize(
    ("content", "name", "kind", "inline"),
    [
        (samples.picture("PNG"), "a.png", "image/png", True),
        (samples.animation(), "a.gif", "image/gif", True),
        (samples.MP4, "a.mp4", "video/mp4", False),
        (samples.MP3, "a.mp3", "audio/mpeg", False),
        (samples.PDF, "a.pdf", "application/pdf", False),
        (samples.SVG, "a.svg", "text/plain; charset=utf-8", False),
        (samples.HTML, "a.html", "text/plain; charset=utf-8", False),
        (samples.PDF + samples.HTML, "a.pdf", "application/pdf", False),
        (b"\0" + samples.HTML, "a.htm", "application/octet-stream", False),
    ],
)
def test_only_pictures_made_again_are_shown_in_place(
    cast: Cast, content: bytes, name: str, kind: str, inline: bool
) -> None:
    file = Posted(cast, cast.lounge, content, name)
    answer, _ = asked(cast.token("bob"), file.path)
    assert answer["Content-Type"] == kind
    disposition = "inline" if inline else "attachment"
    assert answer["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    download, _ = asked(cast.token("bob"), f"{file.path}?download")
    assert download["Content-Disposition"].startswith("attachment")


def test_a_name_in_any_script_is_told_to_the_browser(cast: Cast) -> None:
    file = Posted(cast, cast.lounge, b"x", "Grüße.txt")
    told = asked(cast.token("bob"), file.path)[0]["Content-Disposition"]
    assert told == "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"


def test_a_thumbnail_is_a_small_picture(cast: Cast) -> None:
    file = Posted(cast, cast.lounge, samples.photo(), "a.jpg")
    answer, body = asked(cast.token("bob"), f"{file.path}/thumbnail")
    assert (answer["Content-Type"], body[8:12]) == ("image/webp", b"WEBP")
    small = Posted(cast, cast.lounge, samples.picture(), "a.png")
    assert asked(cast.token("bob"), f"{small.path}/thumbnail")[0].status_code == 404


# --- Parts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "status", "part"),
    [
        ("bytes=0-99", 206, (0, 100)),
        ("bytes=300000-300009", 206, (300_000, 300_010)),
        ("bytes=511999-", 206, (511_999, 512_000)),
        ("bytes=-5", 206, (511_995, 512_000)),
        ("bytes=0-", 206, (0, 512_000)),
        ("bytes=0-9999999", 206, (0, 512_000)),
        ("bytes=9-1", 200, (0, 512_000)),
        ("bytes=0-1,4-5", 200, (0, 512_000)),
        ("lines=0-1", 200, (0, 512_000)),
        ("bytes=512000-", 416, (0, 0)),
        ("bytes=-0", 416, (0, 0)),
    ],
)
def test_a_part_is_answered_where_one_is_asked_for(
    cast: Cast, header: str, status: int, part: tuple[int, int]
) -> None:
    file = Posted(cast, cast.lounge, CONTENT, "a.bin")
    answer, body = asked(cast.token("bob"), file.path, range=header)
    start, end = part
    assert (answer.status_code, body) == (status, CONTENT[start:end])
    told = {206: f"bytes {start}-{end - 1}/512000", 416: "bytes */512000", 200: None}
    assert answer.get("Content-Range") == told[status]


def test_an_unchanged_file_is_not_sent_again(cast: Cast) -> None:
    file, bob = Posted(cast, cast.lounge, CONTENT, "a.bin"), cast.token("bob")
    etag = asked(bob, file.path)[0]["ETag"]
    again, body = asked(bob, file.path, **{"if-none-match": etag})
    assert (again.status_code, body) == (304, b"")
    part, _ = asked(bob, file.path, **{"if-range": etag, "range": "bytes=0-1"})
    assert part.status_code == 206
    other, _ = asked(bob, file.path, **{"if-range": '"another"', "range": "bytes=0-1"})
    assert other.status_code == 200


@pytest.mark.parametrize("header", ["bytes=-", "bytes=a-b", "bytes=" + "9" * 30 + "-", "", "bytes"])
def test_what_is_no_range_asks_for_everything(header: str) -> None:
    assert range_of(header, 10) == Range(0, 10)


def test_bytes_that_are_gone_are_absent_and_no_failure(cast: Cast, upload_dir: Any) -> None:
    file = Posted(cast, cast.lounge, b"x", "a.txt")
    (stored,) = (path for path in upload_dir.rglob("*") if path.is_file())
    stored.unlink()
    problem_of(asked(cast.token("bob"), file.path)[0], 404, "not_found")
