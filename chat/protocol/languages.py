"""The languages the chat speaks, each by its own name; ``chat/locale`` has their catalogues."""

ENGLISH = "en"  # what the sentences of the source are written in

LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}


def spoken(wanted: str) -> str:
    """Return the language spoken here for a wanted one: ``de`` for ``de-AT``, else English."""
    wanted = wanted.lower().replace("_", "-")
    return next((name for name in (wanted, wanted.split("-")[0]) if name in LANGUAGES), ENGLISH)
