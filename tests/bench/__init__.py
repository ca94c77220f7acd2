"""Measures speed over the wire contract; no timing in here decides a test."""
