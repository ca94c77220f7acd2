"""The one exception for a page that is not fetched, or is none that can be shown."""


class Refusal(Exception):  # noqa: N818  # no error: there is just nothing to show
    """Says why in words that follow "It was not fetched:"; nothing of it reaches a client."""
