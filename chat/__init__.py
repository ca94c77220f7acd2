"""The chat: words, records, reads, rules, the pipeline, and the doors to the world."""
