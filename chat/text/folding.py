"""Makes texts comparable: whatever case, width, accents' spelling or invisible signs they use.

`fold` is what search compares. `folded_places` says where in the text each folded character came
from, so that a hit can be shown in the words as they were written.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# What readers do not see or leave out: soft hyphens, joiners, directions, variation selectors;
# the vowel points of Hebrew and Arabic, and the stroke that lengthens an Arabic word.
_LEFT_OUT = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
_DOTTED_I = "i\u0307"  # what is left of a Turkish capital, which is small as a plain i
_HANGUL_INSIDE = range(0x1160, 0x1200)  # vowels and finals, which join the consonant before them
CLUSTERS_KNOWN = 8_192  # remembered foldings of single characters: every script in daily use


def fold(text: str) -> str:
    """Return a text as search compares it: NFKC, no case, single spaces, nothing invisible."""
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    without_case = unicodedata.normalize("NFKC", text).casefold().replace(_DOTTED_I, "i")
    return unicodedata.normalize("NFKC", _LEFT_OUT.sub("", without_case))


def folded_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return ``fold(text)``, and of each of its characters from where to where it came.

    A letter and the marks on it fold together, so each cluster of them is folded by itself.
    """
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        for character in _cluster(text[start:end]):
            if not character.isspace():
                folded.append(character)
                places.append((start, end))
            elif folded and folded[-1] != " ":
                folded.append(" ")
                places.append((start, end))
    if folded and folded[-1] == " ":
        del folded[-1], places[-1]
    return "".join(folded), places


def _clusters(text: str) -> list[tuple[int, int]]:
    starts = [i for i, character in enumerate(text) if i == 0 or not _continues(character)]
    return list(pairwise([*starts, len(text)]))


@lru_cache(CLUSTERS_KNOWN)
def _cluster(cluster: str) -> str:
    return _folded(cluster)


@lru_cache(CLUSTERS_KNOWN)
def _continues(character: str) -> bool:
    """Whether a character may melt into the one before it."""
    if character.isascii():
        return False
    if _LEFT_OUT.match(character):
        return True
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or ord(first) in _HANGUL_INSIDE
