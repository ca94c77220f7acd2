"""The names that other products have for an emoji."""

from functools import cache

from chat.text.emoji import SHORTCODES

_PRESENTATION = "\ufe0f"
_TONES = {chr(0x1F3FB + number): number + 2 for number in range(5)}  # Slack counts from 2


@cache
def _names() -> dict[str, str]:
    """Return the first shortcode of each emoji."""
    names: dict[str, str] = {}
    for name, emoji in SHORTCODES.items():
        names.setdefault(emoji.replace(_PRESENTATION, ""), name)
    return names


def reaction_name(emoji: str) -> str:
    """Return an emoji's name without colons, with its skin tone as Slack writes it."""
    bare = emoji.replace(_PRESENTATION, "")
    tones = [_TONES[character] for character in bare if character in _TONES]
    plain = "".join(character for character in bare if character not in _TONES)
    name = _names().get(bare) or _names().get(plain) or "-".join(f"{ord(c):x}" for c in plain)
    return f"{name}::skin-tone-{tones[0]}" if tones and bare not in _names() else name
