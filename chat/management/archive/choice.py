"""The options that choose what of a history is exported."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from chat.archive.refusal import RefusedError
from chat.archive.selection import Selection


def add_choice(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--room", action="append", metavar="SLUG", help="may be repeated")
    parser.add_argument("--user", action="append", metavar="NAME", help="only what they wrote")
    parser.add_argument("--since", metavar="TIME", help="nothing older: 2026-01-31, or with T12:30")
    parser.add_argument("--until", metavar="TIME", help="nothing from then on; times are in UTC")
    parser.add_argument("--search", default="", metavar="WORDS", help="only texts with all of them")
    parser.add_argument("--direct", action="store_true", help="direct conversations as well")
    parser.add_argument("--include-deleted", action="store_true", help="show tombstones")
    parser.add_argument("--reason", default="", help="why; needed for the two above")


def choice_of(options: dict[str, Any]) -> Selection:
    """Return what the options choose; raises ``RefusedError``."""
    selection = Selection(
        rooms=None if options["room"] is None else tuple(sorted(set(options["room"]))),
        direct=options["direct"],
        users=tuple(sorted(set(options["user"] or ()))),
        since=_moment(options["since"]),
        until=_moment(options["until"]),
        search=options["search"],
        deleted=options["include_deleted"],
        reason=options["reason"],
    )
    selection.check()
    return selection


def _moment(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise RefusedError(
            f"{typed!r} is no time: write 2026-01-31, or 2026-01-31T12:30."
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
