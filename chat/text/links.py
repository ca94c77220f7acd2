"""Finds where a message leads to, in its sanitised HTML."""

import re
from html import unescape
from urllib.parse import urldefrag

# The sanitiser writes links so, `href` first; links to rooms and people begin with their class.
_LINK = re.compile(r'<a href="(https?://[^"]*)"', re.IGNORECASE)


def links(html: str) -> list[str]:
    """Return the web addresses of a message, each once, first use first, without fragments."""
    if "<a href" not in html:
        return []
    return list(dict.fromkeys(urldefrag(unescape(found)).url for found in _LINK.findall(html)))
