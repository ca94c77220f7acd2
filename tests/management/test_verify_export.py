"""`verify_export`: an export that was touched, cut, mixed up or signed by another is refused."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core.management import call_command
from django.core.management.base import CommandError

from chat.archive.manifest import MANIFEST, Manifest, content_digest, part_of
from chat.archive.opened import Opened
from chat.archive.refusal import RefusedError
from chat.models import Message, Room
from chat.protocol.commands import DeleteMessage, EditMessage
from tests.cast import Cast
from tests.management.conftest import Run
from tests.management.test_export_folder import send_file


@pytest.fixture
def place(cast: Cast, tmp_path: Path) -> Path:
    """An export with a thread, an edited and a deleted message, and a file."""
    seq = cast.post("ann", text="question")
    cast.post("bob", text="answer", thread=seq)
    cast.do("ann", EditMessage, room="lounge", seq=seq, text="better question")
    cast.do("bob", DeleteMessage, room="lounge", seq=cast.post("bob", text="oh"))
    send_file(cast)
    folder = tmp_path / "export"
    call_command("export_history", "--output", str(folder))
    return folder


def messages_of(folder: Path, slug: str = "lounge") -> Path:
    """The file with a room's messages."""
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    return folder / f"jsonl/messages/{manifest.heads[slug].id}/00000.jsonl"


def forge(folder: Path, path: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change records, and the manifest with them, as somebody would who knows the format."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    name = path.relative_to(folder).as_posix()
    files = manifest.files | {name: part_of(path, len(lines))}
    content = content_digest((p, f) for p, f in files.items() if p.startswith("jsonl/"))
    forged = manifest.model_copy(update={"files": files, "content": content})
    (folder / MANIFEST).write_bytes(forged.written())


def keys(folder: Path) -> tuple[Path, Path]:
    """A new key and its public half, as PEM files."""
    key = Ed25519PrivateKey.generate()
    secret, public = folder / "key.pem", folder / "public.pem"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return secret, public


def test_what_was_exported_is_found_whole(run: Run, place: Path) -> None:
    said = run("verify_export", str(place), "--against-database")
    assert "4 messages of 3 rooms fit together" in said
    assert "4 messages are the same in the database, 0 have changed since" in said
    assert "not signed" in said


def test_a_zip_is_found_whole(run: Run, place: Path) -> None:
    target = place.with_suffix(".zip")
    run("export_history", "--output", str(target))
    assert "fit together" in run("verify_export", str(target))


def test_every_changed_byte_is_noticed(run: Run, place: Path, capsys: Any) -> None:
    paths = [p for p in place.rglob("*") if p.is_file() and p.name != MANIFEST]
    assert len(paths) > 4
    for path in paths:
        content = path.read_bytes()
        path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
        with pytest.raises(CommandError, match="is not whole"):
            run("verify_export", str(place))
        assert path.name in capsys.readouterr().err
        path.write_bytes(content)
    run("verify_export", str(place))


def test_a_missing_file_and_a_stranger_are_noticed(run: Run, place: Path, capsys: Any) -> None:
    (place / "extra.txt").write_text("hello")
    messages_of(place).unlink()
    with pytest.raises(CommandError, match="2 faults"):
        run("verify_export", str(place))
    said = capsys.readouterr().err
    assert "extra.txt does not belong" in said
    assert "is missing" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: lines.pop(), "not 4"),
        (lambda lines: lines.insert(0, lines.pop()), "does not follow"),
        (lambda lines: lines[0].update(author=999), "a person who is not in the export"),
        (lambda lines: lines[0].update(changed_seq=999), "its changed_seq"),
        (lambda lines: lines[0].update(replies=7), "says it has 7 replies"),
        (lambda lines: lines[0].update(room=1), "of another room"),
        (lambda lines: lines[2].update(text="back again"), "still says something"),
        (lambda lines: lines[0].update(colour="red"), "Extra inputs are not permitted"),
        (lambda lines: lines[0].update(seq="1"), "valid integer"),
        (lambda lines: lines[3].update(attachments=[]), ""),
        (lambda lines: lines[3]["attachments"][0].update(sha256="1" * 64), "has other bytes"),
    ],
)
def test_records_that_do_not_fit_are_noticed_with_their_place(
    run: Run, place: Path, capsys: Any, change: Any, sentence: str
) -> None:
    forge(place, messages_of(place), change)
    if not sentence:  # one file less is no contradiction: only the database knows better
        with pytest.raises(CommandError):
            run("verify_export", str(place), "--against-database")
        assert "is not as it is in the database" in capsys.readouterr().err
        return
    with pytest.raises(CommandError, match="is not whole"):
        run("verify_export", str(place))
    assert sentence in capsys.readouterr().err


