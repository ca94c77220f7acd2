"""Finds every sentence for people: in Python, in templates, and in the dictionaries of the scripts.

Each is found with what translators need to know: its file, its plural, and for scripts its key.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

ROOT = Path(__file__).resolve().parents[2]
#: Which argument of which call is a sentence; a second number is its plural.
CALLS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "ChatError": (1,),
}
THINGS = "Thing"  # the type whose values are words of refusals


@dataclass(frozen=True, order=True)
class Sentence:
    """A sentence as it stands in the source. ``key`` is empty but for those of scripts."""

    file: str
    text: str
    plural: str = ""
    key: str = ""


class UnmarkedError(ValueError):
    """What stands where a sentence should be, and cannot be translated."""


# --- Python -----------------------------------------------------------------------------------


def of_python(file: str, source: str) -> Iterator[Sentence]:
    """The sentences of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (places := CALLS.get(_name(node.func))):
            said = [_literal(file, node, place) for place in places]
            if all(said):
                yield Sentence(file, *said)
        elif isinstance(node, ast.Assign) and _name(node.targets[0]) == THINGS:
            yield from (Sentence(file, word) for word in ast.literal_eval(_things(node.value)))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _things(value: ast.expr) -> ast.expr:
    return value.slice if isinstance(value, ast.Subscript) else value


def _literal(file: str, call: ast.Call, place: int) -> str:
    """The text of an argument; empty where it is a variable, whose text is marked elsewhere."""
    if len(call.args) <= place:
        return ""
    said = call.args[place]
    if isinstance(said, ast.JoinedStr | ast.BinOp):
        raise UnmarkedError(
            f"{file}:{call.lineno}: a sentence put together cannot be translated;"
            " write {places} in it and give their values by name"
        )
    return said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""


# --- Templates --------------------------------------------------------------------------------

_STRING = r"""("[^"]*"|'[^']*')"""
_TRANSLATE = re.compile(rf"translate\s+{_STRING}")
_FILTERED = re.compile(rf"_\({_STRING}\)")
_TAG = re.compile(r"<[^>]*>|<!--.*?-->|&\w+;", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(r"""(?:aria-label|placeholder|title|alt)=["']([^"']*)["']""")
_WORD = re.compile(r"[^\W\d_]{2,}")


SILENT = ("body_class", "bodyclass", "coltype")  # blocks that hold names of classes


def of_template(file: str, source: str) -> Iterator[Sentence]:
    """The sentences of a template. Raises for words that stand outside of one."""
    reading = _Reading(file)
    for token in Lexer(source).tokenize():
        yield from reading.take(token)
    _refuse_unmarked(file, "".join(reading.outside))


class _Reading:
    """A template as far as it has been read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.outside: list[str] = []  # what stands in no sentence
        self.inside: list[str] | None = None  # of a blocktranslate
        self.singular = ""
        self.trimmed = self.silent = False

    def take(self, token: Token) -> Iterator[Sentence]:
        """Read one more token."""
        said = token.contents
        if token.token_type is TokenType.TEXT:
            self.text(said)
            return
        yield from (Sentence(self.file, each[1:-1]) for each in _FILTERED.findall(said))
        self.outside.append(" ")
        if token.token_type is TokenType.VAR and self.inside is not None:
            self.inside.append(f"%({said})s")
        elif token.token_type is TokenType.BLOCK:
            yield from self.tag(said, said.split()[0])

    def text(self, said: str) -> None:
        if self.inside is not None:
            self.inside.append(said)
        elif not self.silent:
            self.outside.append(said)

    def tag(self, said: str, name: str) -> Iterator[Sentence]:
        self.silent = name == "block" and said.split()[1] in SILENT
        if found := _TRANSLATE.match(said):
            yield Sentence(self.file, found[1][1:-1])
        elif name == "blocktranslate":
            self.inside, self.singular, self.trimmed = [], "", "trimmed" in said.split()
        elif name == "plural" and self.inside is not None:
            self.singular, self.inside = self.block(self.inside), []
        elif name == "endblocktranslate" and self.inside is not None:
            text = self.block(self.inside)
            yield Sentence(self.file, *((self.singular, text) if self.singular else (text,)))
            self.inside = None

    def block(self, pieces: list[str]) -> str:
        text = "".join(pieces)
        if not self.trimmed:
            return text
        return " ".join(line.strip() for line in text.strip().splitlines())


def _refuse_unmarked(file: str, text: str) -> None:
    """Words outside of every tag, or in an attribute that is read out, were forgotten."""
    spoken = [*_SPOKEN_ATTRIBUTE.findall(text), _TAG.sub(" ", text)]
    for each in spoken:
        if found := _WORD.search(each):
            raise UnmarkedError(
                f"{file}: {found[0]!r} is not marked; write {{% translate %}} around it"
            )


# --- Scripts ----------------------------------------------------------------------------------

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TEXT = rf"{_QUOTED}(?:\s*\+\s*{_QUOTED})*"
_ENTRY = re.compile(
    rf"^  ({_QUOTED}):\s*(?:({_TEXT})|\[\s*({_TEXT})\s*,\s*({_TEXT})\s*,?\s*\]),$", re.MULTILINE
)


def of_script(file: str, source: str) -> Iterator[Sentence]:
    """The sentences of a dictionary: by key, one or the forms for one and for several."""
    for key, text, one, several in _ENTRY.findall(source):
        yield Sentence(file, _joined(text or one), _joined(several), key=json.loads(key))


def _joined(text: str) -> str:
    return "".join(json.loads(piece) for piece in re.findall(_QUOTED, text))


# --- All of them ------------------------------------------------------------------------------


#: By catalogue: where its sentences lie, and what finds them there.
DOMAINS: dict[str, dict[str, Callable[[str, str], Iterator[Sentence]]]] = {
    "django": {
        "chat/**/*.py": of_python,
        "templates/**/*.*": of_template,
    },
    "djangojs": {"static/js/chat/lib/**/*.js": of_script},
}


def domain(name: str, root: Path = ROOT) -> list[Sentence]:
    """The sentences of a catalogue, by file. Raises for all that are not marked."""
    found: list[Sentence] = []
    unmarked: list[str] = []
    for pattern, sentences_of in DOMAINS[name].items():
        for path in sorted(root.glob(pattern)):
            try:
                found += sentences_of(path.relative_to(root).as_posix(), path.read_text())
            except UnmarkedError as fault:
                unmarked.append(str(fault))
    if unmarked:
        raise UnmarkedError("\n".join(unmarked))
    return found
