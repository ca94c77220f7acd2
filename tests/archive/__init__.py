"""Tests of the records and formats of histories."""
