"""Which links of a message are previewed, and what is known of their pages."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from chat.models import PageCard
from chat.models.previews import digest_of
from chat.protocol.events import Wire
from chat.protocol.limits import PREVIEW_URL_CHARACTERS, PREVIEWS_PER_MESSAGE
from chat.text.links import links


def previewed(html: str) -> list[str]:
    """Return the addresses that a message gets previews of: its first few, but our own."""
    own = tuple(f"{origin}/" for origin in settings.CHAT_ORIGINS)
    found = (
        url
        for url in links(html)
        if len(url) <= PREVIEW_URL_CHARACTERS and not f"{url}/".startswith(own)
    )
    return [url for url, _ in zip(found, range(PREVIEWS_PER_MESSAGE), strict=False)]


def known_cards(urls: Iterable[str], now: datetime) -> dict[str, Wire | None]:
    """Return what pages said of themselves lately, by their addresses; None: nothing."""
    by_digest = {digest_of(url): url for url in urls}
    rows = PageCard.objects.filter(pk__in=by_digest, until__gt=now).values_list("pk", "card")
    return {by_digest[digest]: card for digest, card in rows}
