"""The small workspace that `seed_demo` makes, and the large one of real messages."""
