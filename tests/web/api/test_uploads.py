"""Files on their way in: what they are, whatever they say; nothing stays of what is refused."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from chat.models import Upload
from chat.models.upload_bytes import path_of
from chat.protocol.limits import FILE_NAME_CHARACTERS, THUMBNAIL_PIXELS
from chat.web.uploads import pictures, receive
from tests import samples
from tests.web.api.conftest import ABSENT, Caller, Cast, problem_of
from tests.web.api.sending import left_behind, post, send, sent

#: Bytes are removed once that is committed, which most tests never do.
pytestmark = pytest.mark.usefixtures("transactional_db")


def stored(told: Any, *, thumbnail: bool = False) -> bytes:
    """The bytes that were kept of a file."""
    return path_of(Upload.objects.get(key=told["id"]).key, thumbnail=thumbnail).read_bytes()


# --- What is taken in ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (samples.picture("PNG"), "a.png", "image/png"),
        (samples.picture("JPEG"), "a.jpg", "image/jpeg"),
        (samples.picture("WEBP"), "a.webp", "image/webp"),
        (samples.picture("GIF"), "a.gif", "image/gif"),
        (samples.MP4, "a.mp4", "video/mp4"),
        (samples.WEBM, "a.webm", "video/webm"),
        (samples.MP3, "a.mp3", "audio/mpeg"),
        (samples.WAV, "a.wav", "audio/wav"),
        (samples.PDF, "a.pdf", "application/pdf"),
        (samples.ZIP, "a.docx", "application/zip"),
        ("Grüße,\nann".encode(), "a.txt", "text/plain"),
        (b"\x00\x01\x02", "a.bin", "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_content(bob: Caller, content: bytes, name: str, kind: str) -> None:
    told = sent(bob, content, name, "text/html")
    assert (told["name"], told["type"]) == (name, kind)
    assert told["size"] == len(stored(told))


@pytest.mark.parametrize(
    ("content", "name"),
    [(samples.HTML, "a.html"), (samples.SVG, "a.svg"), (b"<?xml version='1.0'?><a/>", "a.xml")],
)
def test_pages_and_drawings_are_mere_text(bob: Caller, content: bytes, name: str) -> None:
    told = sent(bob, content, name, "image/svg+xml")
    assert (told["type"], told["width"]) == ("text/plain", None)
    assert stored(told) == content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.HTML, "a.png"),
        (samples.SVG, "a.jpg"),
        (samples.PDF, "a.mp4"),
        (samples.HTML, "a.pdf"),
        (samples.picture(), "a.mp3"),
        (samples.picture(), "a.html"),
        (b"\x00\x01", "a.zip"),
        (samples.MP4, "a.exe"),
    ],
)
def test_a_name_that_lies_is_refused(
    bob: Caller, upload_dir: Path, content: bytes, name: str
) -> None:
    problem_of(send(bob, content, name), 422, "bad_frame")
    assert left_behind(upload_dir) == []


def test_pictures_named_after_each_other_get_their_own_ending(bob: Caller) -> None:
    assert sent(bob, samples.picture("PNG"), "photo.JPG")["name"] == "photo.png"
    assert sent(bob, samples.picture("JPEG"), "photo.jpeg")["name"] == "photo.jpeg"
    assert sent(bob, samples.picture("GIF"), "photo")["name"] == "photo.gif"


# --- Pictures -----------------------------------------------------------------------------------


def test_a_photo_stands_upright_and_tells_nothing_of_where_it_was_taken(bob: Caller) -> None:
    content = samples.photo()
    assert samples.GPS_SECRET in content
    told = sent(bob, content, "a.jpg")
    assert (told["width"], told["height"]) == (1200, 900)
    assert told["thumbnail"] == {"width": THUMBNAIL_PIXELS, "height": 540}
    for made in (stored(told), stored(told, thumbnail=True)):
        assert samples.GPS_SECRET not in made
        with Image.open(io.BytesIO(made)) as picture:
            assert not picture.getexif()
            assert not {"icc_profile", "comment", "exif", "xmp"} & picture.info.keys()


def test_a_small_picture_is_its_own_thumbnail(bob: Caller, upload_dir: Path) -> None:
    told = sent(bob, samples.picture())
    assert told["thumbnail"] is None
    assert left_behind(upload_dir) == [told["id"]]


@pytest.mark.parametrize("hidden", [samples.ZIP, samples.HTML, b"<?php system($_GET[0]); ?>"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_nothing_travels_behind_a_picture(bob: Caller, kind: str, hidden: bytes) -> None:
    told = sent(bob, samples.picture(kind) + hidden, f"a.{kind.lower()}")
    assert hidden not in stored(told)


def test_a_script_in_the_comment_of_a_picture_is_gone(bob: Caller) -> None:
    content = samples.picture("GIF", comment=b"/*" + samples.HTML + b"*/")
    assert samples.HTML in content
    assert samples.HTML not in stored(sent(bob, content, "a.gif"))


def test_an_animation_goes_on_moving(bob: Caller) -> None:
    told = sent(bob, samples.animation(5), "a.gif")
    with Image.open(io.BytesIO(stored(told))) as picture:
        assert (picture.n_frames, picture.info["duration"]) == (5, 50)
    assert (told["width"], told["height"]) == (20, 10)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_colours_of_every_kind_are_made_again(bob: Caller, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    written = io.BytesIO()
    Image.new(mode, (800, 10)).save(written, kind)
    told = sent(bob, written.getvalue(), f"a.{kind.lower()}")
    assert (told["width"], told["thumbnail"]["width"]) == (800, THUMBNAIL_PIXELS)


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [
        (samples.bomb(), "too_long", 413),
        (samples.bomb(4_000, 4_000), "bad_frame", 422),  # few enough pixels, but they are not there
        (samples.animation(501), "too_long", 413),
        (samples.picture("JPEG", (600, 600))[:300], "bad_frame", 422),
        (samples.picture("PNG")[:30], "bad_frame", 422),
        (b"GIF89a" + samples.HTML, "bad_frame", 422),
        (b"RIFF\0\0\0\0WEBP" + samples.HTML, "bad_frame", 422),
    ],
    ids=["pixels", "no pixels", "frames", "half a photo", "half a header", "gif page", "webp page"],
)
def test_bombs_and_broken_pictures_leave_nothing(
    bob: Caller, upload_dir: Path, content: bytes, code: str, status: int
) -> None:
    problem_of(send(bob, content, "a"), status, code)
    assert left_behind(upload_dir) == []
    assert not Upload.objects.exists()


def test_a_picture_that_takes_too_long_is_given_up(
    bob: Caller, upload_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.001)
    problem_of(send(bob, samples.picture()), 422, "bad_frame")
    assert left_behind(upload_dir) == []


def test_a_picture_waits_for_its_turn_but_not_for_ever(
    bob: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.001)
    with pictures._turns, pictures._turns:
        problem_of(send(bob, samples.picture()), 503, "busy")
    assert send(bob, samples.picture()).status_code == 201


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\note.txt", "note.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("a\u200bb.txt", "ab.txt"),
        ("  two   words .txt", "two words .txt"),
        ("CON", "_CON"),
        ("aux.txt", "_aux.txt"),
        ("...", "file"),
        ("Grüße.txt", "Grüße.txt"),
        ('say "hi".txt', "say hi.txt"),
    ],
)
def test_a_name_is_one_line_and_no_path(bob: Caller, name: str, shown: str) -> None:
    assert sent(bob, b"text", name)["name"] == shown


def test_a_long_name_keeps_its_ending(bob: Caller) -> None:
    name = sent(bob, b"text", "x" * 240 + ".txt")["name"]
    assert len(name) == FILE_NAME_CHARACTERS
    assert name.endswith("x.txt")


# --- Bounds -------------------------------------------------------------------------------------


def test_a_file_is_as_large_as_it_may_be_and_no_larger(
    bob: Caller, upload_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "UPLOAD_BYTES", 10)
    assert sent(bob, b"x" * 10, "a.txt")["size"] == 10
    problem_of(send(bob, b"x" * 11, "a.txt"), 413, "too_long")
    assert len(left_behind(upload_dir)) == 1


def test_an_empty_file_is_refused(bob: Caller) -> None:
    problem_of(send(bob, b"", "a.txt"), 422, "bad_frame")


def test_what_a_quota_refuses_leaves_no_bytes(bob: Caller, upload_dir: Path, settings: Any) -> None:
    settings.CHAT_UPLOAD_PERSON_BYTES = 3
    problem_of(send(bob, b"four", "a.txt"), 403, "forbidden")
    assert left_behind(upload_dir) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all",
        b"--x\r\nContent-Disposition: form-data; name=other\r\n\r\n1\r\n--x--",
    ],
)
def test_a_body_that_is_no_form_with_a_file_is_refused(bob: Caller, body: bytes) -> None:
    answer = bob.client.generic(
        "POST", "/api/v1/uploads", body, content_type="multipart/form-data; boundary=x"
    )
    problem_of(answer, 422, "bad_frame")
    answer = bob("POST", "/uploads", raw=body)
    problem_of(answer, 422, "bad_frame")


# --- Who may ------------------------------------------------------------------------------------


def test_strangers_readers_and_other_sites_send_nothing(
    cast: Cast, nobody: Caller, upload_dir: Path
) -> None:
    problem_of(send(nobody, b"x", "a.txt"), 401, "unauthenticated")
    problem_of(send(cast.caller("bob", "read"), b"x", "a.txt"), 403, "forbidden")
    forged = cast.signed_in("bob", enforce_csrf_checks=True)
    problem_of(send(forged, b"x", "a.txt"), 403, "forbidden")
    assert left_behind(upload_dir) == []


def test_one_lets_go_of_ones_own_unposted_file_alone(
    cast: Cast, bob: Caller, ann: Caller, upload_dir: Path
) -> None:
    told, posted = sent(bob, b"x", "a.txt"), sent(bob, b"y", "b.txt")
    post(bob, cast.lounge, posted)
    for caller, key in ((ann, told["id"]), (bob, posted["id"]), (bob, f"{ABSENT:032d}"[:8])):
        assert caller("DELETE", f"/uploads/{key}").status_code == 404
    assert bob("DELETE", f"/uploads/{told['id']}").status_code == 204
    assert left_behind(upload_dir) == [posted["id"]]


def test_a_deleted_messages_files_are_gone_from_the_disk(
    cast: Cast, bob: Caller, upload_dir: Path
) -> None:
    message = post(bob, cast.lounge, sent(bob, samples.photo(), "a.jpg"))
    assert len(left_behind(upload_dir)) == 2
    bob("DELETE", f"/rooms/{cast.lounge}/messages/{message['seq']}")
    assert left_behind(upload_dir) == []
