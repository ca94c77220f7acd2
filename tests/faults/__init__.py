"""Breaks what can break, under load, and proves that no promise breaks with it."""
