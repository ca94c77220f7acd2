"""Cuts out of a found text the part around the first hit, and marks the hits in it."""

import re
from collections.abc import Iterable, Sequence

from chat.text.folding import folded_places

SNIPPET_CHARACTERS = 240  # two or three lines beside a face
BEFORE_CHARACTERS = 80  # of them before the first hit

Piece = dict[str, str | bool]  # {"text": …, "hit": …}


def snippet(text: str, needles: Sequence[str]) -> list[Piece]:
    """Return the part of a text around its first hit as pieces: what is a hit, and what is not.

    ``needles`` are folded. An ellipsis stands where something was left out.
    """
    hits = _hits(text, needles)
    first = hits[0][0] if hits else 0
    start = _start(text, first) if len(text) > SNIPPET_CHARACTERS else 0
    end = min(len(text), start + SNIPPET_CHARACTERS)
    pieces: list[Piece] = []
    _add(pieces, "…" if start else "", hit=False)
    at = start
    for hit_start, hit_end in hits:
        if hit_start >= end:
            break
        _add(pieces, text[at:hit_start], hit=False)
        _add(pieces, text[hit_start : min(hit_end, end)], hit=True)
        at = min(hit_end, end)
    _add(pieces, text[at:end] + ("…" if end < len(text) else ""), hit=False)
    return pieces


def _add(pieces: list[Piece], text: str, *, hit: bool) -> None:
    if not text:
        return
    if pieces and pieces[-1]["hit"] == hit:
        pieces[-1]["text"] = f"{pieces[-1]['text']}{text}"
    else:
        pieces.append({"text": text, "hit": hit})


def _start(text: str, first: int) -> int:
    """Return where to begin: at a word, a little before the first hit, and no later than it."""
    start = max(0, min(first - BEFORE_CHARACTERS, len(text) - SNIPPET_CHARACTERS))
    space = text.find(" ", start, first)
    return space + 1 if start and space != -1 else start


def _hits(text: str, needles: Iterable[str]) -> list[tuple[int, int]]:
    """Return from where to where the text was hit, in order, joined where hits touch."""
    folded, places = folded_places(text)
    found = sorted(
        (places[hit.start()][0], places[hit.end() - 1][1])
        for needle in set(needles)
        for hit in re.finditer(re.escape(needle), folded)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
