"""The one exception of what cannot be exported, read or checked; an operator reads it."""


class RefusedError(Exception):
    """A refusal; its words are a sentence for operators, in English as all commands print."""