def test_what_changed_since_is_no_fault_and_what_was_forged_is(
    run: Run, cast: Cast, place: Path, capsys: Any
) -> None:
    first = Message.objects.filter(room__slug="lounge").order_by("seq")[0]
    cast.do("ann", EditMessage, room="lounge", seq=first.seq, text="best question")
    cast.post("ann", text="later")
    said = run("verify_export", str(place), "--against-database")
    assert "3 messages are the same in the database, 1 have changed since" in said
    forge(place, messages_of(place), lambda lines: lines[1].update(text="another answer"))
    with pytest.raises(CommandError, match="1 faults"):
        run("verify_export", str(place), "--against-database")
    assert f"lounge/{first.seq + 1} is not as it is" in capsys.readouterr().err


def test_another_database_is_recognised(run: Run, place: Path, capsys: Any) -> None:
    Room.objects.filter(slug="lounge").update(epoch="another")
    with pytest.raises(CommandError):
        run("verify_export", str(place), "--against-database")
    assert "The room lounge is of another database" in capsys.readouterr().err


def test_a_signature_says_whose_an_export_is(run: Run, place: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    secret, public = keys(tmp_path)
    other = keys(tmp_path / "other")[1]
    signed = tmp_path / "signed"
    run("export_history", "--output", str(signed), "--sign", str(secret))
    assert "as it must be" in run("verify_export", str(signed), "--public-key", str(public))
    assert "compare it with the one you know" in run("verify_export", str(signed))
    with pytest.raises(CommandError, match="signed with another key"):
        run("verify_export", str(signed), "--public-key", str(other))
    with pytest.raises(CommandError, match="is not signed"):
        run("verify_export", str(place), "--public-key", str(public))
    (signed / MANIFEST).write_bytes((signed / MANIFEST).read_bytes() + b" ")
    with pytest.raises(CommandError, match="not one of this manifest"):
        run("verify_export", str(signed))


def test_what_is_no_key_signs_nothing(run: Run, place: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("no key")
    target = tmp_path / "signed"
    with pytest.raises(CommandError, match="holds no Ed25519 key"):
        run("export_history", "--output", str(target), "--sign", str(key))
    assert not target.exists()
    (place / f"{MANIFEST}.sig").write_text("{}")
    with pytest.raises(CommandError, match="holds no public Ed25519 key"):
        run("verify_export", str(place), "--public-key", str(key))


def test_a_link_is_no_file(run: Run, place: Path, tmp_path: Path, capsys: Any) -> None:
    path = messages_of(place)
    outside = tmp_path / "outside"
    shutil.move(path, outside)
    path.symlink_to(outside)
    with pytest.raises(CommandError):
        run("verify_export", str(place))
    assert "is no plain file" in capsys.readouterr().err


def packed(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """A zip made by hand."""
    target = tmp_path / "hostile.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return target


def listing(place: Path, **files: Any) -> bytes:
    """A manifest that lists other files."""
    manifest = json.loads((place / MANIFEST).read_bytes())
    return json.dumps(manifest | {"files": files}).encode()


def test_a_path_that_leads_outside_is_refused(place: Path, tmp_path: Path) -> None:
    part = {"sha256": "0" * 64, "bytes": 1}
    for path in ("../outside", "/etc/passwd", "jsonl/../../outside", "C:\\outside", "a//b", ""):
        hostile = packed(tmp_path, {MANIFEST: listing(place, **{path: part})})
        with pytest.raises(RefusedError, match="manifest cannot be read"):
            Opened(hostile)


def test_a_bomb_is_read_no_further_than_the_manifest_says(place: Path, tmp_path: Path) -> None:
    bomb = b"0" * 50_000_000
    part = {"sha256": hashlib.sha256(bomb).hexdigest(), "bytes": 1_000}
    hostile = packed(tmp_path, {MANIFEST: listing(place, bomb=part), "bomb": bomb})
    assert hostile.stat().st_size < 100_000
    with Opened(hostile) as opened, pytest.raises(RefusedError, match="longer than the manifest"):
        for _ in opened.chunks("bomb"):
            pass


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{}" * 100])
def test_what_is_no_export_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="is no zip that can be read"):
        run("verify_export", str(path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match="is no export"):
        run("verify_export", str(tmp_path / "empty"))
