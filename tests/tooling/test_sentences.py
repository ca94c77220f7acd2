"""Sentences are found wherever they stand, and a catalogue that lacks one is noticed."""

from pathlib import Path

import polib
import pytest

from chatsite.languages import compiled
from tests.tooling.messages import faults, faults_of_entry, written
from tests.tooling.sentences import Sentence, UnmarkedError, of_python, of_script, of_template

HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def test_python_says_its_sentences_through_known_calls() -> None:
    source = """
raise ChatError("conflict", "The name {name} is taken.", name=name)
label = _("Name")
messages.success(request, gettext("Done."))
other("not for people")
Thing = Literal["room", "message"]
"""
    found = [sentence.text for sentence in of_python("a.py", source)]
    assert sorted(found) == ["Done.", "Name", "The name {name} is taken.", "message", "room"]


def test_a_sentence_put_together_is_refused_with_advice() -> None:
    with pytest.raises(UnmarkedError, match="give their values by name"):
        list(of_python("a.py", 'ChatError("conflict", f"The name {name} is taken.")'))


def test_templates_say_theirs_through_tags() -> None:
    source = (
        '<p title="{% translate \'Tip\' %}">{% translate "Hello" %} {{ name|default:_("Chat") }}</p>'
        "{% blocktranslate trimmed %}\n  Hi <b>{{ name }}</b>,\n  you.\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    assert list(of_template("a.html", source)) == [
        Sentence("a.html", "Tip"),
        Sentence("a.html", "Hello"),
        Sentence("a.html", "Chat"),
        Sentence("a.html", "Hi <b>%(name)s</b>, you."),
        Sentence("a.html", "%(n)s day", "%(n)s days"),
    ]


@pytest.mark.parametrize("source", ["<p>Hello</p>", '<a aria-label="Hello" href="/"></a>'])
def test_words_outside_of_a_tag_are_noticed(source: str) -> None:
    with pytest.raises(UnmarkedError, match="'Hello' is not marked"):
        list(of_template("a.html", source))


def test_dictionaries_of_scripts_have_keys_and_forms() -> None:
    source = """
  "a.one": "One " + "sentence",
  "a.count": ["{count} day", "{count} days"],
"""
    assert list(of_script("a.js", source)) == [
        Sentence("a.js", "One sentence", key="a.one"),
        Sentence("a.js", "{count} day", "{count} days", "a.count"),
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with one sentence, and a catalogue with one that is gone."""
    (tmp_path / "chat/locale/de/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "chat/names.py").write_text('ChatError("conflict", "The name {name} is taken.")')
    catalogue = tmp_path / "chat/locale/de/LC_MESSAGES/django.po"
    catalogue.write_text(HEAD + '\nmsgid "Gone."\nmsgstr "Weg."\n')
    return tmp_path


def test_what_is_missing_and_what_is_gone_is_noticed(root: Path) -> None:
    missing, gone = faults("de", "django", root)
    assert "lacks 'The name {name} is taken.' of chat/names.py; run make messages" in missing
    assert "'Gone.' stands nowhere any more; run make messages" in gone


def test_writing_enters_what_is_new_and_takes_out_what_is_gone(root: Path) -> None:
    file = root / "chat/locale/de/LC_MESSAGES/django.po"
    written("django", file, root).save(str(file))
    (told,) = faults("de", "django", root)
    assert "is not translated; write its msgstr" in told


def test_a_translation_has_the_places_of_its_sentence() -> None:
    def told(said: str, *flags: str) -> list[str]:
        entry = polib.POEntry(msgid="{n} of {m}", msgstr=said, flags=list(flags))
        return list(faults_of_entry(entry))

    assert told("{n} von {m}") == []
    assert "has other places" in told("{n} von {x}")[0]
    assert "marked fuzzy" in told("{n} von {m}", "fuzzy")[0]


def test_catalogues_are_compiled_when_they_have_changed(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "compiled"
    made = compiled(root / "chat/locale", place) / "de/LC_MESSAGES/django.mo"
    assert [entry.msgstr for entry in polib.mofile(str(made))] == ["Weg."]
    before = made.stat().st_mtime_ns
    compiled(root / "chat/locale", place)
    assert made.stat().st_mtime_ns == before
    file = root / "chat/locale/de/LC_MESSAGES/django.po"
    file.write_text(file.read_text().replace("Weg", "Fort"))
    compiled(root / "chat/locale", place)
    assert [entry.msgstr for entry in polib.mofile(str(made))] == ["Fort."]
