"""Tests of what people write and how it is shown."""
