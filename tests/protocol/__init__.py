"""Tests of the words: frames, errors, limits."""
