"""Tests of the door outwards."""
