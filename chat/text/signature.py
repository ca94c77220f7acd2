"""Signatures: which short runs of letters a text holds, as the bits of one large number.

A text that contains a word contains all runs of letters of that word, so its signature has all
their bits. The reverse is not certain, as different runs may share bits: a signature finds
candidates quickly and misses none, and the text itself decides. Runs are of one letter (where a
letter may be a word: beyond ASCII), of two and of three, so no script needs words to be cut.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

SIGNATURE_BITS = 2_048  # a message of 200 characters sets about a fifth of them
RUN_BITS = {1: 4, 2: 3, 3: 2}  # bits of a run by its length: a short query has a single run
PROBE_BITS = 12  # bits a query looks at: a fifth to the twelfth power is no message in millions
TURNED_AT_ONCE = 256  # texts: half a megabyte of digits, where those of a whole block are 8 MiB
RUNS_KNOWN = 65_536  # remembered runs; a language uses some ten thousand


@lru_cache(RUNS_KNOWN)
def run_bits(run: str) -> tuple[int, ...]:
    """Return the bits of a run of one to three letters; the same for ever and everywhere."""
    digest = blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    wanted = RUN_BITS[len(run)]
    return tuple(int.from_bytes(digest[2 * i : 2 * i + 2]) % SIGNATURE_BITS for i in range(wanted))


def signature(folded: str, words: dict[str, int]) -> int:
    """Return the signature of a folded text; ``words`` remembers those of words, for many texts."""
    bits = 0
    for word in folded.split(" "):
        known = words.get(word)
        if known is None:
            known = words[word] = _word_signature(word)
        bits |= known
    return bits


def _word_signature(word: str) -> int:
    bits = 0
    for run in _runs(word):
        for bit in run_bits(run):
            bits |= 1 << bit
    return bits


def _runs(word: str) -> set[str]:
    runs = {word[i : i + 2] for i in range(len(word) - 1)}
    runs |= {word[i : i + 3] for i in range(len(word) - 2)}
    if not word.isascii():
        runs |= {letter for letter in word if not letter.isascii()}
    return runs


def probe(needles: Iterable[str]) -> list[int]:
    """Return bits that the signature of every text with all these folded needles has.

    None where the needles are too short to have any: a single ASCII letter is everywhere.
    """
    runs: list[str] = []
    for needle in needles:
        for word in needle.split(" "):
            runs += _probed(word)
    bits = list(dict.fromkeys(bit for run in dict.fromkeys(runs) for bit in run_bits(run)))
    step = max(1, -(-len(bits) // PROBE_BITS))
    return bits[::step]


def _probed(word: str) -> list[str]:
    """Return the longest runs a word has, those that overlap least first."""
    if len(word) >= 3:
        return [word[i : i + 3] for first in range(3) for i in range(first, len(word) - 2, 3)]
    if len(word) == 2 or (word and not word.isascii()):
        return [word]
    return []


def slices(signatures: Sequence[int]) -> list[int]:
    """Return, for each bit of a signature, a number with bit ``i`` set where text ``i`` has it."""
    cut = [0] * SIGNATURE_BITS
    for start in range(0, len(signatures), TURNED_AT_ONCE):
        for bit, some in enumerate(_turned(signatures[start : start + TURNED_AT_ONCE])):
            cut[bit] |= some << start
    return cut


def _turned(signatures: Sequence[int]) -> Iterator[int]:
    """Return the slices of a few signatures."""
    rows = "".join(format(bits, f"0{SIGNATURE_BITS}b") for bits in reversed(signatures))
    last = SIGNATURE_BITS - 1
    return (int(rows[last - bit :: SIGNATURE_BITS], 2) for bit in range(SIGNATURE_BITS))
