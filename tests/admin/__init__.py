"""Tests of chat/admin."""
