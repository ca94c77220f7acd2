"""Gives the code blocks of a parsed message their colours, as the CSS classes of Pygments."""

import re
import time
from collections.abc import Iterator
from html import escape, unescape

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

CODE_CHARACTERS = 4_000  # per message; one regular expression of a lexer cannot be interrupted
CODE_PIECES = 2_000  # coloured pieces per message; each costs the sanitiser about a microsecond
CODE_SECONDS = 0.02  # per message, of the 0.1 that rendering may take; the rest stays plain

_NAMES = """
    bash c c++=cpp cpp clojure cmake cs=csharp csharp css dart diff docker dockerfile=docker
    elixir erlang go golang=go graphql h=c haskell hs=haskell html http java javascript
    js=javascript json jsx=javascript julia kotlin kt=kotlin lua nginx patch=diff
    perl php powershell ps1=powershell py=python python python3=python r rb=ruby rs=rust ruby rust
    scala scss sh=bash shell=bash sql swift toml ts=typescript typescript xml yaml yml=yaml zig
"""
#: What may stand after a fence -> the name Pygments knows. Others stay plain: each of these was
#: tried with hostile input. Absent are ini, console and make, which take quadratic time on it.
LANGUAGES = {
    alias: name or alias for alias, _, name in (pair.partition("=") for pair in _NAMES.split())
}
#: Every class that can come from here, for the sanitiser.
CODE_CLASSES = frozenset(f"language-{name}" for name in LANGUAGES.values())
PIECE_CLASSES = frozenset(STANDARD_TYPES.values()) - {"", "w", "err"}

_BLOCK = re.compile(r'<pre><code class="language-([^"]*)">([^<]*)</code></pre>')


class _Budget:
    """What highlighting may still cost in one message."""

    def __init__(self) -> None:
        self.characters = CODE_CHARACTERS
        self.pieces = CODE_PIECES
        self.until = time.perf_counter() + CODE_SECONDS

    def allows(self, source: str) -> bool:
        """Takes a block from the budget if it is still within."""
        self.characters -= len(source)
        return self.characters >= 0 and not self.is_spent()

    def is_spent(self) -> bool:
        return self.pieces <= 0 or time.perf_counter() > self.until


def highlight(html: str) -> str:
    """The parser's HTML with its code blocks coloured; unknown languages lose their class."""
    budget = _Budget()

    def colour(block: re.Match[str]) -> str:
        language = LANGUAGES.get(block[1].lower())
        if language is None:
            return f"<pre><code>{block[2]}</code></pre>"
        source = unescape(block[2])
        body = block[2]
        if budget.allows(source):
            body = "".join(_pieces(source, _lexer(language, budget), budget))
        return f'<pre><code class="language-{language}">{body}</code></pre>'

    return _BLOCK.sub(colour, html)


def _lexer(language: str, budget: _Budget) -> Lexer:
    """A new lexer each time, as some keep state. The first use of a language loads its module,
    which is not the message's cost."""
    began = time.perf_counter()
    lexer = get_lexer_by_name(language)
    budget.until += time.perf_counter() - began
    return lexer


def _pieces(source: str, lexer: Lexer, budget: _Budget) -> Iterator[str]:
    done = 0
    for at, kind, text in lexer.get_tokens_unprocessed(source):
        done = at + len(text)
        name = _class_of(kind)
        if name not in PIECE_CLASSES:
            yield escape(text, quote=False)
            continue
        yield f'<span class="{name}">{escape(text, quote=False)}</span>'
        budget.pieces -= 1
        if budget.is_spent():
            break
    yield escape(source[done:], quote=False)


def _class_of(kind: _TokenType | None) -> str:
    """The class of a token type, or of the nearest of its parents that has one."""
    while kind is not None and kind not in STANDARD_TYPES:
        kind = kind.parent
    return STANDARD_TYPES[kind] if kind is not None else ""
