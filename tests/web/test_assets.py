"""What browsers are sent: small, kept for good under the address of its version, never stale."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import RequestFactory, override_settings
from django.utils.functional import empty

from chatsite import assets

APP = "js/chat/app.js"
OLD = "0" * assets.DIGITS  # a version that this process does not have


@contextmanager
def looking_at(place: Path) -> Iterator[Path]:
    """Lets the storage look at a folder."""
    with override_settings(STATIC_ROOT=place):
        staticfiles_storage._wrapped = empty
        yield place
    staticfiles_storage._wrapped = empty


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the made files, which the storage of this module's tests looks at."""
    with looking_at(tmp_path_factory.mktemp("static")) as place:
        yield place


@pytest.fixture(scope="module")
def made(root: Path) -> Path:
    """The folder of this version, made."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return root / assets.version()


def written(name: str) -> Path:
    """The file as people keep it."""
    found = finders.find(name)
    assert found
    return Path(str(found))


def ask(address: str) -> object:
    """What the middleware answers to a browser that takes brotli."""
    middleware = assets.AssetsMiddleware(lambda _: "not a file")
    return middleware(RequestFactory().get(address, headers={"Accept-Encoding": "br"}))


def test_until_they_are_made_files_are_served_as_written(root: Path) -> None:
    assert staticfiles_storage.url(APP) == f"/static/{APP}"
    answer = ask(f"/static/{APP}")
    assert answer.headers["Cache-Control"] == "max-age=60, public"  # type: ignore[attr-defined]


def test_a_folder_half_made_is_not_pointed_at(root: Path) -> None:
    half = root / assets.version() / "js"
    half.mkdir(parents=True)
    assert staticfiles_storage.url(APP) == f"/static/{APP}"


def test_scripts_and_styles_are_shortened_and_keep_what_they_say(made: Path) -> None:
    for name in (APP, "css/tokens.css", "js/chat/lib/text.js"):
        short = (made / name).read_text()
        assert len(short) < len(written(name).read_text()), name
    assert "import" in (made / APP).read_text()
    library = "vendor/lit-html/lit-html.js"
    assert (made / library).read_bytes() == written(library).read_bytes()


def test_what_is_made_is_sent_compressed_and_kept_for_good(made: Path) -> None:
    address = staticfiles_storage.url(APP)
    assert address == f"/static/{made.name}/{APP}"
    answer = ask(address)
    assert answer.headers["Content-Encoding"] == "br"  # type: ignore[attr-defined]
    assert "immutable" in answer.headers["Cache-Control"]  # type: ignore[attr-defined]
    with override_settings(DEBUG=True):
        assert staticfiles_storage.url(APP) == f"/static/{APP}"


def test_who_asks_for_another_version_gets_this_one_for_a_minute(made: Path) -> None:
    answer = ask(f"/static/{OLD}/{APP}")
    assert answer.headers["Cache-Control"] == "max-age=60, public"  # type: ignore[attr-defined]
    assert ask(f"/static/{OLD}/js/chat/absent.js") == "not a file"


def test_another_word_is_another_version(tmp_path: Path) -> None:
    before = assets.version()
    (tmp_path / "more.css").write_text("p { color: red }")
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        finders.get_finder.cache_clear()
        assert assets.version() != before
    finders.get_finder.cache_clear()
    assert assets.version() == before


def test_the_versions_that_were_used_last_are_kept(made: Path, root: Path) -> None:
    for number in range(assets.KEPT + 1):
        old = root / f"{number:0{assets.DIGITS}}" / assets.COMPLETE
        old.parent.mkdir()
        old.touch()
        os.utime(old, (number, number))
    assets.collect()
    assert (made / assets.COMPLETE).exists()
    assets.forget(root)
    kept = {file.parent.name for file in root.glob(f"*/{assets.COMPLETE}")}
    assert made.name in kept
    assert len(kept) == assets.KEPT


def test_serving_makes_them_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHAT_STATIC_DIR", str(tmp_path))  # for the process that makes them
    with looking_at(tmp_path):
        assets.collect()
        assert staticfiles_storage.complete()
        monkeypatch.setattr(subprocess, "run", pytest.fail)
        assets.collect()


def test_what_cannot_be_made_is_said_and_served_as_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with looking_at(tmp_path):
        assets.collect()
        assert staticfiles_storage.url(APP) == f"/static/{APP}"
    assert "assets_as_written" in caplog.text


def test_what_a_killed_start_has_left_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHAT_STATIC_DIR", str(tmp_path))
    cut = tmp_path / assets.version() / APP
    cut.parent.mkdir(parents=True)
    cut.write_text("export")
    with looking_at(tmp_path):
        assets.collect()
    assert "import" in cut.read_text()
