"""Reads the address of a page strictly: what could be understood in two ways is refused."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

import idna

from chat.delivery.addresses import is_open
from chat.delivery.refusal import Refusal
from chat.protocol.limits import PREVIEW_URL_CHARACTERS

PORTS = {"http": 80, "https": 443}

# A name ends in a label that begins with a letter: `127.1`, `0x7f.1`, `2130706433` and whatever
# else a resolver may read as a number are none, and neither is a name within one's own network.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+(?=[a-z]){_LABEL}")
_NUMBERS = re.compile(r"[0-9.]+")
# Parsers disagree about what these mean in an address; in a well-formed one they are escaped.
_AMBIGUOUS = re.compile(r"[\x00-\x20\\\x7f-\xa0\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Target:
    """A page on the web: everything that is said of it goes to this host and port."""

    scheme: str
    host: str  # a name in ASCII, or an address without brackets
    port: int
    path: str  # with its query, beginning with a slash

    def beyond(self, location: str) -> "Target":
        """Return where a redirect leads; never from `https` down to `http`. Raises Refusal."""
        bracketed = f"[{self.host}]" if ":" in self.host else self.host
        if _AMBIGUOUS.search(location):
            raise Refusal("it leads to an address that is not well-formed")
        try:
            url = urljoin(f"{self.scheme}://{bracketed}{self.path}", location)
        except ValueError:
            raise Refusal("it leads to an address that is not well-formed") from None
        target = target_of(url)
        if self.scheme == "https" and target.scheme != "https":
            raise Refusal("it leads from https to http")
        return target


def target_of(url: str) -> Target:
    """Return what an address names, without asking anybody. Raises Refusal."""
    if len(url) > PREVIEW_URL_CHARACTERS or _AMBIGUOUS.search(url):
        raise Refusal("its address is not well-formed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refusal("its address is not well-formed") from None
    if parts.scheme not in PORTS:
        raise Refusal("it is not on the web")
    if "@" in parts.netloc:
        raise Refusal("its address holds credentials")
    if port not in (None, PORTS[parts.scheme]):
        raise Refusal("it is at an unusual port")
    path = quote(parts.path or "/", safe=_KEPT)
    if parts.query:
        path += f"?{quote(parts.query, safe=_KEPT)}"
    host = _host(parts.netloc, parts.hostname)
    return Target(parts.scheme, host, PORTS[parts.scheme], path)


_KEPT = "!$%&'()*+,-./:;=?@_~[]"  # stands for itself in a path or a query, `%` as an escape


def _host(netloc: str, name: str | None) -> str:
    """Return the name in ASCII, or the address, that is to be called. Raises Refusal."""
    if netloc.startswith("["):
        if name is None or not is_open(name):
            raise Refusal("it is not on the public internet")
        return name
    ascii_name = _in_ascii(unquote(name or "", errors="strict"))
    if _NAME.fullmatch(ascii_name):
        return ascii_name
    if not _NUMBERS.fullmatch(ascii_name) or not is_open(ascii_name):
        raise Refusal("it is not on the public internet")
    return ascii_name


def _in_ascii(name: str) -> str:
    """Return a name as it is looked up: letters beyond ASCII as IDNA 2008 writes them."""
    if name.isascii():
        return name.lower()
    try:
        return idna.encode(name.lower()).decode()
    except idna.IDNAError:
        raise Refusal("its name is none that can be registered") from None
