"""The chat: words, records, reads, rules, the pipeline, and the doors to the world."""

__version__ = "1.0.0"
