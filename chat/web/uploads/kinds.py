"""What a file is, by its content; what its name may then claim to be."""

import codecs
from pathlib import PurePath

from chat.protocol.errors import ChatError

HEAD_BYTES = 65_536  # of a file, looked at to tell what it is
TEXT, UNKNOWN, ARCHIVE = "text/plain", "application/octet-stream", "application/zip"

#: Pictures are made again before anybody is shown them, so they may be shown in the page.
PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_PICTURE_NAMES = frozenset(("png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp"))
_ISO_NAMES = frozenset(("mp4", "m4v", "mov", "m4a", "m4b", "3gp"))
_OGG_NAMES = frozenset(("ogg", "oga", "ogv", "opus", "spx"))
_MATROSKA_NAMES = frozenset(("webm", "mkv", "mka", "weba"))

#: The endings that a file of a kind may have. Archives have many: documents are archives too.
NAMES = dict.fromkeys(PICTURES, _PICTURE_NAMES) | {
    "video/mp4": _ISO_NAMES,
    "audio/mp4": _ISO_NAMES,
    "video/quicktime": _ISO_NAMES,
    "video/webm": _MATROSKA_NAMES,
    "video/x-matroska": _MATROSKA_NAMES,
    "audio/ogg": _OGG_NAMES,
    "video/ogg": _OGG_NAMES,
    "audio/mpeg": frozenset(("mp3",)),
    "audio/wav": frozenset(("wav",)),
    "audio/flac": frozenset(("flac",)),
    "application/pdf": frozenset(("pdf", "ai")),
}
#: What an ending claims: content of another kind does not get in under it.
CLAIMED = frozenset().union(*NAMES.values()) - {"ai"} | {"zip"}

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", ARCHIVE),
)
_MP3_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_STILLS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")  # nobody shows these


def kind_of(head: bytes, name: str) -> str:
    """Return the media type of a file by its first bytes; a name only breaks ties."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _iso(head[8:12])
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head[:HEAD_BYTES] else "audio/ogg"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head.startswith(_MP3_FRAMES) and ending(name) == "mp3":
        return "audio/mpeg"
    return TEXT if _is_text(head) else UNKNOWN


def _iso(brand: bytes) -> str:
    if brand in _STILLS:
        return UNKNOWN
    return {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}.get(
        brand, "video/mp4"
    )


def _is_text(head: bytes) -> bool:
    """Whether it reads as UTF-8 without controls; a letter may be cut in two at the end."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return False
    return not any(c < " " and c not in "\t\n\r\f\x1b" for c in text)


def ending(name: str) -> str:
    """Return what follows the last dot of a name, in lower case."""
    return PurePath(name).suffix.removeprefix(".").lower()


def named_as(kind: str, name: str) -> str:
    """Return the name a file of a kind is kept under; raises ``bad_frame`` where it lies.

    Pictures are often called by each other's endings: they get their own.
    """
    said, allowed = ending(name), NAMES.get(kind)
    if kind in PICTURES and (not said or said in _PICTURE_NAMES):
        own = PICTURES[kind]
        fits = said == own or (own == "jpg" and said in ("jpeg", "jpe", "jfif"))
        return name if fits else f"{name.removesuffix(PurePath(name).suffix)}.{own}"
    if (allowed and said and said not in allowed) or (not allowed and _is_claimed(said, kind)):
        raise ChatError(
            "bad_frame",
            "The name ends in .{ending}, but the content does not fit.",
            ending=said[:12],
        )
    return name


def _is_claimed(said: str, kind: str) -> bool:
    return said in CLAIMED and not (said == "zip" and kind == ARCHIVE)
