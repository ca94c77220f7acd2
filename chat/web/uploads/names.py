"""What a file is called where it is shown and saved."""

import re
import unicodedata
from pathlib import PurePath

from chat.protocol.limits import FILE_NAME_CHARACTERS

ENDING_CHARACTERS = 12  # of a name that must be cut, kept after its last dot

# Controls, what turns text around, what draws nothing, and what means something to a file system.
_UNWANTED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    r"/\\:*?\"<>|]"
)
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def shown_name(name: str) -> str:
    """Return a name of one line that no system takes for anything else than a name."""
    name = PurePath(name.replace("\\", "/")).name
    name = unicodedata.normalize("NFC", _UNWANTED.sub("", name))
    name = " ".join(name.split()).strip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _cut(name) or "file"


def _cut(name: str) -> str:
    """Shorten a name in its middle, so that its ending stays."""
    if len(name) <= FILE_NAME_CHARACTERS:
        return name
    suffix = PurePath(name).suffix
    suffix = suffix if len(suffix) <= ENDING_CHARACTERS else ""
    return name[: FILE_NAME_CHARACTERS - len(suffix)].rstrip(". ") + suffix
