"""The pages of a history: rooms by day, threads, files, and nothing that acts."""

from pathlib import Path
from uuid import UUID

import pytest

from chat.archive.formats import html
from chat.archive.formats.html import HTML
from tests.archive.written import make, message, person, room, write
from tests.browser.payloads import NAMES, PAYLOADS

PEOPLE = [person(1, "ann"), person(2, "bob", "Bob <b>Bold</b>")]
REPLY = {"thread": 1, "author": 2}


def lounge(folder: Path, said: list[dict[str, object]], **more: bool) -> dict[str, str]:
    """The pages of a workspace with one room, by path."""
    head = max((int(str(m["seq"])) for m in said), default=0)
    records = write(folder, PEOPLE, [room(1, "lounge", head)], said)
    return {path: (folder / path).read_text() for path in make(HTML, records, **more)}


def test_rooms_days_and_threads_are_linked(tmp_path: Path) -> None:
    said = [message(1, "question", replies=1), message(2, "answer", **REPLY)]
    said.append(message(3, "next day", at="2026-11-25T08:00:00.000000Z"))
    pages = lounge(tmp_path, said)
    assert 'href="lounge/index.html"' in pages["html/index.html"]
    assert "3 messages" in pages["html/index.html"]
    assert 'href="2026-11-24.html"' in pages["html/lounge/index.html"]
    day = pages["html/lounge/2026-11-24.html"]
    assert 'href="2026-11-25.html" rel="next"' in day
    assert day.index('id="m1"') < day.index("1 reply") < day.index('id="m2"')
    assert 'rel="prev"' in pages["html/lounge/2026-11-25.html"]


def test_a_long_day_is_cut_into_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "PAGE_MESSAGES", 2)
    monkeypatch.setattr(html, "FOUND_AT_ONCE", 2)
    pages = lounge(tmp_path, [message(seq, f"word {seq}") for seq in range(1, 6)])
    days = [path for path in pages if "2026-11-24" in path]
    assert days == [f"html/lounge/2026-11-24{end}.html" for end in ("", "-2", "-3")]
    assert [path for path in pages if "search-" in path] == [
        f"html/search-{n}.js" for n in range(3)
    ]
    assert 'data-parts="3"' in pages["html/search.html"]


def test_deleted_messages_are_told_of_only_when_asked_for(tmp_path: Path) -> None:
    gone = {"at": "2026-11-24T11:00:00.000000Z", "by": 1}
    said = [message(1, "", deleted=gone), message(2, "here")]
    day = "html/lounge/2026-11-24.html"
    assert "was deleted" not in lounge(tmp_path / "a", said)[day]
    assert "was deleted" in lounge(tmp_path / "b", said, deleted=True)[day]


def test_names_and_texts_stay_texts(tmp_path: Path) -> None:
    pages = lounge(tmp_path, [message(1, "hello @bob, <b>not bold</b>", author=2)])
    day = pages["html/lounge/2026-11-24.html"]
    assert "Bob &lt;b&gt;Bold&lt;/b&gt;" in day
    assert "<b>not bold" not in day
    assert '<b class="mention">@Bob &lt;b&gt;' in day


def test_pictures_say_what_they_show(tmp_path: Path) -> None:
    plain = {"id": str(UUID(int=1)), "name": "a.png", "type": "image/png", "thumbnail": None}
    files = [plain | {"size": 9}, plain | {"size": 9, "description": 'A "tide" & a <quay>'}]
    day = lounge(tmp_path, [message(1, "", attachments=files)])["html/lounge/2026-11-24.html"]
    assert 'alt="a.png"' in day
    assert 'alt="A &quot;tide&quot; &amp; a &lt;quay&gt;"' in day


def test_no_page_has_a_script_but_the_search_of_ours(tmp_path: Path) -> None:
    said = [message(seq, text) for seq, text in enumerate(PAYLOADS, 1)]
    people = [person(1, "ann", NAMES[0])]
    rooms = [room(1, "lounge", len(said), name=NAMES[1], topic=NAMES[2])]
    records = write(tmp_path, people, rooms, said)
    paths = [path for path in make(HTML, records) if path.endswith(".html")]
    assert len(paths) == 4
    for path in paths:
        page = (tmp_path / path).read_text()
        assert "Content-Security-Policy" in page
        ours = 1 if path == "html/search.html" else 0
        assert page.lower().count("<script") == ours
        assert " onerror=" not in page.replace("&lt;", "<").split("<p>")[0]
        assert 'href="javascript' not in page.lower()
        assert "://" not in page.split("<main>")[0], "no page may ask for anything elsewhere"
