"""Keeps the catalogues in step with the sentences of the source: writes them, or says what is amiss.

`make messages` enters what is new and takes out what is gone; translating is then for people. The
check fails loudly, for a sentence that nobody translated would stand in English on a page.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from chat.protocol.languages import ENGLISH, LANGUAGES
from tests.tooling.sentences import DOMAINS, ROOT, Sentence, UnmarkedError, domain

WIDTH = 96  # columns of a line in a catalogue
_PLACES = re.compile(r"\{\w*\}|%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>")

Identity = tuple[str, str, str]  # key, text and plural: what makes a sentence another one


def catalogue_of(language: str, name: str, root: Path = ROOT) -> Path:
    """Where the translations of a domain lie."""
    return root / "chat" / "locale" / language / "LC_MESSAGES" / f"{name}.po"


def identity(entry: polib.POEntry) -> Identity:
    """What an entry of a catalogue translates."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def wanted(name: str, root: Path = ROOT) -> dict[Identity, list[Sentence]]:
    """The sentences of the source, each with every place where it stands."""
    found: dict[Identity, list[Sentence]] = {}
    for each in domain(name, root):
        found.setdefault((each.key, each.text, each.plural), []).append(each)
    return found


# --- Writing ----------------------------------------------------------------------------------


def written(name: str, file: Path, root: Path = ROOT) -> polib.POFile:
    """A catalogue with the sentences of today, by file, and the translations it already had."""
    before = polib.pofile(str(file), wrapwidth=WIDTH)
    known = {identity(entry): entry for entry in before if not entry.obsolete}
    after = polib.POFile(wrapwidth=WIDTH)
    after.metadata, after.header = before.metadata, before.header
    forms = int(re.findall(r"nplurals=(\d)", before.metadata["Plural-Forms"])[0])
    for key, places in wanted(name, root).items():
        entry = known.get(key) or _entry(key, forms)
        entry.occurrences = [(file, "") for file in sorted({each.file for each in places})]
        after.append(entry)
    after.extend(entry for entry in known.values() if entry.comment == BORROWED)
    return after


BORROWED = "Of Django or a package, said here in our own way."


def _entry(key: Identity, forms: int) -> polib.POEntry:
    context, text, plural = key
    entry = polib.POEntry(msgctxt=context or None, msgid=text)
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    return entry


# --- Checking ---------------------------------------------------------------------------------


def faults(language: str, name: str, root: Path = ROOT) -> Iterator[str]:
    """What is amiss in a catalogue, as sentences."""
    file = catalogue_of(language, name, root)
    entries = {identity(each): each for each in polib.pofile(str(file)) if not each.obsolete}
    present = wanted(name, root)
    place = file.relative_to(root).as_posix()
    for key, places in present.items():
        if key not in entries:
            yield f"{place}: lacks {key[1]!r} of {places[0].file}; run make messages, translate it"
    for key, entry in entries.items():
        if key not in present and entry.comment != BORROWED:
            yield f"{place}: {entry.msgid!r} stands nowhere any more; run make messages"
        else:
            yield from (f"{place}: {said}" for said in faults_of_entry(entry))


def faults_of_entry(entry: polib.POEntry) -> Iterator[str]:
    """What is amiss with one translation."""
    said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(said):
        yield f"{entry.msgid!r} is not translated; write its msgstr"
    elif entry.fuzzy:
        yield f"{entry.msgid!r} is marked fuzzy; look at it, then take the mark away"
    else:
        expected = _places(entry.msgid_plural or entry.msgid)
        for each in said:
            # A form for one may say "a day" where others say "{count} days".
            if _places(each) != expected and not (entry.msgid_plural and _places(each) < expected):
                yield f"{each!r} has other places than {entry.msgid!r}"


def _places(text: str) -> set[str]:
    return set(_PLACES.findall(text))


def main() -> int:
    """Writes the catalogues, or checks them; 1 when something is amiss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what is amiss")
    check = parser.parse_args().check
    amiss: list[str] = []
    try:
        for language in LANGUAGES.keys() - {ENGLISH}:
            for name in DOMAINS:
                if not check:
                    file = catalogue_of(language, name)
                    written(name, file).save(str(file))
                amiss += faults(language, name)
    except UnmarkedError as unmarked:
        amiss.append(str(unmarked))
    print("\n".join(amiss) or "Every sentence is translated")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main())
