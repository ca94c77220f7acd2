"""Tests of committing together and telling everyone."""
