"""Reads HTML as a browser would and reports whatever a message must not contain.

Its lists are written out here on purpose: taking them from the product would only prove that the
product agrees with itself.
"""

import re
from html.parser import HTMLParser

VOID = {"br", "hr", "input"}
TAGS = (
    VOID
    | {"a", "blockquote", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p"}
    | {"pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
REL = "noopener noreferrer nofollow ugc"
VALUES = {
    ("a", "href"): re.compile(r"(https?://[^/\\?#\s]|mailto:)[^\s\x00-\x20]*", re.IGNORECASE),
    ("a", "rel"): re.compile(REL),
    ("code", "class"): re.compile(r"language-[a-z]+"),
    ("input", "checked"): re.compile(""),
    ("input", "disabled"): re.compile(""),
    ("input", "type"): re.compile("checkbox"),
    ("ol", "start"): re.compile(r"\d{1,9}"),
    ("p", "class"): re.compile("emoji-only|action"),
    ("span", "class"): re.compile("[a-z][a-z0-9]{0,2}"),
    ("td", "align"): re.compile("left|center|right"),
    ("th", "align"): re.compile("left|center|right"),
}
RESOLVED = {
    ("a", "class"): re.compile("mention|room-link"),
    ("a", "data-user"): re.compile(r"\d+"),
    ("a", "data-room"): re.compile(r"\d+"),
    ("a", "href"): re.compile(r"/people/[a-z0-9_.-]+|/rooms/[a-z0-9-]+"),
}


class _Reader(HTMLParser):
    def __init__(self, resolved: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.resolved = resolved
        self.faults: list[str] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in TAGS:
            self.faults.append(f"tag {tag}")
        if tag == "a" and "a" in self.open:
            self.faults.append("a link in a link")
        for name, value in attrs:
            if not self._is_allowed(tag, name, value or ""):
                self.faults.append(f"attribute {tag} {name}={value!r}")
        if tag == "a" and dict(attrs).get("rel") != REL and "class" not in dict(attrs):
            self.faults.append("a link without rel")
        if tag not in VOID:
            self.open.append(tag)

    def _is_allowed(self, tag: str, name: str, value: str) -> bool:
        rules = [VALUES.get((tag, name))]
        if self.resolved:
            rules.append(RESOLVED.get((tag, name)))
        return any(rule is not None and rule.fullmatch(value) for rule in rules)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unbalanced {tag}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration {data!r}")


def read(html: str, resolved: bool = False) -> _Reader:
    """`.faults`, `.seen` (tags in order), `.text`; `resolved` allows mentions and room links."""
    reader = _Reader(resolved)
    reader.feed(html)
    reader.close()
    reader.faults += [f"unclosed {tag}" for tag in reader.open]
    return reader


def faults(html: str, resolved: bool = False) -> list[str]:
    return read(html, resolved).faults
