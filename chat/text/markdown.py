"""Renders a message: Markdown to sanitised HTML in which candidates for mentions are marked."""

import re
from dataclasses import dataclass, replace
from html import escape, unescape

import comrak

from chat.protocol.limits import MESSAGE_CHARACTERS
from chat.text.emoji import only_emoji
from chat.text.highlight import highlight
from chat.text.marks import HOLD, Marker, strip_marks
from chat.text.sanitize import sanitize

# Begins what its author does instead of says: the name is read as its first word.
ACTION = "/me "

# Beyond these a message is shown as it was typed, with its line breaks.
NESTING = 32  # elements inside one another: a list level has two; browsers flatten past 512
PARSED_CHARACTERS = 65_536  # of HTML; a message rarely triples, and every reader is sent this
TABLE_CELLS = 4_096  # columns x lines; the parser fills up short rows: 4 s and 20 MB without it


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as HTML, with marks where `mentions.resolve` may put links."""

    html: str
    names: tuple[str, ...] = ()  # lower-case candidates for user names, first use first
    rooms: tuple[str, ...] = ()  # lower-case candidates for room slugs, first use first


# A line that neither Markdown nor the passes after it change: no special character, no colon
# inside a word, no list marker, rule or underline at its start, no white space at its ends.
_PLAIN_RUN = r"[^\x00-\x1f*_`\[\]<>&\\~|@#:\x7f-\xa0\ud800-\udfff\ue000-\ue002\ufeff]"
_PLAIN_LINE = rf"(?!\s|[-+=:]|\d+[.)]){_PLAIN_RUN}*+(?::(?![^ \n]){_PLAIN_RUN}*+)*+(?<!\s)"
_PLAIN = re.compile(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*+")

_HTML_BLOCK = re.compile(r"^([ \t>*+\-0-9.)]*)(?=<[A-Za-z/!?])", re.MULTILINE)
_TABLE_RULE = re.compile(r"^(?=[^|\n]*\|)[-|:> \t\x0b\x0c]+$", re.MULTILINE)
_TAG = re.compile(r"<(/?)(?!br|hr|input|img)")
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? />')
_OPENING = re.compile(r'<p(?: class="emoji-only")?>')
_LARGE = re.compile(r"<p>([^<]*(?:<br>[^<]*)*)</p>")

_extensions = comrak.ExtensionOptions()
_extensions.autolink = True
_extensions.strikethrough = True
_extensions.table = True
_extensions.tasklist = True
_parsing = comrak.ParseOptions()
_rendering = comrak.RenderOptions()
_rendering.hardbreaks = True
_rendering.escape = True
_rendering.ignore_empty_links = True


def render(text: str) -> Rendered:
    """The message as HTML. Raises nothing; without Markdown it costs a few microseconds."""
    if text.startswith(ACTION):
        action = _render(text.removeprefix(ACTION).lstrip())
        if opening := _OPENING.match(action.html):
            return replace(action, html=f'<p class="action">{action.html[opening.end() :]}')
    return _render(text)


def _render(text: str) -> Rendered:
    if text and _PLAIN.fullmatch(text) and "www" not in text:
        return Rendered(_enlarge(f"<p>{text.replace(chr(10), '<br>' + chr(10))}</p>"))
    return _render_markdown(text)


def _render_markdown(text: str) -> Rendered:
    text = strip_marks(text.encode("utf-8", "replace").decode())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    html = _parse(text) if len(text) <= MESSAGE_CHARACTERS else ""
    html = strip_marks(sanitize(html or _as_typed(text))).strip()
    marker = Marker()
    html = marker.mark(html)
    return Rendered(_enlarge(html), tuple(marker.names), tuple(marker.rooms))


def _parse(text: str) -> str:
    """The parser's HTML, or nothing if there is nothing to see or too much."""
    html = comrak.render_markdown(_hold(text), _extensions, _parsing, _rendering)
    if len(html) > PARSED_CHARACTERS or _is_deep(html):
        return ""
    if "<img " in html:
        html = _IMAGE.sub(_image_link, html)
    if "<pre><code class" in html:
        html = highlight(html)
    return html.strip()


def _hold(text: str) -> str:
    """Keeps the parser from two things: blocks of raw HTML, which swallow the Markdown in them,
    and tables whose cells would be too many."""
    if "<" in text:
        text = _HTML_BLOCK.sub(rf"\1{HOLD}", text)
    columns = 0
    if "|" in text:
        rules = _TABLE_RULE.findall(text)
        columns = max((rule.count("|") + 1 for rule in rules), default=0)
    if columns * (text.count("\n") + 1) > TABLE_CELLS:
        text = _TABLE_RULE.sub(lambda rule: HOLD + rule[0], text)
    return text


def _is_deep(html: str) -> bool:
    """Whether elements of the parser's HTML, where text has no `<`, are nested too far."""
    if html.count("<") <= NESTING:
        return False
    depth = 0
    for tag in _TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if depth > NESTING:
            return True
    return False


def _image_link(image: re.Match[str]) -> str:
    """A link in place of an image: loading it would tell its server who reads here, and when."""
    return f'<a href="{image[1]}">{image[2] or image[1]}</a>'


def _as_typed(text: str) -> str:
    lines = escape(text.strip(), quote=False).replace("\n", "<br>\n")
    return f"<p>{lines}</p>" if lines else ""


def _enlarge(html: str) -> str:
    """Marks a message of nothing but emoji, for the style sheet."""
    if html.isascii():
        return html
    paragraph = _LARGE.fullmatch(html)
    if paragraph is None or not only_emoji(unescape(paragraph[1].replace("<br>", " "))):
        return html
    return html.replace("<p>", '<p class="emoji-only">', 1)
