"""Tests of what may be seen, and at what price."""
