"""The REST surface, call by call."""
