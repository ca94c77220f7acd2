"""The allowlist: what HTML a message may hold, whatever the Markdown parser made of it."""

import re

import nh3

from chat.text.highlight import CODE_CLASSES, PIECE_CLASSES

REL = "noopener noreferrer nofollow ugc"  # a link says nothing about us and lends no reputation

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
    | {"input", "li", "ol", "p", "pre", "span", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
SCHEMES = frozenset({"http", "https", "mailto"})
_ALIGN = {"align": {"left", "center", "right"}}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    # The empty entry for every tag takes away `title` and `lang`, which are allowed by default.
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    tag_attribute_values={
        "input": {"type": {"checkbox"}, "disabled": {""}, "checked": {""}},
        "td": _ALIGN,
        "th": _ALIGN,
    },
    allowed_classes={"code": CODE_CLASSES, "span": PIECE_CLASSES},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel=REL,
)

# The sanitiser serialises `href` first and escapes quotes inside it. A host must follow at once:
# browsers read "https:x" as relative and "http:\x" as an address of its own.
_KEPT_LINK = re.compile(r'<a href="(?:https?://[^/\\?#"]|mailto:[^"])', re.IGNORECASE)


def sanitize(html: str) -> str:
    """Only allowed tags, attributes, classes and schemes; each quoted value in double quotes."""
    return _cleaner.clean(html)


def is_kept_link(anchor: str) -> bool:
    """Whether a sanitised `<a …>` leads to an address that may be followed."""
    return _KEPT_LINK.match(anchor) is not None
