"""Races of commands against the end of the right they stand on."""
